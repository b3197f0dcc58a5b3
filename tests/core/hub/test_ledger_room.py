"""The ledger in a hub: what people publish and sign comes as messages, and is booked once on every store."""

from __future__ import annotations

import msgspec
import pytest
import sqlalchemy as sa
from msgspec import Struct

from adapters.database.store import DatabaseStore
from adapters.wiring.ledger_data import SHIPPED, read_charts, read_rules
from core.hub.intake import store_arrivals
from core.hub.notices import internal
from core.ledger import (
    Account,
    Asked,
    Block,
    BookReader,
    Entry,
    Line,
    MonthClosed,
    PeriodLocked,
    PeriodReopened,
    PeriodTotal,
    RuleSet,
    VoucherChecked,
    VoucherLine,
    VoucherMade,
    VoucherSigned,
    entry_hash,
    trial_balance,
)
from tests.contracts.stores import KINDS
from tests.hub_world import HubWorld
from tests.rebuild import assert_rebuilds

DAY = 2026_11_23


def tell(world: HubWorld, type_name: str, body: Struct, *, key: str) -> None:
    """A decision of the house, as an arrival; it is handled before this returns."""
    with world.store.unit() as unit:
        store_arrivals(unit, world.blobs, [internal(type_name, body, partner="hub", site="", key=key)])
    world.work()


def open_books(world: HubWorld) -> None:
    for chart in read_charts(SHIPPED, {"": 2026_01}, publisher="chen", approver="li"):
        tell(world, "ledger.chart_published.v1", chart, key=chart.book)
    tell(
        world,
        "ledger.rules_published.v1",
        read_rules(SHIPPED, from_day=2026_01_01, publisher="chen", approver="li"),
        key="general",
    )


def a_voucher(number: str, minor: int, *, reverses: str = "") -> VoucherMade:
    lines = (
        VoucherLine(account="1002.01", side="debit", currency="CNY", minor=minor),
        VoucherLine(account="6301", side="credit", currency="CNY", minor=minor),
    )
    return VoucherMade(
        book="general",
        number=number,
        business_day=DAY,
        text="a find",
        maker="zhao",
        lines=() if reverses else lines,
        reverses=reverses,
    )


def write(world: HubWorld, voucher: VoucherMade) -> None:
    """Through its three hands."""
    number = voucher.number
    tell(world, "ledger.voucher_made.v1", voucher, key=number)
    checked = VoucherChecked(book="general", number=number, checker="qian")
    tell(world, "ledger.voucher_checked.v1", checked, key=f"{number}/checked")
    signed = VoucherSigned(book="general", number=number, signer="sun")
    tell(world, "ledger.voucher_signed.v1", signed, key=f"{number}/signed")


def test_vouchers_are_posted_reversed_and_rebuilt_byte_for_byte(world: HubWorld) -> None:
    open_books(world)
    write(world, a_voucher("V1", 100))
    write(world, a_voucher("V2", 0, reverses="V1"))

    entries = {entry.number: entry for entry in world.store.rows(Entry, limit=99)}
    lines = world.store.rows(Line, limit=99)
    assert {number: entry.kind for number, entry in entries.items()} == {"V1": "posted", "V2": "reversal"}
    assert sorted((line.account, line.minor) for line in lines) == [
        ("1002.01", -100),
        ("1002.01", 100),
        ("6301", -100),
        ("6301", 100),
    ]
    for entry in entries.values():
        assert entry.hash == entry_hash(entry, [line for line in lines if line.entry_id == entry.entry_id])
    assert_rebuilds(world)


def test_months_are_closed_opened_again_and_rebuilt_byte_for_byte(world: HubWorld) -> None:
    open_books(world)
    for month in range(2026_01, 2026_11):
        close(world, month)
    write(world, a_voucher("V1", 100))
    close(world, 2026_11)
    opened = PeriodReopened(book="general", period=2026_11, by="wang", reason="a bill", approver="li")
    tell(world, "ledger.period_reopened.v1", opened, key="opened")
    write(world, a_voucher("V2", 11))
    close(world, 2026_11, again=True)
    close(world, 2026_12)

    assert not world.failures()
    rows = trial_balance(BookReader(world.store, "general"), Asked(until_day=2026_12_31))
    assert {row.account: row.balance for row in rows if row.balance} == {
        "1002.01": 111,
        "4102": -11,
        "4104": -100,
    }
    totals = world.store.rows(PeriodTotal, limit=99, book="general", period=2026_12)
    assert [(row.account, row.opening, row.debits, row.credits) for row in totals] == [
        ("1002.01", 111, 0, 0),
        ("4102", 0, 0, 11),
        ("4103", -111, 111, 0),
        ("4104", 0, 11, 111),
    ]
    blocks = world.store.rows(Block, limit=99)
    assert [block.what for block in blocks] == ["closed"] * 11 + ["reopened", "closed", "closed"]
    assert_rebuilds(world)


def close(world: HubWorld, period: int, *, again: bool = False) -> None:
    said = MonthClosed(book="general", period=period, by="wang")
    tell(world, "ledger.month_closed.v1", said, key=f"{period}/{again}")


@pytest.mark.parametrize("world", KINDS[1:], indirect=True)
def test_the_database_refuses_to_change_or_delete_what_is_posted(world: HubWorld) -> None:
    """L14."""
    assert isinstance(world.store, DatabaseStore)
    open_books(world)
    write(world, a_voucher("V1", 100))
    before = world.store.rows(Line, limit=9)

    for table in ("ledger_entry", "ledger_line"):
        for statement in (f"UPDATE {table} SET period = 202601", f"DELETE FROM {table}"):
            with (
                pytest.raises(sa.exc.DBAPIError, match="append-only; reverse the entry"),
                world.store.engine.begin() as connection,
            ):
                connection.exec_driver_sql(statement)
    assert world.store.rows(Line, limit=9) == before


def test_a_signature_that_comes_twice_posts_once_and_a_second_one_is_refused(world: HubWorld) -> None:
    open_books(world)
    write(world, a_voucher("V1", 100))
    signed = VoucherSigned(book="general", number="V1", signer="sun")
    tell(world, "ledger.voucher_signed.v1", signed, key="V1/signed")
    tell(world, "ledger.voucher_signed.v1", signed, key="V1/signed again")

    assert len(world.store.rows(Entry, limit=99)) == 1
    assert [failure.cause for failure in world.failures()] == ["ledger.voucher.state"]


def test_a_refused_voucher_leaves_nothing_and_the_rest_goes_on(world: HubWorld) -> None:
    open_books(world)
    tell(
        world, "ledger.period_locked.v1", PeriodLocked(book="general", period=2026_10, by="wang"), key="lock"
    )
    late = msgspec.structs.replace(a_voucher("V1", 100), business_day=2026_10_31)
    tell(world, "ledger.voucher_made.v1", late, key="V1")
    write(world, a_voucher("V2", 100))

    assert [failure.cause for failure in world.failures()] == ["ledger.period_locked"]
    assert [entry.number for entry in world.store.rows(Entry, limit=99)] == ["V2"]


def test_charts_and_rules_that_ship_are_taken_by_a_new_hub(world: HubWorld) -> None:
    open_books(world)

    assert not world.failures()
    books = {account.book for account in world.store.rows(Account, limit=999)}
    assert books == {"general", "limits", "off_balance"}
    assert [row.from_day for row in world.store.rows(RuleSet, limit=9)] == [2026_01_01]
