"""A mapping is held against the canonical type it makes before anything is read by it."""

from __future__ import annotations

from textwrap import dedent

import pytest

from adapters.formats import load_mapping
from tests.core.hub.mapping.given import raising

GOOD = dedent("""
    mapping: 1
    reads: {format: json}
    documents:
      - type: wms.outbound.v1
        identity: {number: outbound_no, content: true}
        body:
          outbound_no: {from: no, required: true}
          event_time: {from: at, as: datetime}
          warehouse: {fact: site}
          owner: {from: o, as: party}
          weigh_ticket: {needs: ticket_no, fields: {ticket_no: t, net: {from: n, as: quantity, unit: u}}}
          lots:
            each: l
            fields:
              lot_no: lot
              quantity: {first of: [{from: q, as: quantity, unit: u}, {fields: {value: q, unit: u}}]}
              extensions: {rest: .}
""")


def test_what_fits_the_type_is_taken() -> None:
    assert load_mapping(GOOD.encode(), "acme/in/test.yaml").types == ("wms.outbound.v1",)


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("wms.outbound.v1", "wms.outbund.v1", "no canonical type here; did you mean 'wms.outbound.v1'?"),
        ("warehouse:", "warehous:", "'warehous' is no field of Outbound here; did you mean 'warehouse'?"),
        ("warehouse: {fact: site}", "about: x", "Outbound needs warehouse too"),
        ("lot_no: lot", "lot: lot", "'lot' is no field of LotLine here; did you mean 'lot_no'?"),
        ("as: party", "as: money, currency: c", "owner is to be PartyRef, which is no money"),
        ("owner: {from: o, as: party}", "owner: o", "owner is to be PartyRef"),
        (
            "event_time: {from: at, as: datetime}",
            "event_time: {fields: {a: b}}",
            "event_time is to be one value",
        ),
        ("each: l\n", "at: l\n", "lots is to be a list of LotLine"),
        ("{ticket_no: t, net:", "{ticket: t, net:", "WeighTicket needs ticket_no too"),
        ("{value: q, unit: u}", "{value: q}", "Measure needs unit too"),
    ],
)
def test_what_cannot_be_the_type_is_a_fault_of_the_mapping(right: str, wrong: str, told: str) -> None:
    assert right in GOOD

    error = raising(lambda: load_mapping(GOOD.replace(right, wrong).encode(), "acme/in/test.yaml"))

    assert error.cause == "mapping.invalid@acme/in/test.yaml"
    assert told in error.text
