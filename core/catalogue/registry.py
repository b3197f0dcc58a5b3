"""Every canonical type by its name, found by looking; and what can be done with any of them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec

from core.catalogue.faults import DEPTH_MAX, holds_float, unreadable, where_float
from core.catalogue.parts import Document
from core.kernel.canonical import canonical_bytes
from core.kernel.errors import Broken, Unreadable

BODY_BYTES_MAX = 64 * 1024 * 1024
# They look at all types, so they come after them; no type stands there.
_NOT_TYPES = {"registry", "schemas"}


def _discover() -> dict[str, type[Document]]:
    found: dict[str, type[Document]] = {}
    for module_info in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module_info.name in _NOT_TYPES:
            continue
        module = importlib.import_module(f"core.catalogue.{module_info.name}")
        for item in vars(module).values():
            if not (isinstance(item, type) and issubclass(item, Document) and item.TYPE):
                continue
            if found.setdefault(item.TYPE, item) is not item:
                raise Broken(f"two Structs call themselves {item.TYPE}", cause="catalogue.type_twice")
    return dict(sorted(found.items()))


TYPES: dict[str, type[Document]] = _discover()
_PATHS = {name: [tuple(path.split(".")) for path in kind.KEYS] for name, kind in TYPES.items()}
_DECODERS = {name: msgspec.json.Decoder(kind) for name, kind in TYPES.items()}


def read(type_name: str, body: Mapping[str, Any] | bytes) -> Document:
    """The document of that type; Unreadable names the place in the body and what is expected there."""
    kind = TYPES.get(type_name)
    if kind is None:
        raise Unreadable(
            f"{type_name!r} is no canonical type; there are {', '.join(TYPES)}",
            cause="catalogue.unknown_type",
        )
    try:
        return _from_bytes(type_name, body) if isinstance(body, bytes) else _from_mapping(kind, body)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise unreadable(type_name, kind, error) from error


def canonical(document: Document) -> bytes:
    """The one byte form; reading it gives an equal document."""
    try:
        return canonical_bytes(document)
    except UnicodeEncodeError as error:
        raise Unreadable(
            f"{document.TYPE} holds half a surrogate pair, which is no text: {error}",
            cause="catalogue.no_text",
        ) from error


def keys(document: Document) -> tuple[str, ...]:
    """The business keys an operator would search, its own number first, each once, no blank ones."""
    found = [key for path in _PATHS[document.TYPE] for key in _values(document, path)]
    return tuple(dict.fromkeys([key for key in found if key.strip()]))


def times(document: Document) -> datetime | date:
    """When it happened at the source: an aware moment, or a day where the document names only that."""
    for field in document.TIMES:
        moment: datetime | date | None = getattr(document, field)
        if moment is not None:
            return moment
    raise Broken(f"{document.TYPE} has none of {', '.join(document.TIMES)}", cause="catalogue.no_time")


def _from_bytes(type_name: str, body: bytes) -> Document:
    if len(body) > BODY_BYTES_MAX:
        raise Unreadable(
            f"the body has {len(body)} bytes, over {BODY_BYTES_MAX}", cause="catalogue.too_large"
        )
    return _DECODERS[type_name].decode(body)


def _from_mapping(kind: type[Document], body: Mapping[str, Any]) -> Document:
    if holds_float(body, DEPTH_MAX):
        place = where_float(body)
        raise Unreadable(
            f"{kind.TYPE} at {place}: a float is never exact; give a Decimal or a decimal string",
            cause="catalogue.float",
            place=place,
        )
    return msgspec.convert(body, kind)


def _values(document: Document, path: tuple[str, ...]) -> list[str]:
    """What stands at the end of the path, from each element where a step is a list."""
    found: list[Any] = [document]
    for step in path:
        found = [value for item in found if (value := getattr(item, step)) is not None]
        if found and isinstance(found[0], tuple):
            found = [each for many in found for each in many]
    return found
