"""What a partner's interchange is answered: once, with what was taken of it and what was wrong where."""

from __future__ import annotations

import shutil
from typing import Any

import msgspec
import pytest

from adapters.formats import reader
from adapters.wiring.forms import StoredForms
from core.catalogue.ack_interchange import InterchangeAck
from core.hub.attempts import Attempts, SendNumber
from core.hub.outbox import Outgoing
from core.hub.payloads import Payloads
from tests.adapters.formats.edi_samples import GS, ISA, edifact, order_850, orders, values, x12
from tests.hub_world import HubWorld
from tests.programs import ROOT
from tests.rebuild import differences

CONTRACT = """
partner: wms
name: A buyer
parties: [wms]
sites: [{id: W1, zone: Asia/Shanghai}]
feeds:
  - {source: answers, rules: [{mapping: standards/x12/997.yaml}]}
  - {source: x12, rules: [{mapping: standards/x12/850.yaml}]%s}
  - {source: edifact, rules: [{mapping: standards/edifact/orders.yaml}]%s}
  - {source: slips, rules: [{mapping: in/slips.yaml}]}
sends:
  - {name: x12-acks, adapter: file, address: "file:///acks", types: [ack.interchange.v1], repeat: safe,
     mapping: standards/x12/out/997.yaml, where: {standard: x12}, numbers: edi}
  - {name: edifact-acks, adapter: file, address: "file:///acks", types: [ack.interchange.v1], repeat: safe,
     mapping: standards/edifact/out/contrl.yaml, where: {standard: edifact}, numbers: edi}
  - {name: acks, adapter: file, address: "file:///acks", types: [ack.v1], repeat: safe}
"""
FUNCTIONAL_ACK = "ST*997*0001~AK1*PO*31~AK9*A*1*1*1~SE*4*0001~"


@pytest.fixture
def buyer(world: HubWorld) -> HubWorld:
    """A hub with a partner who speaks both and wants to be answered."""
    shutil.copytree(ROOT / "mappings" / "standards", world._folder / "standards")
    world.publish(contract=CONTRACT % ("", ""))
    return world


def acks(world: HubWorld) -> list[InterchangeAck]:
    rows = world.documents("ack.interchange.v1")
    return [msgspec.json.decode(row.body, type=InterchangeAck) for row in rows]


def sends(world: HubWorld) -> list[Outgoing]:
    rows = world.store.rows(Outgoing, limit=100)
    return [row for row in rows if row.type == "ack.interchange.v1"]


def take(world: HubWorld, payload: bytes, key: str, source: str = "x12", **changed: Any) -> None:
    world.deliver(payload, key, source=source, **changed)
    world.work()


def sent(world: HubWorld) -> bytes:
    [row] = sends(world)
    return Payloads(world.library, StoredForms(world.store)).write(row, 7).body


def test_an_interchange_that_is_taken_is_acknowledged_with_its_counts(buyer: HubWorld) -> None:
    take(buyer, x12(order_850(1), order_850(2)), "one")

    [ack] = acks(buyer)
    assert (ack.result, ack.received, ack.accepted, ack.rejected) == ("accepted", 2, 2, 0)
    assert (ack.reference, ack.sender, ack.receiver) == ("000000007", "BUYER", "SELLER")
    tree = reader("x12").read(sent(buyer), {})
    assert values(tree, "group/message/AK1/02") == ["31"]
    assert values(tree, "group/message/AK9/01") == ["A"]
    assert values(tree, "ISA/06") == ["SELLER         "]


