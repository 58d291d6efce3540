"""Looking at a theme without building: what templates ask for in vain, and what nobody can read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast

import jinja2
import msgspec
from jinja2 import nodes

from dateline.config import SiteConfig
from dateline.errors import Mark, Problem, Reporter, did_you_mean, sorted_problems
from dateline.inventory import decode_inventory, take_inventory
from dateline.options import Options
from dateline.plugins import Plugins, load_plugins
from dateline.render.compiled import compile_templates
from dateline.render.environment import ThemeEnvironment, make_environment
from dateline.render.facts import Facts
from dateline.render.kinds import KINDS
from dateline.render.page import template_problems
from dateline.render.tables import Tables
from dateline.render.theme import Theme, declaration, load_theme
from dateline.render.values import Values
from dateline.site import configuration
from dateline.store import Bodies
from dateline.themecheck.complaints import Complaints
from dateline.themecheck.messages import Catalogues, Message, is_english, languages_of, messages_of
from dateline.themecheck.texts import check_texts
from dateline.themecheck.walk import Walk, parse

_TYPES: dict[str, Any] = {"flag": bool, "number": Any}  # of settings; the others are texts


def check_theme(root: Path, name: str | None = None) -> tuple[str, tuple[Problem, ...]]:
    """Look at a site's theme, or at another one as if the site had it; returns its name, too.

    Raises SiteError where there is no configuration to go by.
    """
    problems: list[Problem] = []
    config, places = configuration(root, Options())
    inventory = take_inventory(root, {}, decode_inventory(None), problems)
    plugins = load_plugins(root, config.plugins, places, inventory, problems)
    if name is not None and name != config.theme:
        # Settings in dateline.toml are those of the site's own theme.
        config = msgspec.structs.replace(config, theme=name, theme_settings={})
    theme = load_theme(root, config, places, problems)
    if theme is not None:
        problems += _Checked(config, theme, plugins).problems()
    return config.theme, sorted_problems(problems)


class _Checked:
    """A theme that is looked at."""

    def __init__(self, config: SiteConfig, theme: Theme, plugins: Plugins) -> None:
        self.config = config
        self.theme = theme
        self.environment = _environment(config, theme, plugins)
        self.trees = parse(self.environment, theme.templates)
        self.complaints = Complaints(theme.templates)

    def problems(self) -> list[Problem]:
        """All of them, in no order."""
        faults: list[jinja2.TemplateSyntaxError] = []
        compile_templates(self.environment, self.theme.templates, None, faults)
        if faults:
            return template_problems(faults)  # what can't be read spoils all that builds on it
        readable = self._walk()
        self._unknown_blocks()
        return [
            *self._missing_templates(),
            *self.complaints.problems(),
            *self._texts(readable),
            *self._messages(),
            *self._unused_settings(),
        ]

    def _walk(self) -> set[str]:
        """Go through all templates; returns the names of those that make pages of HTML."""
        walk = Walk(
            self.environment, self.complaints, self._settings(), self.theme.assets, self.trees
        )
        of_kinds = [(kind.template, name) for name, kind in KINDS.items() if kind.template]
        for template, kind in of_kinds:
            if _is_html(template):
                walk.page(template, kind)
        readable = set(walk.met)
        for template, kind in of_kinds:
            if not _is_html(template):
                walk.page(template, kind)
        hidden = {f"{layer.name}/{name}" for layer in self.theme.layers for name in self.trees}
        for name in self.trees.keys() - hidden - walk.met:
            # A plugin's, or one that nothing uses.
            walk.page(name, "")
            readable |= {name} if _is_html(name) else set()
        walk.leftovers()
        return readable

    def _settings(self) -> dict[str, Any]:
        """The types of the theme's settings by name."""
        problems: list[Problem] = []
        found: dict[str, Any] = {}
        for layer in self.theme.layers[1:]:
            declared, _ = declaration(layer, problems)
            for name, setting in declared.settings.items() if declared else ():
                found.setdefault(name, _TYPES.get(setting.type, str))
        return found

    def _missing_templates(self) -> Iterator[Problem]:
        report = Reporter(f"{self.theme.layers[1].shown}/theme.toml")
        for name, kind in KINDS.items():
            if kind.template and kind.template not in self.theme.templates:
                hint = 'write it, or extend a theme that has it: extends = "broadsheet"'
                text = f"no template '{kind.template}' for pages of the kind {name}"
                report.error(Mark(1), text, hint)
        yield from report.problems

    def _unknown_blocks(self) -> None:
        """Complain of blocks that nothing above them has: they would never be seen."""
        for name, tree in self.trees.items():
            above = self._blocks_above(name)
            if above is None:
                continue
            for block in tree.body:
                if isinstance(block, nodes.Block) and block.name not in above:
                    self.complaints.error(
                        name,
                        block.lineno,
                        block.name,
                        f"what this template extends has no block '{block.name}'",
                        did_you_mean(block.name, above) or f"it has: {', '.join(sorted(above))}",
                    )

    def _blocks_above(self, name: str) -> set[str] | None:
        """The blocks of all that a template extends; None where it extends nothing certain."""
        found: set[str] = set()
        seen = {name}
        while True:
            extends = self.trees[name].find(nodes.Extends)
            if extends is None:
                return found if len(seen) > 1 else None
            parent = extends.template.value if isinstance(extends.template, nodes.Const) else None
            if parent not in self.trees or parent in seen:
                return None
            name = parent
            seen.add(name)
            found |= {block.name for block in self.trees[name].find_all(nodes.Block)}

    def _texts(self, readable: Iterable[str]) -> Iterator[Problem]:
        languages = tuple({"en", self.config.language})
        for text, shown in {self.theme.templates[name] for name in readable}:
            report = Reporter(shown)
            check_texts(text, report, languages)
            yield from report.problems

    def _messages(self) -> Iterator[Problem]:
        """Warn of messages that lack words in a language that their layer has words in."""
        catalogues = Catalogues(self.theme.layers)
        spoken = self.config.language
        wanted = () if is_english(spoken) or not catalogues.speaks(spoken) else (spoken,)
        for layer in self.theme.layers:
            languages = sorted({*languages_of(layer.folder), *wanted})
            start = f"{layer.name}/"
            for name, tree in self.trees.items():
                if not name.startswith(start) or not languages:
                    continue
                text, shown = self.theme.templates[name]
                for message in messages_of(tree):
                    if lacking := catalogues.lacking(message, languages):
                        yield _untranslated(text, shown, message, lacking)

    def _unused_settings(self) -> Iterator[Problem]:
        used = {each.attr for tree in self.trees.values() for each in tree.find_all(nodes.Getattr)}
        used |= {each.value for tree in self.trees.values() for each in tree.find_all(nodes.Const)}
        for layer in self.theme.layers[1:]:
            report = Reporter(f"{layer.shown}/theme.toml")
            problems: list[Problem] = []
            declared, places = declaration(layer, problems)
            for name in declared.settings if declared else ():
                if name not in used:
                    mark = places.get(("settings", name))
                    hint = f"write site.settings.{name} in a template, or take it out"
                    report.warning(mark, f"no template uses the setting '{name}'", hint)
            yield from report.problems


def _untranslated(text: str, shown: str, message: Message, languages: list[str]) -> Problem:
    report = Reporter(shown)
    line = text.split("\n")[message.line - 1]
    column = line.find(message.text) + 1
    mark = Mark(message.line, column, len(message.text)) if column else Mark(message.line)
    hint = f"add it to translations/{languages[0]}.po"
    said = f"'{message.text}' has no translation into {', '.join(languages)}"
    report.warning(mark, said, hint)
    return report.problems[0]


def _is_html(template: str) -> bool:
    return template.endswith(".html")


def _environment(config: SiteConfig, theme: Theme, plugins: Plugins) -> ThemeEnvironment:
    """The environment that pages are made with; no page will be, so there are no articles."""
    values = Values(config, theme, plugins, Tables.nothing())
    return make_environment(Facts(values, cast(Bodies, None)))
