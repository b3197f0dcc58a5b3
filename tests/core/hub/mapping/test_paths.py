"""Paths lead to the same places whatever the format, and never to one of several by chance."""

from __future__ import annotations

import pytest

from core.hub.mapping.paths import parse
from core.hub.mapping.scope import Unfit
from tests.core.hub.mapping.given import raising, value

XML = "{format: xml}"
ORDER = """<o:Order xmlns:o="urn:o" id="7"><Line no="1"><Qty>5</Qty></Line><Line no="2"><Qty>6</Qty></Line>
<Buyer><Name>甲</Name></Buyer></o:Order>"""


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("@id", "7"),
        ("Buyer/Name", "甲"),
        ("Line[2]/Qty", "6"),
        ("Line[last]/@no", "2"),
        ("/Buyer/Name", "甲"),
        ("'Buyer'/Name", "甲"),
        ("Line[3]/Qty", None),
        ("Seller/Name", None),
        ("*[1]/Qty", "5"),
    ],
)
def test_a_path_leads_by_local_names_positions_and_attributes(path: str, found: str | None) -> None:
    assert value(f'{{from: "{path}"}}', ORDER, reads=XML) == found


def test_a_path_to_several_values_is_refused_with_both_places() -> None:
    error = raising(lambda: value("{from: Line/Qty}", ORDER, reads=XML))

    assert error.cause == "map.several@acme/in/test.yaml:10"
    assert "/Order[1]/Line[1]/Qty[1] line 1" in error.text
    assert "/Order[1]/Line[2]/Qty[1] line 1" in error.text


def test_several_that_say_the_same_are_one() -> None:
    assert value("{from: L/Q}", '{"L": [{"Q": 5}, {"Q": 5}]}') == "5"


def test_a_list_is_as_if_its_name_were_repeated() -> None:
    assert value("{from: 'L[2]/Q'}", '{"L": [{"Q": 5}, {"Q": 6}]}') == "6"
    assert value("{from: L/Q}", '{"L": {"Q": 5}}') == "5"
    assert value("{from: L/Q}", '{"L": []}') is None
    assert value("{from: L}", '{"L": ["x"]}') == "x"
    assert value("{each: L, item: {from: .}}", '{"L": [["a", "b"], "c"]}') == ["a", "b", "c"]


def test_a_root_that_is_a_list_is_open_too() -> None:
    assert value("{each: ., item: {from: q}}", '[{"q": 1}, {"q": 2}]') == ["1", "2"]
    assert value("{from: q}", '[{"q": 1}]') == "1"


def test_odd_names_are_quoted() -> None:
    assert value("""{from: "'a/b[1]'"}""", '{"a/b[1]": "x"}') == "x"
    assert value("""{from: "example:my field"}""", '{"example:my field": "x"}') == "x"


@pytest.mark.parametrize(
    "text", ["", "a/", "a//b", "a[0]", "a[x]", "a[1", "$", "a/$b", "'a", "x" * 301, "/".join("abc" * 9)]
)
def test_what_is_no_path_is_a_fault(text: str) -> None:
    with pytest.raises(Unfit):
        parse(text)
