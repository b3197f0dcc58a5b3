"""JSON: what it says exactly, and where; what is no JSON or says a thing twice is refused at its place."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some

from adapters.formats import reader, writer
from adapters.formats.json import well_formed
from core.hub.node import Node
from core.kernel.errors import Unreadable
from tests.adapters.formats.outcomes import outcome


def tree(payload: str | bytes, **options: str) -> Node:
    return reader("json").read(payload.encode() if isinstance(payload, str) else payload, options)


def refusal(payload: str | bytes, **options: str) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        tree(payload, **options)
    return caught.value


def test_numbers_are_kept_as_written() -> None:
    found = tree('{"a": 0.10, "b": 12345678901234567890.123456789, "c": 1e400, "d": -0}')

    assert [node.value for node in found.children] == [
        "0.10",
        "12345678901234567890.123456789",
        "1e400",
        "-0",
    ]
    assert {node.kind for node in found.children} == {"number"}


def test_every_value_has_its_bytes() -> None:
    payload = '\ufeff{"名": "钢", "l": [1, {"x": null}], "t": true, "o": {}}'.encode()

    def shown(node: Node) -> bytes:
        begin, end = node.place.removeprefix("bytes ").split("-")
        return payload[int(begin) : int(end)]

    found = tree(payload)

    assert [shown(node) for node in found.children] == [
        "钢".encode(),
        b'[1, {"x": null}]',
        b"true",
        b"{}",
    ]
    assert shown(found) == payload[3:]
    assert shown(found.children[1].children[1].children[0]) == b"null"


def test_another_encoding_is_read_and_places_say_so() -> None:
    found = tree('{"a": "钢"}'.encode("utf-16"), encoding="utf-16")

    assert found.children[0].value == "钢"
    assert found.children[0].place == "bytes 7-10 of it as utf-8"


@pytest.mark.parametrize(
    ("payload", "first", "second"),
    [
        ('{"a": 1, "a": 1}', "bytes 6-7", "bytes 14-15"),
        ('{"x": [{"a": 1, "\\u0061": "2"}]}', "bytes 13-14", "bytes 27-28"),
    ],
)
def test_a_key_said_twice_is_json_and_refused_with_both_places(payload: str, first: str, second: str) -> None:
    well_formed(payload.encode())

    error = refusal(payload)

    assert (error.cause, error.place) == ("json.duplicate_key", second)
    assert first in error.text


@pytest.mark.parametrize(
    ("payload", "place"),
    [
        (b'{"a": 1', "bytes 7-8"),
        (b'{"a": NaN}', "bytes 6-7"),
        (b'{"a": Infinity}', "bytes 6-7"),
        (b"", "bytes 0-1"),
        (b"{'a': 1}", "bytes 1-2"),
        (b'{"a": 01}', "bytes 7-8"),
        (b'{"a": 1} x', "bytes 9-10"),
        (b'["\n"]', "bytes 2-3"),
    ],
)
def test_what_is_no_json_is_refused_at_its_byte(payload: bytes, place: str) -> None:
    error = refusal(payload)

    assert (error.cause, error.place) == ("json.malformed", place)


def test_bytes_that_are_no_text_are_refused_at_their_place() -> None:
    assert refusal(b'{"a": "\xff"}').place == "bytes 7-8"
    assert refusal(b'["\\ud800"]').cause == "json.malformed"


@pytest.mark.parametrize("opening", ["[", '{"a":'])
@pytest.mark.parametrize("depth", [65, 1_000, 100_000])
def test_deep_nesting_is_refused(opening: str, depth: int) -> None:
    closing = "]" if opening == "[" else "}"

    error = refusal(opening * depth + "1" + closing * depth)

    assert error.cause == "json.too_deep"


def test_64_deep_is_not_too_deep() -> None:
    assert tree("[" * 64 + "1" + "]" * 64).kind == "list"


def test_limits_are_options() -> None:
    assert refusal("[1, 2, 3]", nodes_max="2").cause == "json.too_many"
    assert refusal("[[1]]", depth_max="1").cause == "json.too_deep"
    assert refusal("[1]", bytes_max="2").cause == "json.too_large"


def test_a_flat_object_of_a_database_is_a_table_of_one_row() -> None:
    rows = reader("rows")

    one, many = rows.read(b'{"a": 1, "b": null}', {}), rows.read(b'[{"a": 1}, {"a": 2}]', {})

    assert (one.name, [row.name for row in many.children]) == ("table", ["row", "row"])
    assert [(cell.name, cell.value) for cell in one.children[0].children] == [("a", "1"), ("b", None)]


@pytest.mark.parametrize(("payload", "cause"), [(b"[1]", "rows.no_object"), (b'{"a": [1]}', "rows.not_flat")])
def test_a_row_that_is_not_flat_is_refused(payload: bytes, cause: str) -> None:
    with pytest.raises(Unreadable) as caught:
        reader("rows").read(payload, {})
    assert caught.value.cause == cause


VALUES: some.SearchStrategy[Any] = some.recursive(
    some.none()
    | some.booleans()
    | some.integers()
    | some.text(max_size=5)
    | some.floats(allow_nan=False, allow_infinity=False),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)


@given(VALUES)
def test_what_is_read_is_written_back(value: Any) -> None:
    payload = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    try:
        found = tree(payload)
    except Unreadable:
        assert "\\ud" in json.dumps(value)
        return

    assert json.loads(writer("json").write(found, {})) == value


@given(VALUES, some.booleans())
def test_the_places_of_the_quick_way_are_those_of_the_slow_one(value: Any, pretty: bool) -> None:
    payload = json.dumps(value, indent=2 if pretty else None).encode()
    try:
        well_formed(payload)
    except Unreadable:
        return

    for node in everything(tree(payload)):
        begin, end = node.place.removeprefix("bytes ").split("-")
        shown = payload[int(begin) : int(end)]
        if node.kind == "text":
            assert msgspec.json.decode(b'"%b"' % shown) == node.value
        elif node.kind in {"object", "list"}:
            assert len(json.loads(shown)) == len(node.children)
        else:
            assert shown.decode() == (node.value or "null")


def everything(node: Node) -> list[Node]:
    return [node, *(inner for child in node.children for inner in everything(child))]


@given(some.text(alphabet='{}[]",:0123456789.eE+-truefalsn \\u\n', max_size=30))
def test_any_text_is_json_or_a_clear_no(text: str) -> None:
    assert outcome(lambda: tree(text)) in {"read", "json"}
