"""Applications as their pages ask for them: those that fit, and all that is known of one; bounded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

from core.catalogue.finance_application import FinanceApplication
from core.hub.ports import Store
from core.loan import Application, LoanStep, Product
from core.loan.transitions import OPEN_APPLICATION
from core.parties import Party
from core.risk import Decided, Decision, decided_of
from core.workflow import Instance, Task
from gateway.console.deal_products import Products
from gateway.console.listed import listed
from gateway.console.task_board import Board, board_of
from gateway.console.told_by import Told, told_of

ROWS, LOOKS = 50, 2_000
STEPS_MAX, TASKS_MAX, DECISIONS_MAX = 200, 50, 20
KIND = "application"
OPEN, ANY = "open", "any"


class Wanted(NamedTuple):
    """Which applications.

    state: OPEN for all that wait for somebody, ANY, or one of them. text: the number of one, the borrower's
    code, or its whole name.
    """

    state: str = OPEN
    mode: str = ""
    text: str = ""
    after: str = ""


class Row(NamedTuple):
    """One application in the list; since: when it came into its state."""

    application: Application
    mode: str
    borrower: str
    since: datetime


class Found(NamedTuple):
    """Applications of a page; after: where the next one begins; cut: it looked at as many as it may."""

    rows: tuple[Row, ...]
    after: str = ""
    cut: bool = False


class Paper(NamedTuple):
    """A kind of document that the product or the house asks for, and what came of it."""

    kind: str
    names: tuple[str, ...]
    asked: bool


class Round(NamedTuple):
    """Papers asked for once: by whom and when, in which words, and when they came."""

    asked: LoanStep
    came: LoanStep | None


class Judged(NamedTuple):
    """The rules' answer: the decision and what each rule found."""

    decision: Decision
    decided: Decided


class Shown(NamedTuple):
    """All that the page of one application shows."""

    application: Application
    said: FinanceApplication
    product: Product | None
    names: dict[str, str]
    papers: tuple[Paper, ...]
    rounds: tuple[Round, ...]
    steps: tuple[tuple[LoanStep, Told | None], ...]
    judged: tuple[Judged, ...]
    board: Board | None
    tasks: tuple[Task, ...]

    @property
    def since(self) -> datetime:
        return self.steps[-1][0].record_time if self.steps else self.application.applied_at


def found_applications(store: Store, wanted: Wanted) -> Found:
    """By number; of what has no index it looks at so many, and then says how far it came."""
    products = Products(store)
    rows: list[Row] = []
    last = ""
    states = {ANY: (), OPEN: OPEN_APPLICATION}.get(wanted.state, (wanted.state,))
    candidates = listed(store, Application, text=wanted.text, after=wanted.after, states=states)
    for looked, one in enumerate(candidates, 1):
        mode = products.mode_of(one.product, one.product_version)
        if _fits(one, wanted) and wanted.mode in ("", mode):
            if len(rows) == ROWS:
                return Found(tuple(rows), last)
            rows.append(Row(one, mode, name_of(store, one.borrower), _since(store, one)))
        last = one.application_no
        if looked >= LOOKS:
            return Found(tuple(rows), last, cut=True)
    return Found(tuple(rows))


def shown_of(store: Store, number: str) -> Shown | None:
    """The application of this number, or None."""
    application = store.get(Application, number)
    if application is None:
        return None
    said = msgspec.json.decode(application.body, type=FinanceApplication)
    product = Products(store).of(application.product, application.product_version)
    steps = store.rows(LoanStep, limit=STEPS_MAX, subject_kind=KIND, subject=number)
    board = board_of(store, application.review) if application.review else None
    board = board or _newest_board(store, number)
    return Shown(
        application=application,
        said=said,
        product=product,
        names={code: name_of(store, code) for code in (application.borrower, application.core) if code},
        papers=papers_of(product, said, application.missing),
        rounds=rounds_of(steps),
        steps=tuple((step, _told(store, step)) for step in steps),
        judged=_judged(store, application),
        board=board,
        tasks=board.tasks[:TASKS_MAX] if board is not None else (),
    )


def papers_of(product: Product | None, said: FinanceApplication, missing: str) -> tuple[Paper, ...]:
    """Kinds of the product's list and those asked for, then what came beside, with what was handed in."""
    there: dict[str, list[str]] = {}
    for each in said.documents:
        there.setdefault(each.kind, []).append(each.name or each.kind)
    wanted = dict.fromkeys((*(product.documents if product is not None else ()), *missing.splitlines()))
    asked = [Paper(kind, tuple(there.get(kind, ())), asked=True) for kind in wanted]
    beside = [Paper(kind, tuple(names), asked=False) for kind, names in there.items() if kind not in wanted]
    return (*asked, *beside)


def rounds_of(steps: Sequence[LoanStep]) -> tuple[Round, ...]:
    """Each time that something was asked for, with the step that brought it."""
    found: list[Round] = []
    for at, step in enumerate(steps):
        if step.event == "ask":
            later = (each for each in steps[at + 1 :] if each.event in ("supplement", "submit"))
            found.append(Round(step, next(later, None)))
    return tuple(found)


def name_of(store: Store, code: str) -> str:
    """The party's name, its code where the master does not know it."""
    party = store.get(Party, code) if code else None
    return party.name if party is not None else code


def _fits(one: Application, wanted: Wanted) -> bool:
    """Whether its state is asked for: a party's applications are read whatever their state is."""
    if wanted.state == OPEN:
        return one.state in OPEN_APPLICATION
    return wanted.state in (ANY, one.state)


def _since(store: Store, one: Application) -> datetime:
    """Steps are numbered by the version they made: the newest is one look-up."""
    step = store.get(LoanStep, KIND, one.application_no, one.version)
    return step.record_time if step is not None else one.applied_at


def _told(store: Store, step: LoanStep) -> Told | None:
    key = f"{step.subject}/{step.ordinal}"
    return told_of(store, UUID(step.message_id), f"{step.subject_kind}.{step.event}", key)


def _judged(store: Store, one: Application) -> tuple[Judged, ...]:
    """The decision that counts first, then earlier ones about the same application."""
    rows = store.rows(Decision, limit=DECISIONS_MAX, subject=f"{KIND}/{one.application_no}")
    newest_first = sorted(rows, key=lambda row: (row.number == one.decision, row.record_time), reverse=True)
    return tuple(Judged(row, decided_of(row)) for row in newest_first)


def _newest_board(store: Store, number: str) -> Board | None:
    """The last decision that was asked for: a returned application names none any more."""
    rows = store.rows(Instance, limit=TASKS_MAX, subject_kind=KIND, subject=number)
    newest = max(rows, key=lambda row: row.started_at, default=None)
    return board_of(store, newest.number) if newest is not None else None
