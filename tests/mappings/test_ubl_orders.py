"""Changes of one order are changes of their own, on one day and without a sequence too."""

from __future__ import annotations

from adapters.formats import understand
from adapters.wiring.samples import Desk
from core.hub.mapping import Facts
from tests.programs import ROOT

FOLDER = ROOT / "mappings" / "standards" / "ubl"
MAPPING = Desk(ROOT / "mappings").mapping(FOLDER / "order.yaml")
FACTS = Facts(issuer="buyer", source="papers", site="HQ", zone="UTC", name="change.xml")
CHANGE = (FOLDER / "samples" / "order" / "change.xml").read_text(encoding="utf-8")
SEQUENCE = "<cbc:SequenceNumberID>2</cbc:SequenceNumberID>"


def named(text: str) -> tuple[str, str]:
    [change] = understand(MAPPING, text.encode(), FACTS).documents
    return change.number, change.revision


def test_two_changes_of_one_day_are_two_revisions_of_one_order() -> None:
    second = CHANGE.replace("POC-88-1", "POC-88-2").replace(SEQUENCE, SEQUENCE.replace("2", "3"))

    (order, first), (same, after) = named(CHANGE), named(second)

    assert order == same == "B-1|PO-88"
    assert (first, after) == ("change-2", "change-3")


def test_changes_without_a_sequence_are_told_apart_by_their_own_numbers() -> None:
    bare = CHANGE.replace(SEQUENCE, "")

    assert named(bare)[1] == "change-POC-88-1"
    assert named(bare.replace("POC-88-1", "POC-88-2"))[1] == "change-POC-88-2"