def test_one_bad_message_is_rejected_with_its_segment_and_sinks_no_other(buyer: HubWorld) -> None:
    take(buyer, x12(order_850(1), order_850(2).replace("SE*6", "SE*9")), "one")

    [ack] = acks(buyer)
    assert (ack.result, ack.received, ack.accepted, ack.rejected) == ("partial", 2, 1, 1)
    [bad] = [one for one in ack.groups[0].messages if one.result == "rejected"]
    assert (bad.type, bad.reference) == ("850", "0002")
    assert [(one.code, one.segment, one.position) for one in bad.faults] == [("x12.count", "SE", 6)]
    said = sent(buyer).decode()
    assert "AK2*850*0001~AK5*A~AK2*850*0002~AK5*R*4~AK9*P*2*2*1~" in said
    assert [row.key for row in buyer.documents("erp.order.v1")] == ["PO-1"]


def test_a_broken_envelope_rejects_every_message_and_books_none(buyer: HubWorld) -> None:
    take(buyer, x12(order_850(1), foot="GE*2*31~IEA*1*000000007~"), "one")

    [ack] = acks(buyer)
    assert (ack.result, ack.received, ack.accepted) == ("rejected", 1, 0)
    assert [one.code for one in ack.faults] == ["x12.count"]
    assert buyer.documents("erp.order.v1") == []
    assert "AK9*R*2*1*0~" in sent(buyer).decode()


def test_an_interchange_is_acknowledged_once_however_often_it_comes(buyer: HubWorld) -> None:
    take(buyer, x12(order_850(1)), "one")
    take(buyer, x12(order_850(1)), "two")
    take(buyer, x12(order_850(1)).replace(b"~", b"~\n"), "three", name="wrapped")

    assert len(acks(buyer)) == 1
    assert len(sends(buyer)) == 1


def test_another_interchange_under_the_same_number_is_another(buyer: HubWorld) -> None:
    take(buyer, x12(order_850(1)), "one")
    take(buyer, x12(order_850(2)), "two")

    assert len(acks(buyer)) == 2


def test_an_answer_is_never_answered(buyer: HubWorld) -> None:
    take(buyer, x12(FUNCTIONAL_ACK, head=ISA + GS.replace("PO", "FA")), "one", "answers")
    broken = FUNCTIONAL_ACK.replace("SE*4", "SE*9")
    take(buyer, x12(broken, head=ISA + GS.replace("PO", "FA"), foot="GE*1*31~IEA*1*9~"), "two", "answers")
    take(buyer, FUNCTIONAL_ACK.encode(), "three", "answers")

    assert [row.type for row in buyer.documents()] == ["ack.v1"]
    assert buyer.store.rows(Outgoing, limit=10) == []


def test_edifact_is_answered_by_contrl(buyer: HubWorld) -> None:
    take(buyer, edifact(orders(1), orders(2).replace("UNT+10", "UNT+11")), "one", "edifact")

    [ack] = acks(buyer)
    assert (ack.result, ack.received, ack.accepted) == ("partial", 2, 1)
    tree = reader("edifact").read(sent(buyer), {})
    assert values(tree, "message/UCI/01") == ["IC7"]
    assert values(tree, "message/UCM/01") == ["M1", "M2"]
    assert values(tree, "message/UCM/03") == ["7", "4"]
    assert values(tree, "UNB/02/1") == ["SELLER"]


def test_what_no_contract_reads_yet_is_not_rejected(world: HubWorld) -> None:
    shutil.copytree(ROOT / "mappings" / "standards", world._folder / "standards")
    world.publish(contract=CONTRACT.replace("source: x12", "source: later") % ("", ""))

    take(world, x12(order_850(1)), "one")

    assert acks(world) == []


def test_a_file_without_envelopes_is_acknowledged_as_one(buyer: HubWorld) -> None:
    folder = buyer._folder / "wms" / "partner.yaml"
    contract = folder.read_text().replace("where: {standard: x12}", "where: {standard: json}")
    buyer.publish(contract=contract)

    take(buyer, b'{"kind": "in", "no": "IN-1"}', "bad.json", "slips")

    [ack] = acks(buyer)
    assert (ack.standard, ack.reference, ack.result) == ("json", "bad.json", "rejected")
    assert (ack.received, ack.rejected) == (1, 1)


