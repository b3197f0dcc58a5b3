"""Trial balance of a book on a day by account and level, and the lines of one account in one month."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.exceptions import HTTPException

from core.ledger import Account, Balance
from gateway.console.days import day_of, day_text, month_beside, month_of, month_text, today
from gateway.console.desk import desk_of, show
from gateway.console.guard import Visitor, needs_whole
from gateway.console.ledger_reading import account_lines, accounts_of, book_of, books_of, entry_by_id
from gateway.console.ledger_sums import Trial, trial_of

router = APIRouter()
LIMITED = "limited"
LIMITS_SHOWN = 500
Word = Annotated[str, Query(max_length=200)]
Seeing = Annotated[Visitor, needs_whole("ledger.see")]


@router.get("/ledger/trial")
def trial(request: Request, who: Seeing, book: Word = "", day: Word = "") -> Response:
    """Every account with what moved up to the day; a click goes down to its lines."""
    desk = desk_of(request)
    store, books = desk.hub.store, books_of(desk.hub.store)
    if not books:
        return show(request, "ledger_empty.html", tab="trial")
    chosen = book_of(store, book)
    until = day_of(day) or today(desk.now())
    accounts = accounts_of(store, chosen.book)
    return show(
        request,
        "trial.html",
        tab="trial",
        kind=chosen.kind,
        book=chosen.book,
        books=books,
        day=day_text(until),
        until=until,
        balances=store.rows(Balance, limit=LIMITS_SHOWN, book=chosen.book) if chosen.kind == LIMITED else [],
        accounts=accounts,
        trial=trial_of(store, chosen.book, accounts, until) if chosen.kind != LIMITED else Trial(),
    )


@router.get("/ledger/account")
def account(request: Request, who: Seeing, book: Word, code: Word, month: Word = "") -> Response:
    """The lines of one account in the month they are posted in, each with the entry it belongs to."""
    desk = desk_of(request)
    store = desk.hub.store
    found = store.get(Account, book, code)
    if found is None:
        raise HTTPException(404)
    period = month_of(month) or today(desk.now()) // 100
    after = request.query_params.get("after", "")[:200]
    lines, more = account_lines(store, (book, code, period), after)
    entries = {line.entry_id: entry_by_id(store, line.entry_id) for line in lines}
    return show(
        request,
        "account_lines.html",
        tab="trial",
        book=book,
        books=books_of(store),
        account=found,
        lines=[(line, entries[line.entry_id]) for line in lines],
        more=more,
        month=month_text(period),
        earlier=month_text(month_beside(period, -1)),
        later=month_text(month_beside(period, 1)),
    )
