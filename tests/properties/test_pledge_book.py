"""Whatever becomes of what secures a contract, in any order: what stands is booked, and nothing else (P2)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from core.collateral import off_balance
from core.collateral.booked import booked_micro, booked_minor, holds
from core.collateral.lien import Lien
from core.collateral.receipt import Receipt
from core.custody import Lot
from tests.core.collateral import papers
from tests.core.collateral.off_books import assert_ties, off, stands_micro
from tests.core.collateral.receivables import (
    credit_note,
    filing,
    given_back,
    invoice,
    letter,
    offered,
    payment,
    verification,
)
from tests.core.custody.documents import inbound, outbound, release_order, transfer, void
from tests.core.hub.from_inside import documents_from_inside
from tests.properties.pledge_house import PledgeHouse
from tests.properties.worlds import ON_EACH_STORE, Worlds, must_find, run

PICK = some.integers(0, 99)
LOTS = some.sampled_from(("L1", "L2", "L3"))
MILLI = some.integers(1, 9_999)
CENTS = some.integers(1, 9_999_99)


class PledgeBook(RuleBasedStateMachine):
    """Goods, receivables and receipts come, move, leave and are taken back."""

    def __init__(self, worlds: Worlds) -> None:
        super().__init__()
        self.worlds = worlds

    @initialize()
    def it_begins(self) -> None:
        self.house = PledgeHouse(self.worlds.new())
        self.left: list[tuple[str, str]] = []

    # Goods.

    @rule(lot=LOTS, milli=MILLI)
    def goods_come_and_are_pledged(self, lot: str, milli: int) -> None:
        much = {lot: f"{Decimal(milli) / 1000} TNE"}
        self.house.hears(inbound(f"IN-{self.house.count}", much, self.house.now))
        self.house.pledges(much)

    @rule(price=some.integers(500, 1_500))
    def the_price_moves(self, price: int) -> None:
        self.house.price(price)

    @precondition(lambda self: self.goods())
    @rule(pick=PICK, milli=MILLI, ordered=some.booleans(), all_=some.booleans())
    def goods_leave(self, pick: int, milli: int, ordered: bool, all_: bool) -> None:
        lot, house = self.one(self.goods(), pick), self.house
        value = Decimal(lot.on_hand_micro) / 1_000_000 if all_ else Decimal(milli) / 1000
        much, number = {lot.lot_no: f"{value} TNE"}, f"O-{house.count}"
        if ordered:
            house.hears(release_order(f"R{number}", much, house.now, warehouse=lot.site))
        order = f"R{number}" if ordered else ""
        house.hears(outbound(number, much, house.now, order=order, site=lot.site))
        self.left.append((lot.site, number))

    @precondition(lambda self: self.left)
    @rule(pick=PICK)
    def a_departure_is_taken_back(self, pick: int) -> None:
        site, number = self.left.pop(pick % len(self.left))
        said = void(f"V-{self.house.count}", "wms.outbound.v1", number, self.house.now, site=site)
        self.house.hears(said)

    @precondition(lambda self: self.goods())
    @rule(pick=PICK, milli=MILLI, arrives=some.booleans())
    def goods_move(self, pick: int, milli: int, arrives: bool) -> None:
        lot, house = self.one(self.goods(), pick), self.house
        target = "WH2" if lot.site == "WH1" else "WH1"
        much = {lot.lot_no: f"{Decimal(milli) / 1000} TNE"}
        number, way = f"T-{house.count}", {"from_warehouse": lot.site, "to_warehouse": target}
        for leg in ("depart", "arrive") if arrives else ("depart",):
            house.hears(transfer(number, much, leg, house.now, **way))

    @precondition(lambda self: self.goods())
    @rule(pick=PICK)
    def goods_are_unpledged(self, pick: int) -> None:
        lot = self.one(self.goods(), pick)
        if lot.pledged_micro > 0:
            much = {lot.lot_no: f"{Decimal(lot.pledged_micro) / 1_000_000} TNE"}
            self.house.pledges(much, "unpledge", lot.site)

    # Receivables.

    @rule(cents=CENTS)
    def an_invoice_is_assigned(self, cents: int) -> None:
        house, amount = self.house, f"{Decimal(cents) / 100}"
        number = f"{1_000 + house.count}"
        house.hears(invoice(number, amount, house.now))
        house.hears(offered(f"B-{number}", {number: amount}, house.now))
        house.hears(verification(number, house.now))
        house.hears(letter("notice", f"N-{number}", [], house.now, about=[f"B-{number}"]))
        house.hears(letter("acknowledgement", f"A-{number}", [], house.now, about=[f"B-{number}"]))

    @precondition(lambda self: self.house.liens("receivable"))
    @rule(pick=PICK, cents=CENTS, credited=some.booleans())
    def an_invoice_is_paid_or_credited(self, pick: int, cents: int, credited: bool) -> None:
        house, number = self.house, self.one(self.house.liens("receivable"), pick).number
        amount, own = f"{Decimal(cents) / 100}", f"P-{self.house.count}"
        if credited:
            house.hears(credit_note(own, amount, number, house.now))
        else:
            house.hears(payment(own, {number: amount}, house.now))

    @precondition(lambda self: self.house.liens("receivable"))
    @rule(pick=PICK, how=some.sampled_from(("released", "reassigned", "substituted")))
    def an_invoice_is_given_back(self, pick: int, how: str) -> None:
        lien = self.one(self.house.liens("receivable"), pick)
        self.house.hears(given_back((lien.thing,), how, self.house.now))

    @rule(op=some.sampled_from(("cancel", "init")), contract_no=some.sampled_from(("F-1", "W-1")))
    def the_registry_tells(self, op: str, contract_no: str) -> None:
        number = "ZD-1" if contract_no == "F-1" else "ZD-2"
        self.house.hears(filing(number, self.house.now, subject_no=contract_no, op=op))

    # Receipts.

    @rule(milli=MILLI)
    def a_receipt_is_pledged(self, milli: int) -> None:
        house, number, much = self.house, f"R{self.house.count}", f"{Decimal(milli) / 1000} TNE"
        house.hears(papers.receipt(number, much, house.now))
        house.hears(papers.offered("W-1", house.now, number))
        house.hears(papers.receipt(number, much, house.now, "verified", pledged_to={"name": "Bank"}))
        house.hears(filing("ZD-2", house.now, subject_no="W-1", kind="receipt"))

    @precondition(lambda self: self.house.liens("receipt"))
    @rule(pick=PICK, milli=MILLI, op=some.sampled_from(("split", "picked", "cancelled", "let go")))
    def something_becomes_of_a_receipt(self, pick: int, milli: int, op: str) -> None:
        house, lien = self.house, self.one(self.house.liens("receipt"), pick)
        much = f"{Decimal(milli) / 1000} TNE"
        if op == "split":
            told = papers.receipt(f"R{house.count}", much, house.now, op, parents=[lien.number])
        elif op == "let go":
            told = papers.released(lien.number, house.now)
        else:
            told = papers.receipt(lien.number, much, house.now, op)
        house.hears(told)

    # What holds.

    @invariant()
    def the_book_is_what_stands(self) -> None:
        if not hasattr(self, "house"):
            return
        assert_ties(self.house)  # type: ignore[arg-type]
        lowest, highest = min(self.house.prices), max(self.house.prices)
        for lien in self.house.rows(Lien):
            if lien.kind == "receivable" or not holds(lien):
                continue
            micro, minor = booked_micro(lien), booked_minor(lien)
            doubt = lien.kind == "receipt" and self.house.row(Receipt, lien.thing).doubt
            stands = 0 if doubt else stands_micro(self.house, lien)  # type: ignore[arg-type]
            assert micro == stands, f"{micro} of {lien.thing} are booked, {stands} stand"
            # A cent for each appraisal and each hand that the value went through.
            slack = self.house.count
            assert lowest * micro // 10_000 - slack <= minor <= highest * micro // 10_000 + slack

    def teardown(self) -> None:
        """All of it goes: nothing is left on either account but goods on the road."""
        if not hasattr(self, "house"):
            return
        for lot in self.goods():
            much = {lot.lot_no: f"{Decimal(max(lot.on_hand_micro, 1)) / 1_000_000} TNE"}
            number = f"LAST-{self.house.count}"
            self.house.hears(outbound(number, much, self.house.now, site=lot.site))
        self.the_registry_tells("cancel", "F-1")
        self.the_registry_tells("cancel", "W-1")
        self.the_book_is_what_stands()
        on_the_road = any(lot.under_way_micro for lot in self.goods())
        for contract_no in ("F-1", "W-1") if on_the_road else ("F-1", "W-1", "PC-1"):
            assert off(self.house, "collateral", contract_no) == 0  # type: ignore[arg-type]
            assert off(self.house, "assigned", contract_no) == 0  # type: ignore[arg-type]

    def goods(self) -> list[Lot]:
        return [lot for lot in self.house.rows(Lot) if lot.contract_no]

    @staticmethod
    def one(found: list[Any], pick: int) -> Any:
        return found[pick % len(found)]


@pytest.fixture(autouse=True)
def told_from_inside() -> Iterator[None]:
    with documents_from_inside():
        yield


@ON_EACH_STORE
def test_what_stands_off_the_balance_is_what_secures_whatever_happens(worlds: Worlds) -> None:
    run(lambda: PledgeBook(worlds))


def test_goods_that_leave_and_stay_in_the_book_are_found(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(off_balance, "holding", lambda lien, micro: replace(lien, booked_micro=micro))

    must_find(lambda: PledgeBook(worlds))