def test_each_document_is_answered_with_what_became_of_it(buyer: HubWorld) -> None:
    take(buyer, x12(order_850(1)), "one")

    [row] = [row for row in buyer.store.rows(Outgoing, limit=100) if row.type == "ack.v1"]
    body = msgspec.json.decode(row.body)
    assert (body["about"], body["result"]) == ("PO-1", "ack")


def test_what_a_partner_does_wrong_is_let_pass_by_name_and_stays_with_the_document(buyer: HubWorld) -> None:
    buyer.publish(contract=CONTRACT % (", lenient: {counts: flag}", ""))

    take(buyer, x12(order_850(1).replace("SE*6", "SE*9"), order_850(2)), "one")

    first, second = buyer.documents("erp.order.v1")
    assert b"x12.count" in first.flags
    assert b"SE element 01" in first.flags
    assert b"x12.count" not in second.flags
    assert acks(buyer)[0].result == "accepted"


def test_a_leniency_of_which_a_reader_says_nothing_is_flagged_too(buyer: HubWorld) -> None:
    buyer.publish(contract=CONTRACT % (", lenient: {structure: ignore}", ""))
    odd = order_850(1).replace("CTT*1~SE*6", "CTT*1~ZZZ*1~SE*7")

    take(buyer, x12(odd), "one")

    [document] = buyer.documents("erp.order.v1")
    assert b"let pass: " in document.flags
    assert b"segment 8 ZZZ" in document.flags


def test_a_leniency_that_no_reader_has_is_not_published(buyer: HubWorld) -> None:
    with pytest.raises(Exception, match="'everything' cannot be let pass in this format"):
        buyer.publish(contract=CONTRACT % (", lenient: {everything: flag}", ""))


@pytest.mark.parametrize(("unit", "taken"), [("message", 2), ("interchange", 1), ("file", 0)])
def test_the_unit_of_a_partner_says_what_one_fault_refuses(buyer: HubWorld, unit: str, taken: int) -> None:
    buyer.publish(contract=CONTRACT % (f", unit: {unit}", ""))
    broken = x12(order_850(1), order_850(2).replace("SE*6", "SE*9"))
    other = x12(order_850(3)).replace(b"000000007", b"000000008")

    take(buyer, broken + other, "one")

    assert len(buyer.documents("erp.order.v1")) == taken
    received = [(ack.reference, ack.accepted) for ack in acks(buyer)]
    kept = {"message": [1, 1], "interchange": [0, 1], "file": [0, 0]}[unit]
    assert received == [("000000007", kept[0]), ("000000008", kept[1])]


def test_sends_of_one_series_share_their_numbers_without_gaps(buyer: HubWorld) -> None:
    take(buyer, x12(order_850(1)), "one")
    take(buyer, edifact(orders(1)), "two", "edifact")
    take(buyer, x12(order_850(2)), "three")
    payloads = Payloads(buyer.library, StoredForms(buyer.store))
    declared = {one.name: one for one in buyer.library.contract(sends(buyer)[0].contract).sends}

    claims = []
    for row in sorted(sends(buyer), key=lambda row: row.place):
        with buyer.store.unit() as unit:
            claims.append(
                Attempts(unit).claim(row.send_id, declared[row.endpoint.partition("/")[2]], payloads)
            )

    numbers = [one.sequence for one in buyer.store.rows(SendNumber, limit=10)]
    assert sorted(numbers) == [1, 2, 3]
    written = [claim.payload.body for claim in claims if claim is not None]
    assert [b"000000001" in written[0], b"000000002" in written[1], b"000000003" in written[2]] == [True] * 3


def test_answers_are_the_same_when_the_books_are_built_again(buyer: HubWorld) -> None:
    take(buyer, x12(order_850(1), order_850(2).replace("SE*6", "SE*9")), "one")
    take(buyer, x12(order_850(1), foot="GE*2*31~IEA*1*000000007~"), "two")

    assert differences(buyer) == []
