"""The AsyncAPI 3 document: each canonical type as a message on a channel that bears its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.catalogue.parts import Document

_ABOUT = (
    "The canonical documents that the hub publishes to its subscribers, one channel a type. Partners send "
    "what they have in their own formats; mappings make these of it. Decimals are JSON strings exactly as "
    "written, times are RFC 3339 with an offset, and a field at its default is left out. How front-end "
    "agents speak is in wire.md."
)


def document(
    types: Mapping[str, type[Document]], shapes: list[dict[str, Any]], parts: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    """`shapes` are the schemas of the types in their order, `parts` the components they refer to."""
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Lianqiao canonical documents", "version": "1.0.0", "description": _ABOUT},
        "defaultContentType": "application/json",
        "channels": {name: _channel(name) for name in types},
        "operations": {f"publish.{name}": _operation(name) for name in types},
        "components": {
            "messages": {
                name: _message(name, parts[kind.__name__]["description"], shape)
                for (name, kind), shape in zip(types.items(), shapes, strict=True)
            },
            "schemas": parts,
        },
    }


def _channel(name: str) -> dict[str, Any]:
    return {"address": name, "messages": {name: {"$ref": f"#/components/messages/{name}"}}}


def _operation(name: str) -> dict[str, Any]:
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{name}"},
        "messages": [{"$ref": f"#/channels/{name}/messages/{name}"}],
    }


def _message(name: str, about: str, shape: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "title": name, "summary": about.splitlines()[0], "payload": shape}
