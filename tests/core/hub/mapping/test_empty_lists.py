"""A list with nothing in it: taken where the source says so itself, else as if it were not there."""

from __future__ import annotations

from textwrap import dedent

import pytest

from adapters.formats import load_mapping
from core.hub.mapping import Mapping
from core.kernel.errors import Unreadable
from tests.core.hub.mapping.given import FACTS, one, raising, tree_of

SENT = "empty when: empty('lines')"


def of_lines(more: str = SENT, *, reads: str = "{format: json}", each: str = "lines") -> Mapping:
    text = f"""
        mapping: 1
        reads: {reads}
        documents:
          - type: test.document.v1
            identity: {{number: no, content: true}}
            body:
              no: {{value: "1"}}
              lines:
                each: {each}
                fields: {{lot_no: {{from: lot, required: true}}}}
                required: true
                {more}
    """
    return load_mapping(dedent(text).encode(), "acme/in/test.yaml", types=None)


def test_a_list_that_is_sent_empty_is_empty() -> None:
    assert one(of_lines(), '{"lines": []}').body == {"no": "1", "lines": []}


@pytest.mark.parametrize(
    "sent",
    [
        "{}",
        '{"lines": null}',
        '{"lines": ""}',
        '{"lines": {}}',
        '{"lines": "[]"}',
        '{"lines": [null]}',
        '{"lines": [{}]}',
        '{"Lines": []}',
        '{"data": {"lines": []}}',
    ],
)
def test_a_list_that_is_not_there_or_holds_something_else_is_not_empty(sent: str) -> None:
    error = raising(lambda: one(of_lines(), sent))

    assert "lines is missing" in error.text or "lot" in error.text


def test_without_the_word_an_empty_list_is_as_if_it_were_not_there() -> None:
    error = raising(lambda: one(of_lines(""), '{"lines": []}'))

    assert error.cause.startswith("map.required@")


def test_a_condition_lets_the_source_say_it_in_its_own_way() -> None:
    mapping = of_lines("empty when: number('count') == 0")

    assert one(mapping, '{"count": 0}').body["lines"] == []
    assert raising(lambda: one(mapping, '{"count": 1, "lines": []}'))
    assert raising(lambda: one(mapping, '{"lines": []}'))


def test_rows_that_are_there_are_never_taken_for_none() -> None:
    mapping = of_lines("empty when: number('count') == 0\n                needs: [lot_no]").read
    sent = '{"count": 0, "lines": [{"lot": "L1"}]}'
    loose = of_lines("empty when: number('count') == 0").read

    assert mapping(tree_of(of_lines(), sent), FACTS).documents[0].body["lines"] == [{"lot_no": "L1"}]
    with pytest.raises(Unreadable):
        loose(tree_of(of_lines(), '{"count": 0, "lines": [{"lot": ""}]}'), FACTS)


def test_a_csv_says_it_by_its_last_line_and_a_torn_off_one_does_not() -> None:
    mapping = of_lines(
        "where: not starts(lot, 'total:')\n                empty when: text('row[last]/lot') == 'total:0'",
        reads="{format: csv}",
        each="row",
    )

    assert one(mapping, "lot,qty\ntotal:0,\n").body["lines"] == []
    assert raising(lambda: one(mapping, "lot,qty\n"))
    assert raising(lambda: one(mapping, "lot,qty\ntotal:2,\n"))


def test_trace_says_the_same() -> None:
    mapping = of_lines()
    tree = tree_of(mapping, '{"lines": []}')

    assert mapping.trace(tree, FACTS).documents[0].body == mapping.read(tree, FACTS).documents[0].body


def test_an_empty_list_of_an_empty_list_is_looked_for_where_it_stands() -> None:
    mapping = of_lines("empty when: empty('stock/lines')", each="stock/lines")

    assert one(mapping, '{"stock": {"lines": []}}').body["lines"] == []
    assert raising(lambda: one(mapping, '{"stock": []}'))
    assert raising(lambda: one(mapping, '{"stock": [{"lines": []}, {}]}'))
