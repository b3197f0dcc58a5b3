"""Mappings and inputs for tests: as little YAML as says the matter."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent, indent
from typing import Any

from adapters.formats import load_mapping, reader
from core.hub.mapping import Document, Facts, Mapping, Reading
from core.hub.node import Node

FACTS = Facts(issuer="acme", source="wms", site="WH-01", zone="Asia/Shanghai", name="stock_20261123.csv")

_HEAD = """\
mapping: 1
reads: {reads}
{more}
documents:
  - type: test.document.v1
{rule}
    identity: {{number: no, content: true}}
    body:
      no: {{value: "1"}}
{body}
"""


def mapping_of(body: str, *, reads: str = "{format: json}", rule: str = "", more: str = "") -> Mapping:
    """A mapping with these fields beside the number."""
    text = _HEAD.format(
        reads=reads,
        more=dedent(more),
        rule=indent(dedent(rule).strip(), " " * 4),
        body=indent(dedent(body).strip(), " " * 6),
    )
    return load_mapping(text.encode(), "acme/in/test.yaml", types=None)


def read(mapping: Mapping, payload: str | bytes, facts: Facts = FACTS) -> Reading:
    return mapping.read(tree_of(mapping, payload), facts)


def tree_of(mapping: Mapping, payload: str | bytes) -> Node:
    sent = payload.encode() if isinstance(payload, str) else payload
    return reader(mapping.format).read(sent, mapping.options)


def bodies(mapping: Mapping, payload: str | bytes) -> list[dict[str, Any]]:
    return [document.body for document in read(mapping, payload).documents]


def one(mapping: Mapping, payload: str | bytes, facts: Facts = FACTS) -> Document:
    [document] = read(mapping, payload, facts).documents
    return document


def value(field: str, payload: str | bytes, *, more: str = "", reads: str = "{format: json}") -> Any:
    """What one field says of a payload; None where it is not there."""
    made = one(mapping_of(f"x: {field}", more=more, reads=reads), payload)
    return made.body.get("x")


def raising(action: Callable[[], object]) -> Any:
    """The Unreadable an action ends with."""
    from core.kernel.errors import Unreadable

    try:
        action()
    except Unreadable as error:
        return error
    raise AssertionError("it was taken")
