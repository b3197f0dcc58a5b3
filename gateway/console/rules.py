"""Rules: what decides and since when, a bench to try it, and one decision with everything it was made of."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from core.kernel.canonical import canonical_bytes
from core.kernel.errors import Refused
from core.risk import STAGES, Decision, RuleSetVersion, decided_of, decider_of, replayed
from core.risk.values import Said
from gateway.console import rule_reading as reading
from gateway.console.days import day_of, day_text, today
from gateway.console.desk import Desk, Nav, desk_of, show
from gateway.console.guard import Visitor, from_our_form, needs_whole
from gateway.console.rule_reading import Shown
from gateway.console.texts import N_
from gateway.console.told_by import told_of

router = APIRouter()
NAV = Nav(5, "/rules", N_("Rules"), "rule", "r", "risk.see", whole=True)
ROWS = 100
# A field of the bench is called after its variable, with this before it.
INPUT = "in."
Stage = Literal["pre", "draw", "post"]
Seeing = Annotated[Visitor, needs_whole("risk.see")]


class At(BaseModel):
    """Which version of a rule set (0: the one in force), at which stage, with the values of which day."""

    version: int = Field(default=0, ge=0, le=1_000_000)
    stage: Stage = "pre"
    day: str = Field(default="", max_length=20)


class Looking(BaseModel):
    """Which decisions: about a subject, else those of a version of a rule set, behind a number."""

    subject: str = Field(default="", max_length=200)
    name: str = Field(default="", max_length=200)
    version: int = Field(default=0, ge=0, le=1_000_000)
    after: str = Field(default="", max_length=200)


@router.get("/rules")
def rule_sets(request: Request, who: Seeing) -> Response:
    """Every rule set, and which version of it decides."""
    store = desk_of(request).hub.store
    found = [reading.shown_of(store, one.name) for one in reading.in_force(store)]
    return show(request, "rules.html", found=[one for one in found if one is not None])


@router.get("/rules/set/{name}")
def rule_set(request: Request, name: str, who: Seeing, at: Annotated[At, Query()]) -> Response:
    """One rule set: its rules at a stage, its thresholds with their days, and its versions."""
    desk = desk_of(request)
    shown, stage, on = _known(desk, name, at.version), at.stage, day_of(at.day) or today(desk.now())
    values = reading.values_on(shown.rules, on)
    rules = reading.rules_at(shown.rules, stage)
    return show(
        request,
        "rule_set.html",
        shown=shown,
        stage=stage,
        stages=STAGES,
        day=day_text(on),
        rules=[(rule, [(row, reading.cells_of(row, values)) for row in rule.rows]) for rule in rules],
        tables=[each.table for each in shown.rules.tables if each.stage == stage],
        cards=[each for each in shown.rules.cards if each.stage == stage],
        thresholds=reading.thresholds_of(shown.rules, stage, on),
        variables=reading.asked_at(shown.rules, stage),
        versions=reading.versions_of(desk.hub.store, name),
    )


@router.get("/rules/bench/{name}")
def bench(request: Request, name: str, who: Seeing, at: Annotated[At, Query()]) -> Response:
    """A form with everything that a stage asks for."""
    shown = _known(desk_of(request), name, at.version)
    return _bench(request, shown, at.stage, {}, today(desk_of(request).now()))


async def typed_in(request: Request) -> dict[str, str]:
    """Every field of the form, as text."""
    return {name: str(value)[:200] for name, value in (await request.form()).items()}


@router.post("/rules/bench/{name}", dependencies=[Depends(from_our_form)])
def tried(
    request: Request,
    name: str,
    who: Seeing,
    form: Annotated[dict[str, str], Depends(typed_in)],
    at: Annotated[At, Query()],
) -> Response:
    """What would be decided of what was typed; nothing is kept and nobody is told."""
    desk = desk_of(request)
    typed = {key.removeprefix(INPUT): text for key, text in form.items() if key.startswith(INPUT)}
    shown = _known(desk, name, at.version)
    try:
        on = day_of(form.get("day", "")) or today(desk.now())
        said = reading.said_by(typed, reading.asked_at(shown.rules, at.stage))
        decided = decider_of(shown.version).decide(at.stage, on, said)
    except Refused as error:
        return _bench(request, shown, at.stage, typed, today(desk.now()), said=error.text)
    return _bench(request, shown, at.stage, typed, on, decided=decided)


@router.get("/rules/decisions")
def decisions(request: Request, who: Seeing, looking: Annotated[Looking, Query()]) -> Response:
    """Decisions about a subject, or those that a version of a rule set made, by number."""
    desk = desk_of(request)
    store, sets = desk.hub.store, reading.in_force(desk.hub.store)
    chosen = next((one for one in sets if one.name == looking.name), sets[0] if sets else None)
    subject, version = looking.subject.strip(), looking.version or (chosen.version if chosen else 0)
    key = (looking.after,) if looking.after else None
    found: list[Decision] = []
    if subject:
        found = store.rows(Decision, limit=ROWS + 1, after=key, subject=subject)
    elif chosen is not None:
        found = store.rows(Decision, limit=ROWS + 1, after=key, rule_set=chosen.name, version=version)
    more = found[ROWS - 1].number if len(found) > ROWS else ""
    template = "decisions_rows.html" if request.headers.get("hx-request") else "decisions.html"
    return show(
        request, template, found=found[:ROWS], more=more, subject=subject, sets=sets,
        name=chosen.name if chosen else "", version=version,
    )  # fmt: skip


@router.get("/rules/decisions/{number:path}")
def decision(request: Request, number: str, who: Seeing) -> Response:
    """The trace: every rule with its inputs, rows and reasons, what nobody said, the thresholds of then."""
    store = desk_of(request).hub.store
    found = store.get(Decision, number)
    if found is None:
        raise HTTPException(404)
    return show(
        request,
        "decision.html",
        decision=found,
        decided=decided_of(found),
        inputs=msgspec.json.decode(found.inputs, type=dict[str, Said]),
        same=_made_again(desk_of(request), found),
        told=told_of(store, found.message_id, "risk.decided", found.number),
        shown=reading.shown_of(store, found.rule_set, found.version),
    )


def _made_again(desk: Desk, found: Decision) -> bool | None:
    """Whether made again it comes out the same to the last byte; None where its version is gone."""
    version = desk.hub.store.get(RuleSetVersion, found.rule_set, found.version)
    return canonical_bytes(replayed(found, version)) == found.decided if version is not None else None


def _known(desk: Desk, name: str, version: int) -> Shown:
    shown = reading.shown_of(desk.hub.store, name, version)
    if shown is None:
        raise HTTPException(404)
    return shown


def _bench(
    request: Request, shown: Shown, stage: str, typed: dict[str, str], on: int, **came: Any
) -> Response:
    return show(
        request,
        "bench.html",
        status=409 if came.get("said") else 200,
        shown=shown,
        stage=stage,
        stages=STAGES,
        day=day_text(on),
        typed=typed,
        variables=reading.asked_at(shown.rules, stage),
        decided=came.get("decided"),
        texts={rule.code: rule.text for rule in shown.rules.rules},
        said=came.get("said", ""),
        prefix=INPUT,
    )
