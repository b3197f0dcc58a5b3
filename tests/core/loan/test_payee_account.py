"""Money goes to an account that the payee's master names; to another one as the product says."""

from __future__ import annotations

from typing import Any

import pytest

from core.kernel.errors import Refused
from core.loan import Loan, LoanStep
from core.loan.product import Product
from tests.core.loan.deal_papers import CORE
from tests.core.loan.deals import DealRooms
from tests.core.loan.rooms import a_product

OURS = {"number": "6222 77", "bank_code": "102"}
OTHER = {"number": "6222-99", "bank_code": "102"}


def deal(*accounts: dict[str, Any], product: Product | None = None) -> DealRooms:
    """A facility whose draws pay the core enterprise, of which the master names these accounts."""
    rooms = DealRooms(product or a_product())
    rooms.pledge()
    rooms.open_facility()
    names(rooms, *accounts)
    return rooms


def names(rooms: DealRooms, *accounts: dict[str, Any]) -> None:
    body = {"uscc": CORE, "name": "核心钢厂", "accounts": list(accounts), "as_of": rooms.now.isoformat()}
    rooms.hear("party.master.v1", body, "house")


def held(rooms: DealRooms) -> str:
    [step] = [row for row in rooms.rows(LoanStep, subject="D-1") if row.event == "hold"]
    return step.text


def test_an_account_that_the_master_names_is_the_payee_s_however_it_is_written() -> None:
    rooms = deal(OTHER, OURS)

    rooms.active_loan()

    assert rooms.row(Loan, "D-1").state == "ACTIVE"
    assert f"pay_to is an account of {CORE} by its master" in held(rooms)


@pytest.mark.parametrize("known", [OTHER, OURS | {"bank_code": "103"}])
def test_to_another_account_nothing_is_drawn(known: dict[str, Any]) -> None:
    """A number alone is no account: the same at another bank is another. Who asks hears of none known."""
    rooms = deal(known)

    with pytest.raises(Refused, match="the account ending with 2277 is none of 1 that the master") as refused:
        rooms.draw()

    assert "6222-99" not in str(refused.value)
    assert rooms.rows(Loan) == []


def test_an_account_is_asked_again_when_the_money_goes_out() -> None:
    rooms = deal(OURS)
    rooms.draw()
    rooms.act_on_draw("approve")
    rooms.act_on_draw("route")
    names(rooms, OTHER)

    with pytest.raises(Refused, match="pay_to: the account ending with 2277 is none of 1"):
        rooms.act_on_draw("disburse", "zhao")


def test_where_the_master_names_none_it_is_not_judged_and_says_so() -> None:
    rooms = deal()

    rooms.active_loan()

    assert f"pay_to is not judged: no account of {CORE} is known" in held(rooms)


def test_a_product_may_let_the_person_who_pays_out_confirm_another_account() -> None:
    rooms = deal(OTHER, product=a_product(other_account="confirm"))
    rooms.draw()
    assert "is none of 1" in held(rooms)
    rooms.act_on_draw("approve")
    rooms.act_on_draw("route")

    with pytest.raises(Refused, match=r"whoever has D-1 paid out confirms it first \(payee_account\)"):
        rooms.act_on_draw("disburse", "zhao")
    rooms.act_on_draw("disburse", "zhao", documents=("payee_account",))

    assert rooms.row(Loan, "D-1").state == "DISBURSING"
