"""What a mapping wrote becomes the parts of a call: headers apart, our key put in, objects as texts."""

from __future__ import annotations

from typing import Any

import msgspec

from adapters import formats
from adapters.soap.options import Options
from adapters.soap.service import values_of
from core.hub.node import Node
from core.kernel.errors import Refused, Unreadable


def parts_of(payload: bytes, options: Options, send_id: str) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """(the parts, the SOAP headers if there are any). Raises Refused for what is no object of parts."""
    values = values_of(payload)
    if options.key_at:
        _put(values, options.key_at, send_id)
    for member, kind in options.inside:
        if member not in values:
            raise Refused(f"inside: the values have no {member!r}", cause="soap.values")
        values[member] = _as_text(values[member], kind)
    headers = values.pop(options.header, None) if options.header else None
    if headers is not None and not isinstance(headers, dict):
        raise Refused(f"header: {options.header!r} is no object of headers", cause="soap.values")
    return values, headers


def _put(values: dict[str, Any], path: tuple[str, ...], text: str) -> None:
    """Along objects; what is missing on the way is made."""
    for name in path[:-1]:
        inner = values.setdefault(name, {})
        if not isinstance(inner, dict):
            raise Refused(f"key_at: {name!r} is no object", cause="soap.values")
        values = inner
    values[path[-1]] = text


def _as_text(value: Any, kind: str) -> str:
    format_, _, root = kind.partition(":")
    if format_ == "json":
        return msgspec.json.encode(value).decode()
    try:
        options = {"declaration": "no"}
        return formats.writer("xml").write(_node(root or "data", value), options).decode()
    except Unreadable as error:
        raise Refused(f"inside: {error.text}", cause="soap.values") from error


def _node(name: str, value: Any) -> Node:
    if isinstance(value, dict):
        children = tuple(one for key, each in value.items() for one in _nodes(key, each))
        return Node(name, None, children, "", "")
    return Node(name, _word(value), (), "", "")


def _nodes(name: str, value: Any) -> list[Node]:
    """A list repeats its name."""
    return [_node(name, one) for one in value] if isinstance(value, list) else [_node(name, value)]


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
