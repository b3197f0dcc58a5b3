"""What goes out as EDIFACT or X12 says what the document says and is read by others, or is refused."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from adapters.formats import reader
from adapters.wiring.samples import expected_of, samples_of
from core.kernel.errors import Unreadable
from tests.adapters.formats.edi_samples import values
from tests.mappings.edi_bodies import KINDS, bodies, read_again, written
from tests.mappings.ubl_bodies import MAPPINGS, Body, settled

# What our own reading makes of what nobody said, or says in one place of two.
DERIVED = {"status", "type_code", "line_count", "payee", "with_tax", "refs", "payee_account"}


def said(body: Body) -> Body:
    return {name: value for name, value in body.items() if name not in DERIVED} | (
        {"totals": _kept(body["totals"])} if _kept(body.get("totals", {})) else {}
    )


def _kept(totals: Any) -> Any:
    return {name: value for name, value in totals.items() if name not in DERIVED}


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn=some.data())
def test_what_is_written_reads_back_equal(kind: str, drawn: some.DataObject) -> None:
    body = drawn.draw(bodies(kind))

    found, wanted = read_again(kind, written(kind, body)), settled(KINDS[kind][1], body)

    found.pop("totals", None) if not _kept(found.get("totals", {})) else None
    wanted.pop("totals", None) if not _kept(wanted.get("totals", {})) else None
    assert said(found) == said(wanted)


@pytest.mark.parametrize("kind", KINDS)
def test_our_own_samples_go_out_and_come_back_the_same(kind: str) -> None:
    source, type_name = KINDS[kind]
    found = [
        made.body
        for sample in samples_of(MAPPINGS / "standards" / f"{source}.yaml")
        if (expected := expected_of(sample))
        for made in expected.documents
        if made.type == type_name and (kind != "edifact/orders" or made.body.get("lines"))
    ]
    assert found

    for body in found:
        again, wanted = read_again(kind, written(kind, body)), settled(type_name, body)
        assert {**again, "type_code": 0, "line_count": 0} == {**wanted, "type_code": 0, "line_count": 0}


@pytest.mark.parametrize("kind", KINDS)
def test_other_programs_read_what_goes_out(kind: str) -> None:
    [body, *_] = [
        made.body
        for sample in samples_of(MAPPINGS / "standards" / f"{KINDS[kind][0]}.yaml")
        if (expected := expected_of(sample))
        for made in expected.documents
    ]
    text = written(kind, body).decode()

    if kind.startswith("x12"):
        source = pytest.importorskip("pyx12.x12file").X12Reader(StringIO(text))
        tags = [segment.get_seg_id() for segment in source]
        assert (tags[0], tags[-1]) == ("ISA", "IEA")
        assert source.pop_errors() == []
    else:
        found = pytest.importorskip("pydifact.segmentcollection").Interchange.from_str(text)
        assert [message.type for message in found.get_messages()] == [kind.partition("/")[2].upper()]
        found.validate()


def test_the_control_number_of_a_send_stands_in_all_its_envelopes() -> None:
    body = {"order_no": "PO-1", "status": "new", "order_date": "2026-11-23", "lines": [{"line_no": "1"}]}

    x12 = reader("x12").read(written("x12/850", body), {})
    edifact = reader("edifact").read(written("edifact/orders", body), {})

    assert (values(x12, "ISA/13"), values(x12, "group/GS/06")) == (["000000012"], ["12"])
    assert values(edifact, "UNB/05") == ["000000012"]


def test_what_a_standard_cannot_say_is_refused_and_never_shortened() -> None:
    order = {"order_no": "PO-1", "status": "new", "order_date": "2026-11-23", "lines": [{"line_no": "1"}]}

    for kind, changed, words in (
        ("edifact/orders", {"order_no": "P" * 36}, "and it has 36"),
        ("edifact/orders", {"order_no": "订单"}, "iso-8859-1"),
        ("x12/850", {"order_no": "A*B"}, "holds a sign that parts"),
        ("x12/850", {"lines": []}, "an order of X12 has a line"),
    ):
        with pytest.raises(Unreadable) as caught:
            written(kind, {**order, **changed})
        assert words in caught.value.text
