"""Months of a book: which take entries, which are locked, by whom and why, and who turns the key."""

from __future__ import annotations

from typing import Annotated, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from core.hub.audit_desk import Noted
from core.ledger import Book, Period, PeriodLocked, PeriodReopened
from gateway.console.acts import tell_house
from gateway.console.days import month_beside, month_text, today
from gateway.console.desk import Desk, desk_of, show
from gateway.console.guard import Visitor, from_our_form, needs_whole
from gateway.console.ledger_reading import book_of, books_of

router = APIRouter()
MONTHS = 24
Word = Annotated[str, Query(max_length=200)]
Seeing = Annotated[Visitor, needs_whole("ledger.see")]
Locking = Annotated[Visitor, needs_whole("period.lock")]
Reopening = Annotated[Visitor, needs_whole("period.reopen")]


class Turning(BaseModel):
    """The month that a form is about, and why."""

    book: str = Field(max_length=100)
    period: int = Field(ge=1900_01, le=9999_12)
    reason: str = Field(default="", max_length=1_000)
    seen: str = Field(default="", max_length=40)


class Month(NamedTuple):
    """A month as the page lists it; row: who turned it last, None where nobody ever did."""

    period: int
    text: str
    row: Period | None


@router.get("/ledger/periods")
def periods(request: Request, who: Seeing, book: Word = "", until: int = 0) -> Response:
    """The months of a book, the newest first."""
    return _page(request, book, until=until)


@router.post("/ledger/periods/lock", dependencies=[Depends(from_our_form)])
def lock(request: Request, who: Locking, said: Annotated[Turning, Form()]) -> Response:
    """The month takes no entry any more."""
    body = PeriodLocked(book=said.book, period=said.period, by=who.name, reason=said.reason.strip())
    return _turn(request, said, "period.locked", body)


@router.post("/ledger/periods/reopen", dependencies=[Depends(from_our_form)])
def reopen(request: Request, who: Reopening, said: Annotated[Turning, Form()]) -> Response:
    """The month takes entries again, for a reason."""
    body = PeriodReopened(book=said.book, period=said.period, by=who.name, reason=said.reason.strip())
    return _turn(request, said, "period.reopened", body)


def _turn(request: Request, said: Turning, what: str, body: PeriodLocked | PeriodReopened) -> Response:
    desk = desk_of(request)
    on = f"{said.book}/{said.period}"
    noted = Noted(by=body.by, what=what, on=on, why=body.reason)
    went = tell_house(
        desk,
        f"ledger.{what.replace('.', '_')}.v1",
        body,
        noted,
        key=f"{on}/{said.seen or desk.now().isoformat()}",
    )
    if went.refused:
        return _page(request, said.book, said=went.text)
    return RedirectResponse(
        f"{request.scope.get('root_path', '')}/ledger/periods?{urlencode({'book': said.book})}",
        status_code=303,
    )


def _page(request: Request, book: str, *, until: int = 0, said: str = "") -> Response:
    desk = desk_of(request)
    books = books_of(desk.hub.store)
    if not books:
        return show(request, "ledger_empty.html", tab="periods")
    chosen = book_of(desk.hub.store, book)
    months = _months(desk, chosen, until)
    return show(
        request,
        "periods.html",
        status=409 if said else 200,
        tab="periods",
        book=chosen.book,
        books=books,
        months=months,
        earlier=month_beside(months[-1].period, -1) if months[-1].period > chosen.first_period else 0,
        said=said,
    )


def _months(desk: Desk, book: Book, until: int) -> list[Month]:
    """From this one or the named one back to the book's first, MONTHS at most; there is always one."""
    month = until if 1 <= until % 100 <= 12 and until > book.first_period else today(desk.now()) // 100
    month = max(month, book.first_period)
    found: list[Month] = []
    while month >= book.first_period and len(found) < MONTHS:
        found.append(Month(month, month_text(month), desk.hub.store.get(Period, book.book, month)))
        month = month_beside(month, -1)
    return found
