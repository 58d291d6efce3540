"""Compiled templates, kept from run to run: compiling a theme takes longer than most builds."""

from __future__ import annotations

import marshal
from collections.abc import Mapping
from types import CodeType
from typing import NamedTuple

import jinja2
import msgspec
from jinja2 import Environment, meta, nodes
from jinja2.bccache import Bucket, BytecodeCache

from dateline.digest import digest
from dateline.store import Store
from dateline.tool import tool_version


class Compiled(msgspec.Struct, frozen=True):
    """One template: its code, marshalled, and the templates that it names.

    `names` is None where a name is worked out as the page is made: it may be any of them.
    """

    code: bytes
    names: tuple[str, ...] | None


# For the life of the process: sites that share a theme, and stores that were lost.
_kept: dict[str, bytes] = {}
_ENOUGH = 2_000

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Compiled)


class Templates(NamedTuple):
    """All templates of a theme: code by name, and for each a digest of all that it can reach."""

    codes: dict[str, CodeType]
    closures: dict[str, str]


class CodeCache(BytecodeCache):
    """Gives Jinja the code that is there already."""

    def __init__(self, codes: Mapping[str, CodeType]) -> None:
        self.codes = codes

    def load_bytecode(self, bucket: Bucket) -> None:
        # The key is Jinja's own digest of the name, so names are looked up by the environment.
        bucket.code = self.codes.get(bucket.key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        pass

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return name


def compile_templates(
    environment: Environment,
    sources: Mapping[str, tuple[str, str]],
    store: Store | None,
    faults: list[jinja2.TemplateSyntaxError],
) -> Templates:
    """Compile what was not compiled before; `sources` are (text, shown path) by name."""
    known = store.read("template") if store is not None else {}
    # Templates that name a filter that is not there can't be compiled.
    filters = " ".join(sorted(environment.filters))
    # Most texts have a second name, with that of their layer: one code is good for both.
    firsts: dict[tuple[str, str], str] = {}
    for name, source in sources.items():
        firsts.setdefault(source, name)
    keys = {name: _key(filters, firsts[source], *source) for name, source in sources.items()}
    made: dict[str, bytes] = {}
    for name, key in keys.items():
        if key not in known and key not in made:
            made[key] = _kept.get(key) or _compile(environment, name, *sources[name], faults)
            _keep(key, made[key])
    used = {key: data for key in keys.values() if (data := known.get(key) or made.get(key))}
    if store is not None:
        store.write("template", {key: data for key, data in used.items() if key in made})
        store.delete("template", known.keys() - used.keys())
    found = {key: _DECODER.decode(data) for key, data in used.items()}
    codes = {key: marshal.loads(each.code) for key, each in found.items()}
    compiled = {name: found[key] for name, key in keys.items() if key in found}
    return Templates({name: codes[keys[name]] for name in compiled}, _closures(compiled, keys))


def _keep(key: str, data: bytes) -> None:
    if len(_kept) >= _ENOUGH:
        # A preview that runs for days sees many versions of a template.
        _kept.clear()
    _kept[key] = data


def _key(filters: str, name: str, text: str, shown: str) -> str:
    return digest("\0".join((tool_version(), filters, name, shown, text)).encode("utf-8"))


def _compile(
    environment: Environment,
    name: str,
    text: str,
    shown: str,
    faults: list[jinja2.TemplateSyntaxError],
) -> bytes:
    try:
        tree = environment.parse(text, name, shown)
        names = _named(tree)
        # Jinja takes the code as text and gives it to Python's compiler under the shown name.
        code = environment.compile(tree, name, shown)
    except jinja2.TemplateSyntaxError as error:
        faults.append(error)
        return b""
    return _ENCODER.encode(Compiled(marshal.dumps(code), names))


def _named(tree: nodes.Template) -> tuple[str, ...] | None:
    """The templates that one names; None where a name is worked out as the page is made."""
    names = set(meta.find_referenced_templates(tree))
    return None if None in names else tuple(sorted(name for name in names if name))


def _closures(compiled: Mapping[str, Compiled], keys: Mapping[str, str]) -> dict[str, str]:
    """A digest of each template with all that it reaches; of one that is not there, too."""
    everything = frozenset(keys)

    def reached(name: str) -> frozenset[str]:
        found, waiting = {name}, [name]
        while waiting:
            here = compiled.get(waiting.pop())
            if here is None:
                continue
            names = everything if here.names is None else here.names
            waiting += [each for each in names if each not in found]
            found.update(names)
        return frozenset(found)

    return {
        name: digest(
            "\n".join(f"{each} {keys.get(each)}" for each in sorted(reached(name))).encode()
        )
        for name in keys
    }
