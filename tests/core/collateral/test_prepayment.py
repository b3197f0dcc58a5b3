"""保兑仓: what a dealer may fetch for his margin by three rules, and what the seller owes at the end (G7)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from core.catalogue.parts import Amount, PartyRef
from core.collateral.order_messages import AgreementSigned
from core.collateral.prepayment_messages import DeliveryNoticed, DeliveryTold, MarginStated
from core.collateral.prepayment_rules import (
    Prepayment,
    Settlement,
    at_maturity,
    base_of_prepayment,
    releasable,
)
from core.hub.message import Message
from core.kernel.errors import Refused
from tests.core.collateral.pledges import money
from tests.core.collateral.receivables import base, owed, restated, security, shut
from tests.core.rooms import Rooms, at, ordered

YUAN = 100
GOLDEN = Prepayment(10_000_000 * YUAN, 3_000_000 * YUAN, 4_200_000 * YUAN, 0)
RULES = ("R1", "R2", "R3")


def test_what_may_be_fetched_by_each_rule() -> None:
    """G7: face 10,000,000, 30 % at the beginning, 4,200,000 added."""
    assert [releasable(rule, GOLDEN) // YUAN for rule in RULES] == [7_200_000, 6_000_000, 4_200_000]


def test_what_was_fetched_before_counts_and_nothing_is_owed_back_by_the_rule() -> None:
    fetched = GOLDEN._replace(released=5_000_000 * YUAN)

    assert [releasable(rule, fetched) // YUAN for rule in RULES] == [2_200_000, 1_000_000, 0]


def test_with_the_whole_financed_share_paid_in_all_may_be_fetched_by_every_rule() -> None:
    paid = GOLDEN._replace(added=7_000_000 * YUAN)
    one_cent_less = paid._replace(added=paid.added - 1)

    assert {releasable(rule, paid) for rule in RULES} == {paid.face}
    assert [paid.face - releasable(rule, one_cent_less) for rule in RULES] == [1, 2, 3_000_000 * YUAN + 1]


def test_a_share_that_does_not_divide_is_rounded_down() -> None:
    assert releasable("R2", Prepayment(1000, 333, 100, 0)) == 149  # 149.92…


def test_at_maturity_the_seller_pays_back_what_it_did_not_deliver() -> None:
    """G7: notices of 6,000,000 under R2; 4,000,000 come back, 2,800,000 cover, the buyer gets 1,200,000."""
    settled = at_maturity(GOLDEN._replace(released=6_000_000 * YUAN))

    assert settled == Settlement(*(each * YUAN for each in (4_000_000, 2_800_000, 1_200_000, 0)))


def test_more_delivered_than_the_margin_carried_leaves_something_short() -> None:
    assert at_maturity(GOLDEN._replace(released=9_000_000 * YUAN)).short == 1_800_000 * YUAN


def test_a_release_at_its_bound_leaves_a_base_that_carries_what_is_owed() -> None:
    for rule in RULES:
        for added in (0, 1, 4_200_000 * YUAN, 6_999_999 * YUAN, 7_000_000 * YUAN):
            before = GOLDEN._replace(added=added)
            after = before._replace(released=releasable(rule, before))
            assert base_of_prepayment(rule, after) >= after.owed - 1, (rule, added)


def test_there_are_three_rules() -> None:
    with pytest.raises(Refused, match="R4 is no release rule"):
        releasable("R4", GOLDEN)


def margin(added: str, when: datetime, **rest: Any) -> Message:
    said: dict[str, Any] = {
        "contract_no": "F-1",
        "face": money("10000000"),
        "initial": money("3000000"),
        "added": money(added),
        "as_of": when,
    }
    return ordered("collateral.margin_stated.v1", MarginStated(**(said | rest)), when)


def notice(no: str, amount: str, when: datetime, **rest: Any) -> Message:
    said: dict[str, Any] = {"contract_no": "F-1", "notice_no": no, "value": money(amount), "approver": "Li"}
    return ordered("collateral.delivery_noticed.v1", DeliveryNoticed(**(said | rest)), when)


def delivered(no: str, value: str, when: datetime, what: Any = "delivered") -> Message:
    amount: Amount | None = money(value) if value else None
    body = DeliveryTold(contract_no="F-1", what=what, number=no, told_at=when, value=amount)
    return ordered("collateral.delivery_told.v1", body, when)


def signed(agreement: Any, when: datetime, **rest: Any) -> Message:
    said: dict[str, Any] = {"contract_no": "F-1", "agreement": agreement, "signed_at": when, "by": "Li"}
    return ordered("collateral.agreement_signed.v1", AgreementSigned(**(said | rest)), when)


def prepaid(rule: str = "R2") -> Rooms:
    """F-1: 10,000,000 paid to a maker, 30 % by the dealer at the beginning."""
    rooms = Rooms()
    maker = PartyRef(name="Maker")
    rooms.receive(security(kind="prepayment", debtor=maker, rate_ppm=700_000, release_rule=rule))
    rooms.receive(signed("tripartite", at(1)))
    rooms.receive(margin("0", at(2)))
    rooms.receive(owed("7000000", at(3)))
    return rooms


def lent(rooms: Rooms) -> int:
    return base(rooms, at(20)).base_minor // YUAN


def test_a_prepayment_opens_on_its_agreement_and_the_dealers_first_share() -> None:
    rooms = Rooms()
    rooms.receive(security(kind="prepayment", rate_ppm=700_000))
    assert shut(rooms) == ["signed: no agreement on tripartite is signed", "margin: no margin is known"]

    rooms.receive(signed("tripartite", at(1)))
    rooms.receive(margin("0", at(2), initial=money("2999999.99")))
    assert shut(rooms) == ["margin: 299999999 of 1000000000 minor units are paid in, under 300000 ppm"]
    rooms.receive(margin("0", at(3)))
    assert (shut(rooms), lent(rooms)) == ([], 7_000_000)

    rooms.receive(signed("tripartite", at(4), ended=True))
    assert shut(rooms) == ["signed: the agreement on tripartite has ended"]


def test_goods_are_let_go_as_the_margin_comes_in_and_the_base_follows() -> None:
    rooms = prepaid()
    with pytest.raises(Refused, match="lets go 100 minor units of CNY, by R2 the margin allows 0"):
        rooms.receive(notice("N-1", "1", at(4)))
    rooms.receive(margin("4200000", at(5)))
    rooms.receive(owed("2800000", at(5)))

    rooms.receive(notice("N-1", "6000000", at(6)))

    assert (lent(rooms), rooms.alerts()) == (2_800_000, {})
    for step, text in (
        (notice("N-1", "1", at(7)), "notice of delivery N-1 is known"),
        (notice("N-2", "0.01", at(7)), "by R2 the margin allows 0: pay in more margin first"),
        (notice("N-2", "1", at(7), approver=""), "let go by a named person"),
        (notice("N-2", "1", at(7), contract_no="F-9"), "F-9 is no prepayment open here"),
        (notice("N-2", "1", at(7), value=money("1", "USD")), "1 USD; F-1 is in CNY"),
        (margin("7000001", at(7)), "margins of 1000000100 on a prepayment of 1000000000"),
    ):
        with pytest.raises(Refused, match=text):
            rooms.receive(step)


def test_an_older_statement_of_margin_changes_nothing() -> None:
    rooms = prepaid()
    rooms.receive(margin("4200000", at(5)))

    rooms.receive(margin("0", at(4)))
    rooms.receive(notice("N-1", "6000000", at(6)))


def test_what_is_delivered_without_a_notice_is_booked_and_alarmed() -> None:
    """T2: a fact never needs permission."""
    rooms = prepaid("R1")
    rooms.receive(notice("N-1", "3000000", at(4)))
    rooms.receive(delivered("S-1", "2000000", at(5)))
    assert rooms.alerts() == {}

    rooms.receive(delivered("S-2", "1000000.01", at(6)))

    assert rooms.alerts()["C01:F-1/delivery"] == (
        "the seller of F-1 delivered 300000001 minor units, 300000000 were noticed: 1 too much"
    )
    assert shut(rooms) == ["frozen: 1 minor units were delivered without a notice"]


def test_the_same_delivery_told_twice_counts_once() -> None:
    rooms = prepaid("R1")
    rooms.receive(notice("N-1", "3000000", at(4)))
    rooms.receive(delivered("S-1", "2000000", at(5)))

    rooms.receive(delivered("S-1", "2000000", at(6)))

    assert rooms.alerts() == {}


def test_a_seller_that_does_not_confirm_the_money_in_three_days_is_alarmed_until_it_does() -> None:
    rooms = prepaid()
    rooms.receive(margin("0", at(5), paid_at=at(5)))
    rooms.receive(restated("F-1", at(5, days=3)))
    assert rooms.alerts() == {}

    rooms.receive(restated("F-1", at(6, days=3)))
    assert rooms.alerts()["C11:F-1/receipt"] == (
        "the seller has not confirmed what was paid 2025-06-02, over 3 days"
    )

    rooms.receive(delivered("R-1", "", at(7, days=3), "money_received"))
    assert rooms.alerts() == {}
