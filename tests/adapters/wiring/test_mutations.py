"""Each field of a sample gone, blank and swapped: what is needed is missed, what nobody misses is told."""

from __future__ import annotations

from pathlib import Path

from adapters.wiring.mutations import Tally, is_needed, mutate
from adapters.wiring.samples import Desk, samples_of
from core.hub.mapping.coverage import Field

MAPPING = """
mapping: 1
reads: {format: csv}
unit: document
documents:
  - type: wms.inbound.v1
    split: row
    identity: {number: inbound_no, content: true}
    body:
      inbound_no: {from: no, required: true}
      event_time: {from: at, as: datetime, required: true}
      warehouse: {fact: site}
      vehicle: plate
      lots:
        each: .
        fields:
          lot_no: LOT
          quantity: {from: qty, as: quantity, unit: {value: TNE}, required: true}
"""
SAMPLE = "no,at,plate,lot,qty,remark\nRK-1,2026-11-28T08:00:00Z,A1,L1,2.5,none\n"


def tally(folder: Path, lot: str = "{from: lot, required: true}") -> Tally:
    mapping = folder / "in" / "slips.yaml"
    (folder / "in" / "samples" / "slips").mkdir(parents=True)
    mapping.write_text(MAPPING.replace("LOT", lot))
    (folder / "in" / "samples" / "slips" / "one.csv").write_text(SAMPLE)
    return mutate(Desk(folder), mapping, list(samples_of(mapping)))


def test_what_a_document_needs_is_missed_when_it_is_gone_blank_or_of_another_kind(tmp_path: Path) -> None:
    found = tally(tmp_path)

    # Six fields, three changes each. Number, time, lot and quantity gone or blank, a plate for a time and a
    # remark for a quantity; what is said otherwise is said otherwise; nobody reads the remark.
    assert (found.tried, found.noticed, found.unread, found.survivors) == (18, 10, 3, ())
    assert found.changed == 5


def test_a_needed_field_that_has_a_way_round_it_survives_and_is_told(tmp_path: Path) -> None:
    found = tally(tmp_path, "{from: [lot, plate], required: true}")

    assert [(one.sample, one.kind, one.path) for one in found.survivors] == [
        ("one.csv", "drop", "row/lot"),
        ("one.csv", "blank", "row/lot"),
    ]
    assert found.survivors[0].why == "lots.lot_no is needed; it came from elsewhere"


def test_the_same_samples_give_the_same_tally(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()

    assert tally(tmp_path / "a") == tally(tmp_path / "b")


def test_what_is_needed_is_told_by_the_catalogue() -> None:
    assert is_needed(Field("wms.inbound.v1", "lots.lot_no"))
    assert is_needed(Field("wms.inbound.v1", "lots.quantity.unit"))
    assert not is_needed(Field("wms.inbound.v1", "vehicle"))
    assert not is_needed(Field("wms.inbound.v1", "lots.extensions.remark"))
