"""Every canonical type by its name, found by looking; and what can be done with any of them."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec

from core.catalogue.expected import expected_at
from core.catalogue.parts import Document, Wrong
from core.kernel.canonical import canonical_bytes
from core.kernel.errors import Broken, HubError, Unreadable

BODY_BYTES_MAX = 64 * 1024 * 1024
DEPTH_MAX = 16
_PLACE = re.compile(r" - at `(key in )?\$(?P<path>[^`]*)`$")
_INDEX = re.compile(r"\[\d+\]")


def _discover() -> dict[str, type[Document]]:
    found: dict[str, type[Document]] = {}
    for module_info in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module_info.name in {"registry", "schemas", "__main__"}:
            continue
        module = importlib.import_module(f"core.catalogue.{module_info.name}")
        for item in vars(module).values():
            if isinstance(item, type) and issubclass(item, Document) and item.TYPE:
                if found.setdefault(item.TYPE, item) is not item:
                    raise Broken(f"two Structs call themselves {item.TYPE}", cause="catalogue.type_twice")
    return dict(sorted(found.items()))


TYPES: dict[str, type[Document]] = _discover()
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
        if isinstance(body, bytes):
            _bound(body)
            return _DECODERS[type_name].decode(body)
        _no_floats(body, "$", DEPTH_MAX)
        return msgspec.convert(body, kind)
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise _unreadable(type_name, kind, error) from error


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
    found = (key for path in document.KEYS for key in _values(document, path.split(".")))
    return tuple(dict.fromkeys(key for key in found if key.strip()))


def times(document: Document) -> datetime | date:
    """When it happened at the source: an aware moment, or a day where the document names only that."""
    for field in document.TIMES:
        moment: datetime | date | None = getattr(document, field)
        if moment is not None:
            return moment
    raise Broken(f"{document.TYPE} has none of {', '.join(document.TIMES)}", cause="catalogue.no_time")


def _values(item: Any, path: list[str]) -> Iterator[str]:
    if isinstance(item, tuple):
        for each in item:
            yield from _values(each, path)
    elif item is not None and path:
        yield from _values(getattr(item, path[0]), path[1:])
    elif item is not None:
        yield item


def _bound(body: bytes) -> None:
    if len(body) > BODY_BYTES_MAX:
        raise Unreadable(
            f"the body has {len(body)} bytes, over {BODY_BYTES_MAX}", cause="catalogue.too_large"
        )


def _no_floats(item: Any, place: str, depth: int) -> None:
    if isinstance(item, float):
        raise Unreadable(
            f"{place} is the float {item}; give a Decimal or a decimal string",
            cause="catalogue.float",
            place=place,
        )
    if not isinstance(item, Mapping | list | tuple):
        return
    if depth == 0:
        raise Unreadable(f"{place} is nested over {DEPTH_MAX} deep", cause="catalogue.too_deep", place=place)
    pairs = item.items() if isinstance(item, Mapping) else enumerate(item)
    for key, value in pairs:
        if isinstance(value, float | Mapping | list | tuple):
            _no_floats(value, f"{place}.{key}" if isinstance(key, str) else f"{place}[{key}]", depth - 1)


def _unreadable(type_name: str, kind: type[Document], error: Exception) -> HubError:
    """The decoder's complaint in our words: which type, where, what is expected there."""
    said = str(error)
    match = _PLACE.search(said)
    path = match["path"] if match else ""
    text = said[: match.start()] if match else said
    inner = error.__cause__
    if isinstance(inner, Wrong):
        cause = inner.cause
    else:
        cause = f"catalogue.shape@{type_name}:${_INDEX.sub('[]', path)}"
        text += expected_at(kind, path)
    return Unreadable(f"{type_name} at ${path}: {text}", cause=cause, place=f"${path}")
