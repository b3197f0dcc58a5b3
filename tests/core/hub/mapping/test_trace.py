"""For every canonical field, the place it came from; and the same documents, byte for byte."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as some

from core.hub.mapping import Document, Reading
from core.kernel.canonical import canonical_bytes
from core.kernel.errors import Unreadable
from tests.core.hub.mapping.given import FACTS, mapping_of, tree_of

EVERYTHING = mapping_of(
    """
    day: {from: d, as: date}
    at: {from: t, as: datetime}
    owner: {from: o, as: party, scheme: {value: OURS}, name: on}
    price: {from: [p, q], as: money, currency: {from: c, default: CNY}}
    seller: {pick: {from: r, where: {k: SE}, take: v}}
    site: {fact: site}
    sum: {expr: "sum('l', number(q) * rate)"}
    guess: {first of: [{from: none}, {expr: rate}]}
    maybe: {from: p, as: integer, on error: null}
    l:
      each: l
      where: exists('q')
      fields:
        lot: {from: n, required: true}
        quantity: {from: q, as: quantity, unit: {from: u, table: units, unknown: keep}}
        at: {at: w, fields: {bin: b, deep: {fields: {z: z}}}, needs: bin}
        tags: {each: tag, item: {from: .}}
        extensions: {rest: .}
    extensions: {rest: .}
    """,
    rule="let: {rate: {from: rate, as: decimal, default: '2'}}",
    more="tables: {units: {t: TNE}}",
)
SENT = {
    "d": "2026-11-23",
    "t": "2026-11-23T08:00",
    "o": "A",
    "on": "甲",
    "p": 1.5,
    "r": [{"k": "SE", "v": "S"}, {"k": "BY"}],
    "l": [
        {"n": "L1", "q": "2", "u": "t", "w": {"b": "B1", "z": 1}, "tag": ["a", "b"], "odd": "x"},
        {"n": "L2"},
        {"n": "L3", "q": 3, "u": "KGM", "w": {"z": 9}},
    ],
    "more": {"deep": "y"},
}


def leaves(body: Any, path: str = "") -> list[str]:
    if isinstance(body, dict):
        return [
            found for key, held in body.items() for found in leaves(held, f"{path}.{key}" if path else key)
        ]
    if isinstance(body, list):
        return [found for index, held in enumerate(body) for found in leaves(held, f"{path}[{index}]")]
    return [path]


def both(payload: bytes) -> tuple[Reading, Reading]:
    tree = tree_of(EVERYTHING, payload)
    return EVERYTHING.read(tree, FACTS), EVERYTHING.trace(tree, FACTS)


def without_sources(document: Document) -> Document:
    return msgspec.structs.replace(document, sources={})


def test_every_canonical_field_has_a_source() -> None:
    read, traced = both(msgspec.json.encode(SENT))

    [document] = traced.documents
    assert sorted(document.sources) == sorted(leaves(document.body))
    assert read.documents[0].sources == {}


def test_a_source_is_the_place_of_the_value_the_fact_or_the_line_of_the_mapping() -> None:
    payload = msgspec.json.encode(SENT)

    sources = both(payload)[1].documents[0].sources

    def shown(path: str) -> str:
        begin, end = sources[path].removeprefix("bytes ").split("-")
        return payload[int(begin) : int(end)].decode()

    assert [
        shown(path) for path in ("owner.name", "price.amount", "seller", "l[1].lot", "extensions.more/deep")
    ] == [
        "甲",
        "1.5",
        "S",
        "L3",
        "y",
    ]
    assert shown("l[0].at.deep.z") == "1"
    assert shown("l[0].tags[1]") == "b"
    assert sources["site"] == "fact site"
    assert sources["price.currency"].startswith("acme/in/test.yaml:")
    assert sources["owner.scheme"].startswith("acme/in/test.yaml:")
    assert sources["sum"].count("bytes") == 5


def test_what_was_read_and_left_out_has_no_source() -> None:
    document = both(msgspec.json.encode(SENT))[1].documents[0]

    assert "at" not in document.body["l"][1]
    assert not [path for path in document.sources if path.startswith("l[1].at")]
    assert document.flags[0].code.startswith("map.integer@")


VALUES = some.one_of(
    some.none(),
    some.booleans(),
    some.integers(-5, 10**20),
    some.text(max_size=4),
    some.sampled_from(["2026-11-23", "2026-11-23T08:00", "1.50", "x", "t", "SE", " ", "1e400", "\0"]),
)
NODES = some.recursive(
    VALUES,
    lambda inner: some.one_of(
        some.lists(inner, max_size=3),
        some.dictionaries(some.sampled_from([*"dtopqcrklnuwbz", "on", "tag", "rate"]), inner, max_size=6),
    ),
    max_leaves=20,
)


@settings(max_examples=120)
@given(some.dictionaries(some.sampled_from([*SENT, "rate", "c", "q"]), NODES, max_size=9))
def test_trace_and_read_say_the_same_of_any_input(changes: dict[str, Any]) -> None:
    payload = msgspec.json.encode({**SENT, **changes})
    tree = tree_of(EVERYTHING, payload)

    read, traced = (
        outcome(lambda: EVERYTHING.read(tree, FACTS)),
        outcome(lambda: EVERYTHING.trace(tree, FACTS)),
    )

    if isinstance(read, Reading) and isinstance(traced, Reading):
        assert [canonical_bytes(each.body) for each in read.documents] == [
            canonical_bytes(each.body) for each in traced.documents
        ]
        assert list(read.documents) == [without_sources(each) for each in traced.documents]
        assert read.problems == traced.problems
        assert sorted(traced.documents[0].sources) == sorted(leaves(traced.documents[0].body))
    else:
        assert read == traced


def outcome(action: Any) -> Reading | tuple[str, str, str]:
    try:
        found: Reading = action()
    except Unreadable as error:
        return (error.cause, error.text, error.place)
    return found
