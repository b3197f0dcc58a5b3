"""Whatever is written as a mapping compiles or is told its faults; nothing else ever comes out of it."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from adapters.formats import load_mapping, load_writing
from core.hub.mapping import Facts
from core.kernel.errors import Unreadable
from tests.core.hub.mapping.given import tree_of

WHOLE: dict[str, Any] = {
    "mapping": 1,
    "reads": {"format": "json", "encoding": "utf-8"},
    "tables": {"units": {"t": "TNE"}},
    "numbers": {"decimal sign": ",", "group sign": "."},
    "nulls": ["-"],
    "zone": "Asia/Shanghai",
    "unit": "document",
    "let": {"rate": {"from": "r", "as": "decimal"}, "inner": {"node": "p", "unwrap": {"format": "json"}}},
    "check": [{"count": "l", "equals": "number('n')", "else": "flag"}, {"that": "rate > 0"}],
    "documents": [
        {
            "split": "l",
            "where": "exists('q')",
            "carry": {"head": {"k": "H"}},
            "group by": ["no"],
            "choose": [
                {
                    "type": "a.v1",
                    "when": {"k": ["x", "y"]},
                    "identity": {"number": "no", "as of": {"fact": "name", "after": "_"}},
                    "keys": ["no"],
                    "event time": "at",
                    "check": [{"sum": "item", "of": "q * 2", "equals": "total", "tolerance": "0.1"}],
                    "body": {
                        "no": {"from": ["a", "b/c"], "required": True},
                        "at": {
                            "from": "t",
                            "as": "datetime",
                            "format": ["iso", "YYYYMMDD"],
                            "clock": "08:00",
                        },
                        "q": {"from": "q", "as": "quantity", "unit": {"from": "u", "table": "units"}},
                        "m": {
                            "pick": {"from": "m", "where": {"c": "x"}, "take": "v"},
                            "as": "money",
                            "currency": "c",
                        },
                        "l": {
                            "each": ".",
                            "begin": "k == 'H'",
                            "end": "k == 'T'",
                            "fields": {"x": {"expr": "q + 1"}},
                        },
                        "o": {"at": "o", "needs": "i", "let": {"z": {"value": 1}}, "fields": {"i": "i"}},
                        "f": {"first of": [{"value": 1.5}, {"from": "$head/x", "default": "d"}]},
                        "e": {"rest": ".", "except": ["x"]},
                    },
                },
                {"type": "b.v1", "identity": {"number": "no", "content": True}, "body": {"no": "no"}},
            ],
        }
    ],
}
OUT: dict[str, Any] = {
    "mapping": 1,
    "writes": {"format": "csv", "columns": ["a", "b"]},
    "takes": "a.v1",
    "file": {"expr": "concat(no, '.csv')"},
    "tree": {
        "name": "t",
        "fields": {
            "row": {"each": "l", "fields": {"a": {"from": "x", "as": "decimal", "places": 2}, "b": "/no"}}
        },
    },
}
SENT = json.dumps({"r": "1,5", "n": 1, "p": '{"a": 1}', "l": [{"q": "1", "a": "A", "no": "1", "k": "x"}]})
VALUES: list[Any] = [
    *(
        None,
        True,
        7,
        -1.5,
        "",
        "x",
        "$x",
        "a[",
        "a//b",
        "'",
        "no",
        "units",
        "json",
        "(",
        "1 +",
        "x" * 400,
        "\U0001f600",
    ),
    *(
        [],
        {},
        [{}],
        [[]],
        {"a": {}},
        ["x", "y"],
        {"from": "a"},
        {"value": None},
        {"each": "l"},
        {"fields": {}},
    ),
    {"node": "a"},
]
ODD = some.sampled_from(VALUES)


def changed(spec: Any, choose: Any) -> Any:
    """The same with something in it replaced, taken away, renamed or doubled."""
    if isinstance(spec, dict) and spec and choose(some.integers(0, 3)):
        key = choose(some.sampled_from(sorted(spec)))
        what = choose(some.integers(0, 9))
        if what == 0:
            return {name: inner for name, inner in spec.items() if name != key}
        if what == 1:
            return {(name + "x" if name == key else name): inner for name, inner in spec.items()}
        return {**spec, key: changed(spec[key], choose)}
    if isinstance(spec, list) and spec and choose(some.booleans()):
        index = choose(some.integers(0, len(spec) - 1))
        return [*spec[:index], changed(spec[index], choose), *spec[index + 1 :]]
    return choose(ODD)


@settings(max_examples=200)
@given(some.data())
def test_any_change_of_a_mapping_is_a_mapping_or_a_fault(drawn: some.DataObject) -> None:
    spec = changed(changed(WHOLE, drawn.draw), drawn.draw)
    try:
        mapping = load_mapping(json.dumps(spec).encode(), "acme/in/any.yaml", types=None)
        tree = tree_of(mapping, SENT)
        mapping.read(tree, Facts(issuer="acme", name="s_1"))
        mapping.trace(tree, Facts(issuer="acme", name="s_1"))
    except Unreadable as error:
        told = error.text
        assert told


@settings(max_examples=100)
@given(some.data())
def test_any_change_of_what_writes_is_one_that_writes_or_a_fault(drawn: some.DataObject) -> None:
    spec = changed(changed(OUT, drawn.draw), drawn.draw)
    try:
        writing = load_writing(json.dumps(spec).encode(), "acme/out/any.yaml")
        writing.write({"no": "1", "l": [{"x": "1.5"}]}, Facts(issuer="us"))
        writing.file_name({"no": "1"}, Facts(issuer="us"))
    except Unreadable:
        return


def test_the_whole_of_the_words_is_a_mapping() -> None:
    mapping = load_mapping(json.dumps(WHOLE).encode(), "acme/in/any.yaml", types=None)

    assert mapping.types == ("a.v1", "b.v1")
