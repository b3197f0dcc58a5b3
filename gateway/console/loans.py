"""One loan: what is owed and late, its plan, payments, accruals, provisions, entries, and its states."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.exceptions import HTTPException

from core.loan import Facility, Loan, Standing
from core.parties import Party
from gateway.console import loan_reading as reading
from gateway.console.days import today
from gateway.console.deal_products import Products
from gateway.console.deal_watch import watched
from gateway.console.desk import desk_of, show
from gateway.console.guard import Visitor, needs_whole
from gateway.console.ledger_reading import accounts_of
from gateway.console.loan_books import books_of
from gateway.console.loan_breaks import breaks_of
from gateway.console.loan_collecting import steps_of

router = APIRouter()
Seeing = Annotated[Visitor, needs_whole("loan.see")]


@router.get("/deals/loan/{number:path}")
def loan(
    request: Request, number: str, who: Seeing, first: Annotated[int, Query(ge=1, le=100_000)] = 1
) -> Response:
    """One loan; first: the instalment with which the page of its plan begins."""
    desk = desk_of(request)
    store = desk.hub.store
    found = store.get(Loan, number)
    if found is None:
        raise HTTPException(404)
    standing = store.get(Standing, number)
    borrower = store.get(Party, found.borrower)
    template = "loan_board.html" if request.headers.get("hx-request") else "loan.html"
    return show(
        request,
        template,
        loan=found,
        standing=standing,
        facility=store.get(Facility, found.facility_no),
        product=Products(store).of(found.product, found.product_version),
        borrower=borrower.name if borrower is not None else found.borrower,
        schedule=reading.schedule_of(store, found, standing, today(desk.now()), first),
        payments=reading.payments_of(desk, found),
        steps=reading.steps_of(desk, found),
        collecting=steps_of(store, found, standing) if standing is not None and not found.over else (),
        books=books_of(desk, found),
        watched=watched(store, found.facility_no),
        apart=breaks_of(store, number),
        accounts=accounts_of(store, "general"),
    )
