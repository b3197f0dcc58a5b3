"""What one warehouse or one supervisor watches over has a limit: beyond it nothing more is pledged (C10)."""

from __future__ import annotations

from typing import Any

import pytest

from core.collateral.due import limits_to_check
from core.collateral.limit import Limit
from core.collateral.messages import LimitCheckDue, LimitRuled
from core.custody.messages import SiteRuled
from core.hub.message import Message
from core.kernel.errors import Refused
from tests.core.collateral.pledges import golden, money, quote
from tests.core.custody.documents import inbound, pledge_notice
from tests.core.rooms import Rooms, at, ordered


def limited(amount: str | None, hours: float = 5, **rest: Any) -> Message:
    said = {"kind": "site", "holder": "WH1", "approver": "Wang"} | rest
    limit = None if amount is None else money(amount, rest.pop("currency", "CNY"))
    said.pop("currency", None)
    return ordered("collateral.limit_ruled.v1", LimitRuled(limit=limit, **said), at(hours))


def asked(hours: float, kind: str = "site", holder: str = "WH1") -> Message:
    body = LimitCheckDue(kind=kind, holder=holder, at=at(hours))  # type: ignore[arg-type]
    return ordered("collateral.limit_check_due.v1", body, at(hours))


def offered(hours: float, amount: str) -> Message:
    return pledge_notice("PN-2", {"L2": amount}, at(hours))


def with_more() -> Rooms:
    """PC-1 with goods worth 10,600,000.00 at WH1, and 1,000 t of L2 that lie there free."""
    rooms = golden()
    rooms.receive(inbound("IN-2", {"L2": "1000 TNE"}, at(4.5)))
    rooms.produced.clear()
    return rooms


def test_a_notice_that_would_go_over_the_sites_limit_is_refused_to_the_cent() -> None:
    rooms = with_more()
    rooms.receive(limited("11000000"))

    said = "site WH1 would watch over 1100000100 minor units of CNY, its limit is 1100000000"
    with pytest.raises(Refused, match=said):
        rooms.receive(offered(6, "400.001 TNE"))

    rooms.receive(offered(7, "400 TNE"))


def test_a_supervisors_limit_holds_over_all_its_sites() -> None:
    rooms = with_more()
    for site in ("WH1", "WH2"):
        body = SiteRuled(site=site, approver="Wang", supervisor="Sinotrans")
        rooms.receive(ordered("custody.site_ruled.v1", body, at(4.8)))
    rooms.receive(limited("11000000", kind="supervisor", holder="Sinotrans"))
    rooms.receive(inbound("IN-3", {"L2": "500 TNE"}, at(5), site="WH2"))

    with pytest.raises(Refused, match="supervisor Sinotrans would watch over 1110000000 minor units"):
        rooms.receive(pledge_notice("PN-3", {"L2": "500 TNE"}, at(6), warehouse="WH2"))


def test_a_price_that_rises_over_the_limit_alarms_once_and_its_fall_ends_that() -> None:
    rooms = with_more()
    rooms.receive(limited("10000000", hours=5))
    assert (
        "are worth 1060000000 minor units of CNY, its limit is 1000000000" in rooms.alerts()["C10:site/WH1"]
    )
    assert rooms.receive(asked(6)) == []

    rooms.receive(quote("930", at(7)))
    rooms.receive(asked(8))

    assert "C10:site/WH1" not in rooms.alerts()
    assert rooms.row(Limit, "site", "WH1").value_minor == 985_800_000


def test_a_limit_that_is_raised_or_ended_ends_its_alarm() -> None:
    for amount in ("20000000", None):
        rooms = with_more()
        rooms.receive(limited("10000000"))
        assert "C10:site/WH1" in rooms.alerts()

        rooms.receive(limited(amount, hours=6))

        assert "C10:site/WH1" not in rooms.alerts()


def test_goods_of_a_contract_in_another_currency_are_not_counted() -> None:
    rooms = with_more()

    rooms.receive(limited("1", currency="USD"))

    assert rooms.row(Limit, "site", "WH1").value_minor == 0


@pytest.mark.parametrize(("amount", "approver"), [("-1", "Wang"), ("1", " ")])
def test_a_limit_needs_a_person_and_is_not_below_zero(amount: str, approver: str) -> None:
    with pytest.raises(Refused, match="the limit of site WH1 needs a named approver and is not below 0"):
        Rooms().receive(limited(amount, approver=approver))


def test_nothing_is_asked_where_there_is_no_limit() -> None:
    rooms = with_more()

    assert rooms.receive(asked(6)) == []
    assert limits_to_check([], at(6)) == []
    rooms.receive(offered(7, "1000 TNE"))
