"""What stands in several lists is gone through in turn, as if it stood in one."""

from __future__ import annotations

import msgspec
import pytest

from adapters import formats
from core.hub.mapping import Facts, Mapping, Reading
from core.kernel.errors import Unreadable

MAPPING = """
mapping: 1
reads: {format: json}
documents:
  - split: [., body/list, body/deep/list]
    where: not exists('body')
    type: noted.event.v1
    identity: {number: event_no, revision: {value: "1"}}
    body:
      event_no: {from: no, required: true}
      kind: {value: test}
      event_time: {value: "2026-11-20T00:00:00Z"}
      reason: {value: none}
      subjects:
        each: [first, second]
        where: text('.') != 'hidden'
        item: {from: [code, .]}
"""


def read(said: object) -> Reading:
    mapping: Mapping = formats.load_mapping(MAPPING.encode(), "test.yaml")
    return formats.understand(mapping, msgspec.json.encode(said), Facts())


def test_the_items_of_the_first_path_come_first() -> None:
    [made] = read({"no": "1", "second": ["c", {"code": "d"}], "first": ["a", "hidden", "b"]}).documents

    assert made.body["subjects"] == ["a", "b", "c", "d"]


def test_a_path_that_leads_nowhere_adds_nothing() -> None:
    [made] = read({"no": "1", "second": ["c"]}).documents

    assert made.body["subjects"] == ["c"]


@pytest.mark.parametrize(
    "said",
    [{"no": "1"}, {"body": {"list": [{"no": "1"}]}}, {"body": {"deep": {"list": [{"no": "1"}]}}}],
    ids=["alone", "in a list", "in a list further down"],
)
def test_a_unit_is_found_wherever_it_may_stand(said: object) -> None:
    assert [made.number for made in read(said).documents] == ["1"]


def test_an_input_without_any_unit_is_unreadable_and_not_empty() -> None:
    with pytest.raises(Unreadable, match="no document"):
        read({"body": {"list": []}})


def test_each_place_is_told_as_it_is() -> None:
    mapping = formats.load_mapping(MAPPING.encode(), "test.yaml")
    tree = formats.reader("json").read(b'{"no":"1","second":["c"]}', {})

    [made] = mapping.trace(tree, Facts()).documents

    assert made.sources["subjects[0]"] == "bytes 21-22"
