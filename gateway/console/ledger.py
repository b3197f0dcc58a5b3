"""Journal: entries with their lines, rules and reversals, each led back to its message, field and byte."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from starlette.exceptions import HTTPException

from core.hub.audit_desk import look_at_body
from core.ledger import Entry
from gateway.console.days import day_of, day_text, month_of, month_text, today
from gateway.console.desk import Desk, Nav, desk_of, show
from gateway.console.entry_source import root_of, source_of
from gateway.console.guard import SEE_BODY, Visitor, needs_whole
from gateway.console.ledger_reading import (
    Wanted,
    accounts_of,
    book_of,
    books_of,
    entry_by_id,
    found_entries,
    posted_of,
    reversal_of,
)
from gateway.console.texts import N_

router = APIRouter()
NAV = Nav(5, "/ledger", N_("Journal"), "ledger", "j", "ledger.see", whole=True)
Word = Annotated[str, Query(max_length=200)]
Seeing = Annotated[Visitor, needs_whole("ledger.see")]


@router.get("/ledger")
def journal(request: Request, who: Seeing, book: Word = "", month: Word = "", day: Word = "") -> Response:
    """Entries of a month or a day of a book, or of one contract or party (see the query's other words)."""
    desk = desk_of(request)
    said = {name: request.query_params.get(name, "").strip()[:200] for name in ("contract", "party", "after")}
    store, books = desk.hub.store, books_of(desk.hub.store)
    if not books:
        return show(request, "ledger_empty.html", tab="entries")
    chosen, on = book_of(store, book), day_of(day)
    period = on // 100 or month_of(month) or today(desk.now()) // 100
    wanted = Wanted(book=chosen.book, period=period, day=on, **said)
    context: dict[str, Any] = {
        "wanted": wanted,
        "found": found_entries(store, wanted),
        "accounts": accounts_of(store, chosen.book),
        "day": day_text(on),
        "month": month_text(period),
        **_frame(desk, "entries", chosen.book),
    }
    template = "ledger_rows.html" if request.headers.get("hx-request") else "ledger.html"
    return show(request, template, **context)


@router.get("/ledger/entry/{book}/{number:path}")
def entry(request: Request, book: str, number: str, who: Seeing) -> Response:
    """One entry: its lines, what it takes back or was taken back by, and where it came from."""
    desk = desk_of(request)
    found = _known(desk, book, number)
    posted = posted_of(desk.hub.store, found)
    root = root_of(desk.hub.store, posted.entry)
    return show(
        request,
        "entry.html",
        posted=posted,
        root=root,
        sees=root is not None and who.rights.may(SEE_BODY, root.partner),
        refers=entry_by_id(desk.hub.store, found.refers) if found.refers is not None else None,
        reversal=reversal_of(desk.hub.store, found),
        accounts=accounts_of(desk.hub.store, book),
        **_frame(desk, "entries", book),
    )


@router.get("/ledger/source/{book}/{number:path}")
def source(request: Request, book: str, number: str, who: Seeing) -> Response:
    """The document an entry goes back to, beside its bytes, with the fields that say the lines' amounts."""
    desk = desk_of(request)
    posted = posted_of(desk.hub.store, _known(desk, book, number))
    root = root_of(desk.hub.store, posted.entry)
    if root is None:
        raise HTTPException(404)
    if not who.rights.may(SEE_BODY, root.partner):
        return show(request, "source_hidden.html", root=root)
    look_at_body(desk.hub.store, by=who.name, what="message.read", on=f"{root.place}/{root.document}")
    found = source_of(desk, root, posted.lines, personal=who.sees_personal_of(root.partner))
    return show(
        request,
        "entry_source.html",
        source=found,
        beside=found.beside,
        story=found.story,
        accounts=accounts_of(desk.hub.store, book),
    )


def _known(desk: Desk, book: str, number: str) -> Entry:
    found = desk.hub.store.get(Entry, book, number)
    if found is None:
        raise HTTPException(404)
    return found


def _frame(desk: Desk, tab: str, book: str) -> dict[str, Any]:
    """What every page of the ledger shows above: the books, and which of its pages this one is."""
    return {"tab": tab, "book": book, "books": books_of(desk.hub.store)}
