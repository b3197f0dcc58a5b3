"""Insurance and registry entries: a gate opens on the insurer's word, and closes on the day it ends (C12)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from core.collateral.closing_messages import ContractClosed, ExpiryCheckDue, PolicyBound
from core.collateral.contract import Contract
from core.collateral.due import expiries_to_check
from core.collateral.filing import Filing
from core.collateral.insurance import Insurance
from core.hub.message import Message
from core.kernel.errors import Refused
from tests.core.collateral.pledges import exposure, golden
from tests.core.collateral.receivables import (
    BUYER,
    FACTOR,
    SELLER,
    assigned,
    filing,
    given_back,
    lent,
    owed,
    payment,
    row,
    shut,
    yuan,
)
from tests.core.rooms import Rooms, at, ordered, told


def cover(kind: str, when: datetime, **rest: Any) -> Message:
    body: dict[str, Any] = {
        "kind": kind,
        "policy_no": "POL-1",
        "insurer": {"name": "PICC"},
        "insured": SELLER,
        "status": "live",
        "told_at": when,
    }
    return told("insurance.cover.v1", body | rest)


def policy(when: datetime, **rest: Any) -> Message:
    """100 million until the end of 2025, a loss is paid to the bank."""
    said: dict[str, Any] = {
        "amount": yuan("100000000"),
        "valid_from": date(2025, 1, 1),
        "valid_until": date(2025, 12, 31),
        "loss_payee": {"name": "Bank"},
    }
    return cover("policy", when, **(said | rest))


def insured(**rest: Any) -> Rooms:
    """The golden pledge, whose goods POL-1 covers, with that gate alone."""
    return golden(gates=("insured",), policies=("POL-1",), **rest)


def check(subject: Any, number: str, when: datetime) -> Message:
    body = ExpiryCheckDue(subject=subject, number=number, at=when)
    return ordered("collateral.expiry_check_due.v1", body, when)


def bound(contract_no: str, policy_no: str, approver: str = "Li") -> Message:
    body = PolicyBound(contract_no=contract_no, policy_no=policy_no, approver=approver)
    return ordered("collateral.policy_bound.v1", body, at(5))


def closing(when: datetime, contract_no: str = "F-1", approver: str = "Li") -> Message:
    body = ContractClosed(contract_no=contract_no, approver=approver)
    return ordered("collateral.contract_closed.v1", body, when)


def why(rooms: Rooms, when: datetime) -> list[str]:
    return shut(rooms, when, "PC-1")


def test_goods_are_insured_from_the_insurers_word_until_the_day_it_ends() -> None:
    rooms = insured()
    assert why(rooms, at(5)) == ["insured: no policy that covers it is known"]

    rooms.receive(policy(at(5), valid_until=date(2025, 6, 30)))

    assert why(rooms, at(6)) == []
    assert why(rooms, at(days=27)) == []
    [shut_on_its_day] = why(rooms, at(days=28))
    assert shut_on_its_day == "insured: policy POL-1 holds from 20250101 until 20250630"


def test_a_policy_that_is_void_pays_another_or_covers_too_little_opens_nothing() -> None:
    for said, text in (
        ({"status": "void"}, "policy POL-1 is void"),
        ({"status": "pending"}, "no policy that covers it is known"),
        ({"loss_payee": {"name": "Other Bank"}}, "policy POL-1 pays a loss to OTHERBANK, not to BANK"),
        (
            {"amount": yuan("6499999.99")},
            "policy POL-1 covers 649999999 minor units of CNY, 650000000 are owed",
        ),
        ({"valid_from": date(2025, 6, 3)}, "policy POL-1 holds from 20250603 until 20251231"),
    ):
        rooms = insured()
        rooms.receive(policy(at(5), **said))
        assert why(rooms, at(6)) == [f"insured: {text}"]


def test_a_policy_may_be_bound_later_and_by_a_person_alone() -> None:
    rooms = golden(gates=("insured",))
    rooms.receive(policy(at(4), policy_no="POL-2"))
    assert why(rooms, at(5)) == ["insured: no policy that covers it is known"]

    rooms.receive(bound("PC-1", "POL-2"))
    assert why(rooms, at(6)) == []
    with pytest.raises(Refused, match="contract PC-9 is not open here"):
        rooms.receive(bound("PC-9", "POL-2"))
    with pytest.raises(Refused, match="bound by a named person"):
        rooms.receive(bound("PC-1", "POL-3", approver=""))


def test_an_older_word_of_the_insurer_changes_nothing() -> None:
    rooms = insured()
    rooms.receive(policy(at(5), status="void"))

    rooms.receive(policy(at(4)))

    assert why(rooms, at(6)) == ["insured: policy POL-1 is void"]


def test_what_ends_is_alarmed_thirty_and_seven_days_before_and_on_its_day() -> None:
    rooms = insured()
    rooms.receive(policy(at(5), valid_until=date(2025, 7, 31)))
    alarmed = []
    for days in (28, 29, 30, 51, 52, 53, 58, 59, 60):
        before = len(rooms.produced)
        rooms.receive(check("policy", "POL-1", at(days=days)))
        if len(rooms.produced) > before:
            alarmed.append((days, [key for key in rooms.alerts() if key.startswith("C12")]))

    assert alarmed == [
        (29, ["C12:POL-1/policy/:30"]),
        (52, ["C12:POL-1/policy/:7"]),
        (59, ["C12:POL-1/policy/:0"]),
    ]
    assert rooms.alerts()["C12:POL-1/policy/:0"] == (
        "policy POL-1 of PICC ended on 2025-07-31: it opens no gate any more"
    )

    rooms.receive(policy(at(days=61), valid_until=date(2026, 7, 31)))
    assert rooms.alerts() == {}


def test_a_registry_entry_that_ends_is_alarmed_and_its_renewal_calms() -> None:
    rooms = assigned({"INV-1": "1000"})
    rooms.receive(filing("ZD-7", at(8), op="extend", term_until="2025-06-30"))
    rooms.receive(check("contract", "F-1", at(9)))
    assert rooms.alerts() == {"C12:F-1/ZD-7:30": "filing ZD-7 of F-1 ends on 2025-06-30"}

    rooms.receive(filing("ZD-7", at(10), op="extend", term_until="2026-06-30"))

    assert rooms.alerts() == {}


def test_the_clock_asks_only_about_what_may_end() -> None:
    soon = Filing(
        contract_no="F-1", filing_no="Z", kind="pledge", state="live", told_at=at(), until_day=20250702
    )
    far = Filing(
        contract_no="F-2", filing_no="Z", kind="pledge", state="live", told_at=at(), until_day=20260702
    )
    ended = Insurance(
        policy_no="POL-1",
        kind="policy",
        number="",
        insurer="P",
        insured="S",
        status="live",
        told_at=at(),
        until_day=20250601,
    )

    assert expiries_to_check([far], [], [], at()) == []
    assert expiries_to_check([soon, far], [ended], [], at()) == [
        ExpiryCheckDue(subject="contract", number="F-1", at=at()),
        ExpiryCheckDue(subject="policy", number="POL-1", at=at()),
    ]


def insured_sale(**rest: Any) -> Rooms:
    """F-1 under a credit insurance of 90 %: two invoices of 1,000, of which the insurer takes 1,500."""
    gates = ("verified", "insured", "frozen")
    rooms = assigned(
        {"INV-1": "1000.00", "INV-2": "1000.01"}, kind="policy", gates=gates, policies=("POL-1",), **rest
    )
    payee = {"loss_payee": FACTOR, "rate": "0.9", "amount": yuan("100000")}
    rooms.receive(policy(at(7), **payee))
    rooms.receive(cover("limit", at(7), limit_no="L-1", buyer=BUYER, amount=yuan("1500"), rate="0.9"))
    return rooms


def declared(*numbers: str) -> list[Message]:
    return [
        cover("shipment", at(8), declare_no=f"D-{each}", invoice_no=each, status="accepted")
        for each in numbers
    ]


def test_an_insured_sale_lends_on_declared_invoices_within_the_buyers_limit() -> None:
    rooms = insured_sale(rate_ppm=950_000)
    assert lent(rooms) == "0.00"

    for each in declared("INV-1"):
        rooms.receive(each)
    assert lent(rooms) == "900.00"
    for each in declared("INV-2"):
        rooms.receive(each)
    assert lent(rooms) == "1,350.00"


def test_an_insured_sale_opens_on_claims_made_over_premium_paid_and_a_notice_of_cover() -> None:
    """R37: policy live, premium paid; the insurer's notice closes the row."""
    rooms = insured_sale()
    for each in declared("INV-1"):
        rooms.receive(each)
    assert shut(rooms) == ["insured: no notice of cover under policy POL-1"]

    rooms.receive(cover("premium", at(8), premium=yuan("10"), declare_no="D-1", status="rejected"))
    assert shut(rooms) == ["insured: a premium of policy POL-1 is rejected"]
    rooms.receive(cover("premium", at(8.5), premium=yuan("10"), declare_no="D-1", status="paid"))
    rooms.receive(cover("cover_notice", at(8.5), invoice_no="INV-1", status="accepted"))
    assert shut(rooms) == []

    rooms.receive(policy(at(9), loss_payee={"name": "Other"}, amount=yuan("100000")))
    assert shut(rooms) == ["insured: claims of policy POL-1 are not made over to FACTOR"]


