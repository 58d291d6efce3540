"""`dateline schema`."""

from __future__ import annotations

from typing import Any

import click

from dateline.cli.console import print_json


@click.command(
    "schema",
    epilog="""\b
Examples:
  dateline schema site > .vscode/site.schema.json
  dateline schema article > .vscode/article.schema.json""",
)
@click.argument("kind", type=click.Choice(["article", "site"]))
def command(kind: str) -> int:
    """Print the JSON Schema of an article's front matter or of dateline.toml.

    Editors complete and check with it while you type. It is made from the same types that
    `dateline build` checks with.
    """
    print_json(schema_of(kind))
    return 0


def schema_of(kind: str) -> dict[str, Any]:
    """The schema (draft 2020-12) of "article" or "site"."""
    import msgspec  # noqa: PLC0415 - kept off the start-up path

    from dateline.config import SiteConfig  # noqa: PLC0415
    from dateline.model import FrontMatter  # noqa: PLC0415

    shape = FrontMatter if kind == "article" else SiteConfig
    title = "Front matter of a Dateline article" if kind == "article" else "dateline.toml"
    schema = _as_read(msgspec.json.schema(shape), yaml=kind == "article")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **schema}


def _as_read(schema: Any, *, yaml: bool) -> Any:
    """Allow what Dateline reads: one thing is a list of one; in YAML 1984 may be a headline.

    An editor types YAML without knowing the key, so it takes `title: 1984` for a number and
    `tags:` with nothing behind it for null.
    """
    if isinstance(schema, list):
        return [_as_read(each, yaml=yaml) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _as_read(value, yaml=yaml) for key, value in schema.items()}
    if yaml and made.get("type") == "string" and "pattern" not in made:
        made["type"] = ["string", "number", "boolean"]
    if made.get("type") == "array":
        items = made.pop("items")
        forms = [{"type": made.pop("type"), "items": items}, items]
        made["anyOf"] = [*forms, {"type": "null"}] if yaml else forms
    return made
