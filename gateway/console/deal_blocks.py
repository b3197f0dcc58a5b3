"""What keeps a deal from going on now, and what is to be done about it, the gravest first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

from core.collateral import Call, CollateralWork, PledgedLot, base_of
from core.hub.alert_book import CLOSED, Alert
from core.hub.ports import Store
from core.kernel.errors import Refused
from core.loan import Due, Facility, Loan, Standing, missing_signers
from core.workflow import Task
from gateway.console.days import day_text, today
from gateway.console.deal_reading import Deal
from gateway.console.deal_texts import readable
from gateway.console.deal_watch import watched
from gateway.console.desk import Desk
from gateway.console.texts import N_
from gateway.console.words import money
from gateway.looking import Looking

# What more lots secure is worked out on the page of the pledge, not here.
LOTS_MAX = 50
CALLS_MAX = 100
TASKS_MAX = 20
# Alerts of the loan room about a loan.
CODES = ("L01", "L04", "L05", "L06", "L15")
_OVER = frozenset({"REJECTED", "WITHDRAWN", "EXPIRED"})


class Block(NamedTuple):
    """tone: bad, warn or wait. what and todo are texts of the catalogues; about: numbers and values, as is.

    gates: words of gates that are closed, each with why. path: below the console, where it is done.
    """

    tone: str
    what: str
    todo: str
    about: str = ""
    gates: tuple[tuple[str, str], ...] = ()
    people: tuple[str, ...] = ()
    path: str = ""


APPLICATION: dict[str, tuple[str, str, str]] = {
    "SUBMITTED": (
        "wait", N_("The application waits to be accepted"), N_("Accept it, or say what is missing."),
    ),
    "ACCEPTED": ("wait", N_("No investigation was begun"), N_("Begin the investigation.")),
    "SUPPLEMENT": ("warn", N_("Papers are missing"), N_("Ask whoever handed it in to send them.")),
    "INVESTIGATING": (
        "wait", N_("The investigation is not finished"), N_("Two sign the report, then the rules rate it."),
    ),
    "RATED": ("wait", N_("It is rated and not put to anybody"), N_("Put it to those who decide.")),
    "IN_REVIEW": ("wait", N_("Somebody has to decide"), N_("Whoever is asked decides at the task.")),
    "RETURNED": ("warn", N_("It was returned"), N_("Whoever handed it in mends it, or takes it back.")),
    "APPROVED": ("wait", N_("No contract is signed"), N_("Have the facility signed by all of its parties.")),
}  # fmt: skip
LOAN: dict[str, tuple[str, str, str]] = {
    "REQUESTED": ("wait", N_("The draw is not held yet"), N_("It goes on by itself.")),
    "PRE_OCCUPIED": ("wait", N_("The draw waits for approval"), N_("Another than who asked approves it.")),
    "APPROVED": ("wait", N_("Nobody pays it yet"), N_("Choose our own money or a funder.")),
    "ROUTED": (
        "wait", N_("The money is not ordered"), N_("Another than who approved it orders the payment."),
    ),
    "DISBURSING": ("wait", N_("The payer has not answered"), N_("Wait; it is asked again by itself.")),
    "UNKNOWN": (
        "bad", N_("Nobody knows whether it was paid"),
        N_("Ask the payer what became of the money; never send it again."),
    ),
    "DUE": ("warn", N_("An instalment is due"), N_("Money on the collection account pays it.")),
    "GRACE": ("warn", N_("An instalment is in its days of grace"), N_("Remind the borrower.")),
    "OVERDUE": ("bad", N_("An instalment is overdue"), N_("See the steps of collection of the loan.")),
    "ACCELERATED": ("bad", N_("All of it is called"), N_("Demand it back, or dispose of what secures it.")),
    "IN_DISPOSAL": ("bad", N_("What secures it is being disposed of"), N_("Book what comes, or write off.")),
    "SETTLED": ("wait", N_("It is paid and not closed"), N_("Close it once nothing of it is anywhere.")),
}  # fmt: skip
RULES: dict[str, tuple[str, str, str]] = {
    "R": ("bad", N_("The rules reject it: no draw is taken"), N_("See what is done about what is out.")),
    "B": ("bad", N_("The rules shut draws"), N_("Remove the cause; the rules judge it again by themselves.")),
    "C": ("warn", N_("The rules call"), N_("See that the call is answered.")),
    "F": ("warn", N_("The rules refer it to people"), N_("Look at it, and say what you found.")),
}  # fmt: skip
ALERTS: dict[str, str] = {
    "L01": N_("Payment in doubt"),
    "L04": N_("Answer does not fit"),
    "L05": N_("Paid short"),
    "L06": N_("Funder's plan differs"),
    "L15": N_("Payout came back"),
}


def blocks_of(desk: Desk, deal: Deal) -> tuple[Block, ...]:
    """Nothing where nothing is to be done."""
    found = [
        *_of_application(desk.hub.store, deal),
        *_of_facility(desk, deal),
        *_of_loans(desk, deal),
        *_of_security(desk, deal),
        *_of_rules(desk.hub.store, deal),
    ]
    return tuple(sorted(found, key=lambda one: ("bad", "warn", "wait").index(one.tone)))


def asked(store: Store, review: str) -> tuple[str, ...]:
    """Who is asked at this moment by the chain of this number."""
    tasks = store.rows(Task, limit=TASKS_MAX, number=review, state="open") if review else []
    return tuple(sorted({one.person for one in tasks}))


def _of_application(store: Store, deal: Deal) -> Iterator[Block]:
    one = deal.application
    if one.state in _OVER or (one.state == "APPROVED" and deal.facility is not None):
        return
    tone, what, todo = APPLICATION[one.state]
    about = ", ".join(one.missing.splitlines()) if one.state == "SUPPLEMENT" else ""
    if one.state == "RETURNED":
        about = one.reason
    people = asked(store, one.review) if one.state == "IN_REVIEW" else ()
    path = f"/tasks/{quote(one.review)}" if people else ""
    yield Block(tone, what, todo, about, people=people, path=path)


def _of_facility(desk: Desk, deal: Deal) -> Iterator[Block]:
    one = deal.facility
    if one is None:
        return
    if one.state == "SIGNED":
        unmet = _unmet(deal)
        what = N_("The facility is not in effect")
        yield Block("wait", what, N_("Meet its conditions; two bring it into effect."), ", ".join(unmet))
    elif one.state == "FROZEN":
        what, because = (
            N_("The facility is frozen: no draw is taken"),
            readable(one.frozen_because, one.currency),
        )
        yield Block("bad", what, N_("Remove the cause; two unfreeze it."), because)
    elif one.state == "EFFECTIVE" and one.until_day < today(desk.now()):
        about = day_text(one.until_day)
        yield Block(
            "warn", N_("The facility is over its last day"), N_("Let it expire, or sign another."), about
        )
    elif one.state == "EFFECTIVE":
        yield from _gates(desk, deal, one)


def _gates(desk: Desk, deal: Deal, one: Facility) -> Iterator[Block]:
    """Gates that would keep the next draw from its money."""
    shut = [("conditions", ", ".join(unmet))] if (unmet := _unmet(deal)) else []
    if deal.product is not None and (unsigned := missing_signers(deal.product, one)):
        shut.append(("signed", ", ".join(unsigned)))
    secured = deal.product is not None and bool(deal.product.security_gates)
    store = desk.hub.store
    if secured and len(store.rows(PledgedLot, limit=LOTS_MAX + 1, contract_no=one.contract_no)) <= LOTS_MAX:
        try:
            base = base_of(CollateralWork(Looking(store)), one.contract_no, at=desk.now())
            shut += [(gate, why.strip()) for gate, _, why in (each.partition(":") for each in base.closed)]
        except Refused as error:
            shut.append(("pledged", error.text))
    if shut:
        what, todo = N_("The next draw would be refused"), N_("Open the gates that are closed.")
        yield Block("wait", what, todo, gates=tuple(shut))


def _of_loans(desk: Desk, deal: Deal) -> Iterator[Block]:
    for one in (*deal.loans, *(each for each in deal.over if each.state == "SETTLED")):
        for code in CODES:
            alert = next(
                (each for each in desk.hub.store.rows(Alert, limit=20, code=code, object=one.loan_no)
                 if each.state != CLOSED), None,
            )  # fmt: skip
            if alert is not None:
                yield Block(
                    "bad", ALERTS[code], N_("Take the alert and find out."), one.loan_no, path="/alerts"
                )
        if one.state in LOAN:
            yield _of_loan(desk, one)


def _of_loan(desk: Desk, one: Loan) -> Block:
    tone, what, todo = LOAN[one.state]
    about, people = one.loan_no, asked(desk.hub.store, one.review) if one.state == "PRE_OCCUPIED" else ()
    if one.state in ("DUE", "GRACE", "OVERDUE"):
        about = f"{one.loan_no}: {money(late_minor(desk, one), one.currency)} {one.currency}"
    path = f"/tasks/{quote(one.review)}" if people else f"/deals/loan/{quote(one.loan_no)}"
    return Block(tone, what, todo, about, people=people, path=path)


def late_minor(desk: Desk, loan: Loan) -> int:
    """What fell due by today and is not paid, minor units."""
    standing = desk.hub.store.get(Standing, loan.loan_no)
    day, sum_minor, number = today(desk.now()), 0, standing.first_open if standing is not None else 1
    # Instalments before the first open one are settled: those that are due are few.
    while (due := desk.hub.store.get(Due, loan.loan_no, loan.plan, number)) is not None and due.due <= day:
        sum_minor += due.open_minor
        number += 1
    return sum_minor


def _of_security(desk: Desk, deal: Deal) -> Iterator[Block]:
    contract_no = deal.facility.contract_no if deal.facility is not None else ""
    if not contract_no:
        return
    path = f"/custody/contract/{quote(contract_no)}" if deal.goods is not None else ""
    for call in desk.hub.store.rows(Call, limit=CALLS_MAX, contract_no=contract_no):
        if call.state in ("open", "lapsed"):
            tone = "bad" if call.state == "lapsed" else "warn"
            about = f"{contract_no}: {money(call.cash_minor, call.currency)} {call.currency}"
            todo = N_("Have so much paid, or goods added, by its time.")
            yield Block(tone, N_("Margin is called for"), todo, about, path=path)
    if deal.goods is not None and deal.goods.frozen_since is not None:
        what, todo = N_("Pledged goods left without leave"), N_("Have the departure explained.")
        yield Block("bad", what, todo, contract_no, path=path)


def _of_rules(store: Store, deal: Deal) -> Iterator[Block]:
    """What the rules found while money is out, where it shuts draws or asks somebody for something."""
    standing = watched(store, deal.facility.facility_no).standing if deal.facility is not None else ()
    for found in standing:
        if found.action in RULES:
            tone, what, todo = RULES[found.action]
            people = asked(store, found.review)
            path = f"/tasks/{quote(found.review)}" if people else f"/rules/decisions/{quote(found.decision)}"
            yield Block(tone, what, todo, found.text, people=people, path=path)


def _unmet(deal: Deal) -> list[str]:
    if deal.facility is None or deal.product is None:
        return []
    return sorted(set(deal.product.conditions) - set(deal.facility.conditions.splitlines()))
