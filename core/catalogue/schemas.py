"""Writes the JSON Schema of every canonical type and the AsyncAPI document from the code: `… docs/`."""

from __future__ import annotations

import inspect
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from core.catalogue.asyncapi import document
from core.catalogue.parts import Document, Part
from core.catalogue.registry import TYPES

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_FIELD = re.compile(r"^(?P<names>[a-z_0-9]+(?:, [a-z_0-9]+)*): (?P<text>.+)$")

_INDEX_HEAD = """# The canonical documents

Written from `core/catalogue/` by `python -m core.catalogue.schemas docs/`. Decimals are JSON strings, exactly
as written; times are RFC 3339 with an offset; a field at its default is left out.

| type | what | searched by | happened at |
|---|---|---|---|
"""


def files() -> dict[str, str]:
    """Every file there is to write, by its path below the docs folder."""
    texts = {f"schemas/{name}.json": _json(schema(kind)) for name, kind in TYPES.items()}
    texts["schemas/README.md"] = index()
    shapes, parts = components(tuple(TYPES.values()), "#/components/schemas/{name}")
    texts["asyncapi.json"] = _json(document(TYPES, shapes, parts))
    return texts


def schema(kind: type[Document]) -> dict[str, Any]:
    """One type's JSON Schema, complete in itself."""
    [shape], parts = components((kind,), "#/$defs/{name}")
    return {
        "$schema": _DIALECT,
        "$id": f"urn:lianqiao:{kind.TYPE}",
        "title": kind.TYPE,
        **shape,
        "x-business-keys": list(kind.KEYS),
        "x-event-time": list(kind.TIMES),
        "$defs": parts,
    }


def components(
    kinds: tuple[type[Document], ...], ref_template: str
) -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]]]:
    """The schemas of the types and of all their parts, described by their docstrings."""
    shapes, parts = msgspec.json.schema_components(kinds, ref_template=ref_template)
    structs = {struct.__name__: struct for struct in _structs(Part)}
    return list(shapes), {name: _described(part, structs[name]) for name, part in sorted(parts.items())}


def described_fields(struct: type[Part]) -> dict[str, str]:
    """What the docstrings of a Struct and its bases say of each field."""
    said: dict[str, str] = {}
    for base in reversed(struct.__mro__):
        names: list[str] = []
        for line in _doc(base).splitlines() if issubclass(base, Part) else ():
            match = _FIELD.match(line)
            if match:
                names = match["names"].split(", ")
                said |= dict.fromkeys(names, match["text"])
            elif line.startswith("    "):
                said |= {name: f"{said[name]} {line.strip()}" for name in names}
    return said


def index() -> str:
    """The table of all types, for a person."""
    rows = (
        f"| [`{name}`]({name}.json) | {_what(kind)} | {', '.join(kind.KEYS)} | {', '.join(kind.TIMES)} |\n"
        for name, kind in TYPES.items()
    )
    return _INDEX_HEAD + "".join(rows)


def main(folder: Path) -> None:
    """Writes what is new and removes what is no more."""
    texts = files()
    for old in (folder / "schemas").glob("*.json"):
        if f"schemas/{old.name}" not in texts:
            old.unlink()
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def _described(part: dict[str, Any], struct: type[Part]) -> dict[str, Any]:
    said = described_fields(struct)
    fields = {
        name: {**field, "description": said[name]} if name in said else field
        for name, field in part["properties"].items()
    }
    text = _doc(struct).split("\n\n")
    about = "\n\n".join(block for block in text if not _FIELD.match(block.splitlines()[0]))
    return {**part, "description": about, "properties": fields}


def _structs(base: type[Part]) -> Iterator[type[Part]]:
    for struct in base.__subclasses__():
        yield struct
        yield from _structs(struct)


def _what(kind: type[Document]) -> str:
    family = (sys.modules[kind.__module__].__doc__ or "").splitlines()[0]
    return f"{family} {_doc(kind).splitlines()[0]}".replace("|", "/")


def _doc(struct: type) -> str:
    return inspect.getdoc(struct) or ""


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
