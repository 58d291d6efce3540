"""Themes: folders of templates, assets and translations; a theme may extend another."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from dateline.config import SiteConfig
from dateline.errors import Problem, Reporter, did_you_mean
from dateline.located import Places, read_shape
from dateline.render.assets import Asset, build_assets
from dateline.render.translations import Catalogue, read_catalogue
from dateline.sources import find_files, read_text
from dateline.tomlfile import read_toml
from dateline.tool import built_in_themes

NAMES = re.compile(r"[A-Za-z0-9_-]+")
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_EXPECTED = {"text": "text", "number": "a number", "flag": "true or false", "colour": "text"}


class Setting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A setting that sites may change in `[theme_settings]`."""

    type: Literal["text", "number", "flag", "choice", "colour"]
    default: Any
    choices: tuple[str, ...] = ()
    help: str = ""


class ThemeConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `theme.toml` may say."""

    name: str
    extends: str | None = None
    description: str = ""
    settings: dict[str, Setting] = {}


class Layer(msgspec.Struct, frozen=True):
    """One folder of the chain: the site's own, its theme, the themes that one extends."""

    name: str
    folder: Path
    shown: str


class Theme(msgspec.Struct, frozen=True):
    """A theme ready for use: templates by name and by "layer/name", as (text, shown path)."""

    layers: tuple[Layer, ...]
    templates: dict[str, tuple[str, str]]
    assets: dict[str, Asset]
    catalogue: Catalogue
    settings: dict[str, Any]


def load_theme(
    root: Path, config: SiteConfig, places: Places, problems: list[Problem]
) -> Theme | None:
    """Load the site's theme with all that it extends; None when a theme can't be found."""
    report = Reporter("dateline.toml")
    chain: list[Layer] = []
    settings: dict[str, Setting] = {}
    name: str | None = config.theme
    mark = places.get(("theme",))
    while name is not None:
        layer = _find(root, name)
        if layer is None:
            report.error(mark, f"no theme '{name}'", did_you_mean(name, _known(root)))
        elif layer in chain:
            report.error(mark, f"theme '{name}' extends itself", "remove the line")
        if layer is None or report.failed:
            problems.extend(report.problems)
            return None
        declared, marks = declaration(layer, problems)
        if declared is None:
            return None
        chain.append(layer)
        # What a theme declares goes before what the themes declare that it extends.
        settings = {**declared.settings, **settings}
        report, mark, name = (
            Reporter(f"{layer.shown}/theme.toml"),
            marks.get(("extends",)),
            declared.extends,
        )
    layers = (Layer("site", root, ""), *chain)
    return Theme(
        layers=layers,
        templates=_templates(layers, problems),
        assets=build_assets([(layer.folder, layer.shown) for layer in layers], problems),
        catalogue=read_catalogue(
            [(layer.folder, layer.shown) for layer in layers], config.language, problems
        ),
        settings=_settings(settings, config, places, problems),
    )


def _find(root: Path, name: str) -> Layer | None:
    if not NAMES.fullmatch(name):
        return None
    for folder, shown in ((root / "themes", "themes"), (built_in_themes(), "<dateline>/themes")):
        if (folder / name / "theme.toml").is_file():
            return Layer(name, folder / name, f"{shown}/{name}")
    return None


def _known(root: Path) -> list[str]:
    folders = (root / "themes", built_in_themes())
    return sorted({path.parent.name for folder in folders for path in folder.glob("*/theme.toml")})


def declaration(layer: Layer, problems: list[Problem]) -> tuple[ThemeConfig | None, Places]:
    """What a layer's `theme.toml` says, None where it can't be used, and the places in it."""
    report = Reporter(f"{layer.shown}/theme.toml")
    text = read_text(layer.folder / "theme.toml", report)
    located = read_toml(text, report) if text is not None else None
    declared, places = read_shape(ThemeConfig, located, report) if located else (None, {})
    for name, setting in declared.settings.items() if declared else ():
        fault = _setting_fault(setting, setting.default)
        if fault:
            mark = places.get(("settings", name, "default"))
            report.error(mark, f"the default of '{name}' must be {fault}")
    problems.extend(report.problems)
    return (None if report.failed else declared), places


def _settings(
    declared: Mapping[str, Setting], config: SiteConfig, places: Places, problems: list[Problem]
) -> dict[str, Any]:
    report = Reporter("dateline.toml")
    values = {name: setting.default for name, setting in declared.items()}
    for name, value in config.theme_settings.items():
        mark = places.get(("theme_settings", name))
        if name not in declared:
            hint = did_you_mean(name, declared) or f"its settings: {', '.join(sorted(declared))}"
            report.error(mark, f"theme '{config.theme}' has no setting '{name}'", hint)
            continue
        fault = _setting_fault(declared[name], value)
        if fault:
            report.error(mark, f"'{name}' must be {fault}", declared[name].help)
        values[name] = value
    problems.extend(report.problems)
    return values


def _setting_fault(setting: Setting, value: Any) -> str:
    """Say what a value should have been; empty when it is right."""
    if setting.type == "choice":
        right = value in setting.choices
        return "" if right else "one of " + ", ".join(f"'{each}'" for each in setting.choices)
    if setting.type == "flag":
        right = isinstance(value, bool)
    elif setting.type == "number":
        right = isinstance(value, int | float) and not isinstance(value, bool)
        right = right and math.isfinite(value)
    else:
        right = isinstance(value, str)
        if right and setting.type == "colour" and not _COLOUR.fullmatch(value):
            return "a colour such as #9a1b1e"
    return "" if right else _EXPECTED[setting.type]


def _templates(layers: tuple[Layer, ...], problems: list[Problem]) -> dict[str, tuple[str, str]]:
    """All templates by name (the first layer wins) and by "layer/name" (to extend a hidden one)."""
    found: dict[str, tuple[str, str]] = {}
    for layer in layers:
        for name, path in find_files(layer.folder, "templates", problems):
            shown = f"{layer.shown}/templates/{name}".lstrip("/")
            report = Reporter(shown)
            text = read_text(Path(path), report)
            problems.extend(report.problems)
            if text is not None:
                found.setdefault(name, (text, shown))
                found[f"{layer.name}/{name}"] = (text, shown)
    return found
