"""JSON lines: a text a line, each with its line and the way to every value."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from adapters.formats import reader
from core.hub.node import Node
from core.kernel.errors import Unreadable
from tests.adapters.formats.outcomes import outcome


def tree(payload: str | bytes, **options: str) -> Node:
    return reader("jsonlines").read(payload.encode() if isinstance(payload, str) else payload, options)


def refusal(payload: str | bytes, **options: str) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        tree(payload, **options)
    return caught.value


def test_each_value_is_placed_by_its_line_and_the_way_to_it() -> None:
    root = tree('{"no": "A"}\r\n\n{"no": "B", "lots": [{"a/b": 1.50}, 2]}\n')

    assert [(line.name, line.place) for line in root.children] == [("line", "line 1"), ("line", "line 3")]
    lots = root.children[1].children[1]
    assert lots.place == "line 3 /lots"
    assert lots.children[0].children[0].place == "line 3 /lots/0/a~1b"
    assert (lots.children[0].children[0].value, lots.children[1].place) == ("1.50", "line 3 /lots/1")


def test_a_sequence_holds_texts_of_several_lines() -> None:
    root = tree('\x1e{"no":\n 1}\n\x1e{"no": 2}\n\x1e\n\x1e"x"\n')

    assert [line.place for line in root.children] == ["line 1", "line 3", "line 5"]
    assert root.children[1].children[0].place == "line 3 /no"


def test_what_stands_inside_a_text_does_not_part_it() -> None:
    assert tree('{"a": "x\u2028y\u0085z"}').children[0].children[0].value == "x\u2028y\u0085z"


@pytest.mark.parametrize(
    ("payload", "options", "cause", "place"),
    [
        ('{"a": 1}\n{"a": \n', {}, "jsonlines.malformed", "line 2 bytes 6-7"),
        ('{"a": 1}\n{"a": 1, "a": 2}\n', {}, "jsonlines.duplicate_key", "line 2 bytes 14-15"),
        ('{"a": 1} {"a": 2}\n', {}, "jsonlines.malformed", "line 1 bytes 9-10"),
        ("[[1]]\n", {"depth_max": "1"}, "jsonlines.too_deep", "line 1 bytes 1-2"),
        ("1\n2\n3\n", {"rows_max": "2"}, "jsonlines.too_many", "line 3"),
        ("[1]\n[2, 3]\n", {"nodes_max": "3"}, "jsonlines.too_many", "line 2 bytes 4-5"),
        ("\x1e1\n\x1e12", {}, "jsonlines.cut", "line 2"),
        (b"\xff\n", {}, "jsonlines.encoding", "bytes 0-1"),
    ],
)
def test_a_bad_line_is_refused_by_its_number(
    payload: str, options: dict[str, str], cause: str, place: str
) -> None:
    error = refusal(payload, **options)

    assert (error.cause, error.place) == (cause, place)


def test_a_bad_line_may_be_marked_and_the_others_read() -> None:
    root = tree('{"a": 1}\nnonsense\n{"a": 2}\n', bad_lines="mark")

    assert [line.kind for line in root.children] == ["object", "fault", "object"]
    assert "line 2" in (root.children[1].value or "")


@pytest.mark.parametrize("options", [{"bad_lines": "x"}, {"rows_max": "0"}, {"encoding": "klingon"}])
def test_an_option_that_makes_no_sense_is_refused(options: dict[str, str]) -> None:
    with pytest.raises(Unreadable):
        reader("jsonlines").check(options)


LINES = some.lists(
    some.dictionaries(some.text(max_size=4), some.integers() | some.text(max_size=6), max_size=3)
)


@given(LINES)
def test_the_lines_are_the_texts_that_were_written(lines: list[dict[str, object]]) -> None:
    payload = "\n".join(json.dumps(line) for line in lines)
    try:
        found = tree(payload)
    except Unreadable:
        assert "\\ud" in payload
        return

    assert len(found.children) == len(lines)
    for node, line in zip(found.children, lines, strict=True):
        assert {child.name: child.value for child in node.children} == {k: str(v) for k, v in line.items()}


@given(some.text(alphabet='{}[]",:0123456789.eE+-truefalsn \\u\n\x1e', max_size=30))
def test_any_text_is_lines_or_a_clear_no(text: str) -> None:
    assert outcome(lambda: tree(text)) in {"read", "jsonlines"}
    assert outcome(lambda: tree(text, bad_lines="mark")) in {"read", "jsonlines"}
