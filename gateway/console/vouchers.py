"""Vouchers through three hands, each a person who is signed in: one makes, another checks, a third signs."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field
from starlette.datastructures import URL
from starlette.exceptions import HTTPException

from core.hub.audit_desk import Noted
from core.kernel.errors import Refused
from core.ledger import Entry, Voucher, VoucherChecked, VoucherMade, VoucherSigned
from gateway.console.acts import Went, tell_house
from gateway.console.days import day_text, today
from gateway.console.desk import desk_of, show
from gateway.console.guard import Visitor, from_our_form, needs_whole
from gateway.console.ledger_reading import accounts_of, book_of, books_of
from gateway.console.voucher_form import LINES, Written

router = APIRouter()
ROWS = 100
STATES = ("made", "checked", "signed", "sent_back")
State = Literal["made", "checked", "signed", "sent_back"]
Word = Annotated[str, Query(max_length=200)]
Seeing = Annotated[Visitor, needs_whole("ledger.see")]
Making = Annotated[Visitor, needs_whole("voucher.make")]
Checking = Annotated[Visitor, needs_whole("voucher.check")]
Signing = Annotated[Visitor, needs_whole("voucher.sign")]


class Which(BaseModel):
    """The voucher that a form is about; seen: when its page was made, so that twice is once."""

    book: str = Field(max_length=100)
    number: str = Field(max_length=200)
    seen: str = Field(default="", max_length=40)


class Judged(Which):
    """What the second person says of it."""

    accepted: bool
    reason: str = Field(default="", max_length=1_000)


@router.get("/ledger/vouchers")
def vouchers(request: Request, who: Seeing, book: Word = "", state: State = "made") -> Response:
    """The vouchers of a book in one state, by number."""
    desk = desk_of(request)
    store, books = desk.hub.store, books_of(desk.hub.store)
    if not books:
        return show(request, "ledger_empty.html", tab="vouchers")
    chosen, after = book_of(store, book).book, request.query_params.get("after", "")[:200]
    key = (chosen, after) if after else None
    found = store.rows(Voucher, limit=ROWS + 1, after=key, book=chosen, state=state)
    rows = [(one, msgspec.json.decode(one.body, type=VoucherMade)) for one in found[:ROWS]]
    template = "vouchers_rows.html" if request.headers.get("hx-request") else "vouchers.html"
    more = found[ROWS - 1].number if len(found) > ROWS else ""
    return show(
        request, template, tab="vouchers", book=chosen, books=books, rows=rows, state=state, more=more,
        all_states=STATES,
    )  # fmt: skip


@router.get("/ledger/voucher/new")
def new(request: Request, who: Making, book: Word = "", reverses: Word = "") -> Response:
    """An empty form, or one that takes an entry back."""
    desk = desk_of(request)
    chosen = book_of(desk.hub.store, book).book
    day = day_text(today(desk.now()))
    number = f"{reverses}/red" if reverses else ""
    written = Written(book=chosen, number=number, day=day, reverses=reverses)
    return _form(request, written)


@router.post("/ledger/voucher/make", dependencies=[Depends(from_our_form)])
def make(request: Request, who: Making, said: Annotated[Written, Form()]) -> Response:
    """Made by whoever is signed in; where it is refused what was typed stays in the form."""
    try:
        body = said.said(who.name)
    except Refused as error:
        return _form(request, said, error.text)
    noted = Noted(by=who.name, what="voucher.made", on=f"{body.book}/{body.number}", why=body.text)
    went = _tell(request, "ledger.voucher_made.v1", body, noted, said.seen)
    if went.refused:
        return _form(request, said, went.text)
    return _to(request, body.book, body.number, went)


@router.get("/ledger/voucher")
def voucher(request: Request, who: Seeing, book: Word, number: Word) -> Response:
    """One voucher: its lines, its three hands, and what the reader may do to it."""
    return _page(request, who, book, number)


@router.post("/ledger/voucher/check", dependencies=[Depends(from_our_form)])
def check(request: Request, who: Checking, said: Annotated[Judged, Form()]) -> Response:
    """The second hand: it is accepted, or sent back with a reason."""
    body = VoucherChecked(
        book=said.book,
        number=said.number,
        checker=who.name,
        accepted=said.accepted,
        reason=said.reason.strip(),
    )
    what = "voucher.checked" if said.accepted else "voucher.sent_back"
    noted = Noted(by=who.name, what=what, on=f"{said.book}/{said.number}", why=said.reason.strip())
    return _done(
        request, who, said, _tell_known(request, "ledger.voucher_checked.v1", body, noted, said.seen)
    )


@router.post("/ledger/voucher/sign", dependencies=[Depends(from_our_form)])
def sign(request: Request, who: Signing, said: Annotated[Which, Form()]) -> Response:
    """The third hand: it is posted."""
    body = VoucherSigned(book=said.book, number=said.number, signer=who.name)
    noted = Noted(by=who.name, what="voucher.signed", on=f"{said.book}/{said.number}")
    return _done(request, who, said, _tell_known(request, "ledger.voucher_signed.v1", body, noted, said.seen))


def _tell_known(request: Request, name: str, body: Any, noted: Noted, seen: str) -> Went:
    if desk_of(request).hub.store.get(Voucher, body.book, body.number) is None:
        raise HTTPException(404)
    return _tell(request, name, body, noted, seen)


def _tell(request: Request, name: str, body: Any, noted: Noted, seen: str) -> Went:
    desk = desk_of(request)
    # By a name that begins with the voucher's number, whoever searches for that finds all about it.
    key = f"{body.number}/{body.book}/{noted.what}/{seen or desk.now().isoformat()}"
    return tell_house(desk, name, body, noted, key=key)


def _done(request: Request, who: Visitor, said: Which, went: Went) -> Response:
    if went.refused:
        return _page(request, who, said.book, said.number, went.text)
    return _to(request, said.book, said.number, went)


def _to(request: Request, book: str, number: str, went: Went) -> Response:
    path = f"{request.scope.get('root_path', '')}/ledger/voucher"
    waits = {} if went.done else {"waits": "1"}
    return RedirectResponse(
        str(URL(path).include_query_params(book=book, number=number, **waits)), status_code=303
    )


def _page(request: Request, who: Visitor, book: str, number: str, said: str = "") -> Response:
    store = desk_of(request).hub.store
    found = store.get(Voucher, book, number)
    waits = request.query_params.get("waits") == "1"
    if found is None and not waits:
        raise HTTPException(404)
    body = msgspec.json.decode(found.body, type=VoucherMade) if found is not None else None
    return show(
        request,
        "voucher.html",
        status=409 if said else 200,
        tab="vouchers",
        book=book,
        books=books_of(store),
        number=number,
        voucher=found,
        body=body,
        entry=store.get(Entry, book, number),
        accounts=accounts_of(store, book),
        may_check=found is not None and who.rights.may("voucher.check") and who.name != found.maker,
        may_sign=found is not None
        and who.rights.may("voucher.sign")
        and who.name not in (found.maker, found.checker),
        said=said,
        waits=waits,
    )


def _form(request: Request, written: Written, said: str = "") -> Response:
    store = desk_of(request).hub.store
    accounts = accounts_of(store, written.book)
    leaves = [one for one in accounts.values() if one.leaf and not one.closed]
    return show(
        request,
        "voucher_form.html",
        status=409 if said else 200,
        tab="vouchers",
        book=written.book,
        books=books_of(store),
        written=written,
        rows=[written.row(at) for at in range(LINES)],
        leaves=leaves,
        said=said,
    )
