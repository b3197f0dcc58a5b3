"""A chart of accounts is published: accounts are added, renamed or closed, and never change their meaning."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused
from core.kernel.second_person import require_another
from core.ledger.chart import (
    AUXILIARIES,
    BOOK_KINDS,
    GENERAL,
    LIMITED,
    LIMITS,
    SIDES,
    Account,
    Book,
    ClosingRule,
)
from core.ledger.messages import ChartAccount, ChartPublished, Closing
from core.ledger.transfers import MILLION
from core.ledger.work import LedgerWork

ACCOUNTS_MAX = 5_000


@handles("ledger.chart_published.v1")
def publish_chart(message: Message, work: LedgerWork) -> list[Message]:
    said = message.read(ChartPublished)
    _check(said)
    before = work.books.take(said.book)
    book = Book(book=said.book, kind=said.kind, first_period=said.first_period, approver=said.approver)
    if before is not None and (before.kind, before.first_period) != (book.kind, book.first_period):
        raise Refused(
            f"book {said.book} is {before.kind} since {before.first_period}; that stays",
            cause="ledger.chart.book_changed",
        )
    work.books.put(book)
    known = {account.code: account for account in work.accounts.find(book=said.book)}
    wanted = {account.code: account for account in accounts_of(said)}
    for code, account in wanted.items():
        _same_meaning(known.get(code), account)
        work.accounts.put(account)
    for code in known.keys() - wanted.keys():
        work.accounts.put(replace(known[code], closed=True))
    if said.closing is not None:
        work.closing_rules.put(ClosingRule(book=said.book, **msgspec.structs.asdict(said.closing)))
    work.unit.effect(
        message,
        kind="chart.published",
        key=said.book,
        text=f"{said.publisher} publishes {len(wanted)} accounts of {said.book}, {said.approver} approves",
    )
    return []


def accounts_of(said: ChartPublished) -> Iterable[Account]:
    """The accounts as rows; who is another's parent is a heading."""
    parents = {account.parent for account in said.accounts}
    for one in said.accounts:
        yield Account(
            book=said.book,
            code=one.code,
            name_zh=one.name_zh,
            name_en=one.name_en,
            side=one.side,
            parent=one.parent,
            leaf=one.code not in parents,
            auxiliaries=" ".join(name for name in AUXILIARIES if name in one.auxiliaries),
            limit=one.limit,
            closed=one.closed,
        )


def _check(said: ChartPublished) -> None:
    require_another(said.publisher, said.approver)
    if said.kind not in BOOK_KINDS:
        raise _refused(said, f"{said.kind!r} is no kind of book; use {', '.join(BOOK_KINDS)}")
    if not 0 < len(said.accounts) <= ACCOUNTS_MAX:
        raise _refused(said, f"{len(said.accounts)} accounts; a chart has 1 to {ACCOUNTS_MAX}")
    codes = {account.code for account in said.accounts}
    if len(codes) < len(said.accounts):
        raise _refused(said, "two accounts have one code")
    for account in said.accounts:
        _check_account(said, account, codes)
    if said.closing is not None:
        _check_closing(said, said.closing, codes)


def _check_closing(said: ChartPublished, closing: Closing, codes: set[str]) -> None:
    if said.kind != GENERAL:
        raise _refused(said, f"a {said.kind} book has no results to carry over")
    targets = [closing.profit, closing.retained] + ([closing.reserve] if closing.reserve else [])
    for code in targets:
        if code not in codes or code.startswith(closing.results):
            raise _refused(said, f"results go to {code}, which is not in the chart, or is a result itself")
    if not 0 <= closing.reserve_ppm <= MILLION:
        raise _refused(said, f"{closing.reserve_ppm} millionths are set aside; it is 0 to {MILLION}")


def _check_account(said: ChartPublished, account: ChartAccount, codes: set[str]) -> None:
    if account.side not in SIDES:
        raise _refused(said, f"account {account.code}: {account.side!r} is no side")
    if account.parent and (account.parent not in codes or account.parent == account.code):
        raise _refused(said, f"account {account.code}: its parent {account.parent} is not in the chart")
    if unknown := set(account.auxiliaries) - set(AUXILIARIES):
        raise _refused(said, f"account {account.code}: {', '.join(sorted(unknown))} is no auxiliary")
    if account.limit not in LIMITS or (account.limit and said.kind != LIMITED):
        raise _refused(said, f"account {account.code}: a {said.kind} book knows no limit {account.limit!r}")


def _same_meaning(before: Account | None, after: Account) -> None:
    """An account that may have lines keeps its side, its auxiliaries and its limit."""
    if before is None:
        return
    for name in ("side", "auxiliaries", "limit", "leaf"):
        if getattr(before, name) != getattr(after, name):
            raise Refused(
                f"account {after.code} of {after.book} has {name} {getattr(before, name)!r}; close it"
                " and open another",
                cause="ledger.chart.account_changed",
            )


def _refused(said: ChartPublished, text: str) -> Refused:
    return Refused(f"chart of {said.book}: {text}", cause="ledger.chart")
