"""What goes out as UBL says what the canonical document says, or is refused."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from adapters.wiring.samples import expected_of, samples_of
from core.kernel.errors import Unreadable
from tests.mappings.ubl_bodies import BODIES, DESK, KINDS, MAPPINGS, Body, read_again, settled, written

TYPES = {
    "invoice": "erp.invoice.v1",
    "credit_note": "erp.invoice.v1",
    "order": "erp.order.v1",
    "despatch_advice": "erp.shipment.v1",
    "receipt_advice": "erp.goods_receipt.v1",
    "application_response": "ack.v1",
}


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn=some.data())
def test_what_is_written_reads_back_equal(kind: str, drawn: some.DataObject) -> None:
    body = drawn.draw(BODIES[kind])

    assert read_again(kind, written(kind, body)) == settled(TYPES[kind], body)


@pytest.mark.parametrize("kind", KINDS)
def test_our_own_samples_go_out_and_come_back_the_same(kind: str) -> None:
    mapping = MAPPINGS / "standards" / "ubl" / f"{KINDS[kind][0]}.yaml"
    bodies = [
        made.body
        for sample in samples_of(mapping)
        if (expected := expected_of(sample))
        for made in expected.documents
        if made.type == TYPES[kind] and made.body.get("kind", kind) == kind
    ]
    new = [body for body in bodies if body.get("status", "new") == "new"]
    assert new

    for body in new:
        assert read_again(kind, written(kind, body)) == settled(TYPES[kind], body)


def test_a_debit_note_goes_out_as_an_invoice_with_its_code_and_comes_back_as_one() -> None:
    [note] = [
        sample
        for sample in samples_of(MAPPINGS / "standards" / "ubl" / "invoice.yaml")
        if sample.file.stem == "debit_note_by_its_code"
    ]
    body = DESK.tried(note.mapping, note.file).documents[0].body
    without = {name: value for name, value in body.items() if name != "type_code"}

    for sent in (body, without):
        assert read_again("invoice", written("invoice", sent)) == settled("erp.invoice.v1", body)
    assert "code is one of a debit note" in refusal("invoice", {**body, "type_code": "380"})
    assert "code is one of an invoice" in refusal("invoice", {**body, "kind": "invoice"})


def refusal(kind: str, body: Body) -> str:
    with pytest.raises(Unreadable) as caught:
        written(kind, body)
    return caught.value.text


def test_what_ubl_needs_and_the_document_lacks_refuses_it() -> None:
    [invoice] = [
        sample
        for sample in samples_of(MAPPINGS / "standards" / "ubl" / "invoice.yaml")
        if sample.file.stem == "invoice"
    ]
    body = DESK.tried(invoice.mapping, invoice.file).documents[0].body
    bare = {name: value for name, value in body["lines"][0].items() if name != "line_amount"}

    assert "cbc:LineExtensionAmount" in refusal("invoice", {**body, "lines": [bare]})
    assert "needs a line" in refusal("invoice", {**body, "lines": []})
    assert "kind credit_note only" in refusal("credit_note", body)