def test_a_policy_or_limit_that_is_void_calls_and_a_paid_claim_uses_the_policy_up() -> None:
    rooms = insured_sale()
    for each in declared("INV-1"):
        rooms.receive(each)
    rooms.receive(owed("800", at(8)))
    assert rooms.alerts() == {}

    rooms.receive(cover("claim", at(9), claim_no="C-1", status="paid", paid=yuan("99300")))
    assert "secures 700.00 CNY, 800.00 are owed" in rooms.alerts()["C04:F-1:SHORTFALL"]
    rooms.receive(cover("limit", at(10), limit_no="L-1", buyer=BUYER, amount=yuan("1500"), status="void"))
    assert "800.00 short; PICC: limit L-1 of policy POL-1 is void" in rooms.alerts()["C04:F-1:SHORTFALL"]


def test_a_contract_closes_only_when_nothing_is_owed_held_or_filed() -> None:
    rooms = assigned({"INV-1": "1000", "INV-2": "500"})
    rooms.receive(owed("800", at(7)))
    steps = (
        (None, "80000 minor units of CNY are owed"),
        (owed("0", at(8)), "receivable 91350100M000100Y43|INV1 is not released (2 in all)"),
        (payment("P-1", {"INV-2": "500"}, at(8)), "INV1 is not released (1 in all)"),
        (
            given_back((row(rooms, "INV1").thing,), "released", at(9)),
            "filing ZD-7 is not cancelled at the registry",
        ),
    )
    for step, text in steps:
        if step is not None:
            rooms.receive(step)
        with pytest.raises(Refused) as refused:
            rooms.receive(closing(at(10)))
        assert text in str(refused.value)

    rooms.receive(filing("ZD-7", at(10), op="cancel"))
    rooms.receive(closing(at(11)))

    assert shut(rooms, at(12))[-1] == "frozen: it is closed"
    with pytest.raises(Refused, match="F-1 cannot be closed: it was closed 2025-06-02"):
        rooms.receive(closing(at(12)))


def test_a_pledge_of_goods_closes_when_its_lots_are_free_and_is_marked_no_more() -> None:
    rooms = golden()
    with pytest.raises(Refused, match="650000000 minor units of CNY are owed"):
        rooms.receive(closing(at(5), "PC-1"))
    rooms.receive(exposure("0", at(5)))

    with pytest.raises(Refused, match=r"lot WH1\|L1 is not released"):
        rooms.receive(closing(at(6), "PC-1"))
    with pytest.raises(Refused, match="a named person closes it"):
        rooms.receive(closing(at(6), "PC-1", approver=""))
    with pytest.raises(Refused, match="contract PC-9 is not open here"):
        rooms.receive(closing(at(6), "PC-9"))

    assert rooms.row(Contract, "PC-1").closed_at is None
