"""Tasks: what waits for whom and since when, one decision with its chain and its log, and what I may do."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from core.hub.audit_desk import Noted
from core.hub.records import key_of
from core.workflow import Chain, Instance, Task, WorkflowActed, allowed
from gateway.console.acts import tell_house
from gateway.console.desk import Desk, Nav, desk_of, show
from gateway.console.guard import Visitor, from_our_form, needs
from gateway.console.task_board import Board, Held, board_of, chain_of, haste, steps_of, told_step
from gateway.console.texts import N_

router = APIRouter()
NAV = Nav(5, "/tasks", N_("Tasks"), "task", "k", "task.see")
ROWS, WAITING_MAX = 100, 1_000
ENDS = {"running": "", "approved": "approved", "rejected": "rejected", "withdrawn": "withdrawn"}
Of = Literal["me", "all", "running", "approved", "rejected", "withdrawn"]
Word = Annotated[str, Query(max_length=200)]
Seeing = Annotated[Visitor, needs("task.see")]
Acting = Annotated[Visitor, needs("task.act")]
Verb = Literal[
    "approve", "reject", "return", "transfer", "delegate", "add_signer", "remove_signer", "withdraw",
    "remind", "resubmit",
]  # fmt: skip


class Doing(BaseModel):
    """What a form says. version: of what was seen; seen: when its page was made, so that twice is once."""

    number: str = Field(max_length=200)
    version: int = Field(ge=1, le=2**31)
    verb: Verb
    to: str = Field(default="", max_length=200)
    mode: Literal["", "redo", "resume", "before", "after"] = ""
    reason: str = Field(default="", max_length=2_000)
    seen: str = Field(default="", max_length=40)


class Waiting(NamedTuple):
    """A row of the list: a task, what it is about, and whether it is late."""

    task: Task
    instance: Instance
    chain: Chain | None
    haste: str


@router.get("/tasks")
def tasks(request: Request, who: Seeing, of: Of = "me", after: Word = "") -> Response:
    """What waits for me or for all, the most urgent first; or the decisions in one state by number."""
    desk = desk_of(request)
    context: dict[str, Any] = {"of": of, "more": "", "instances": [], "waiting": [], "over": False}
    if of in ENDS:
        key = (after,) if after else None
        found = desk.hub.store.rows(Instance, limit=ROWS + 1, after=key, outcome=ENDS[of])
        context["more"] = found[ROWS - 1].number if len(found) > ROWS else ""
        context["instances"] = [one for one in found[:ROWS] if _sees(desk, who, one)]
    else:
        context |= _waiting(desk, who, everybody=of == "all" and _whole(who))
    template = "tasks_rows.html" if request.headers.get("hx-request") else "tasks.html"
    return show(request, template, whole=_whole(who), **context)


@router.post("/tasks/act", dependencies=[Depends(from_our_form)])
def act(request: Request, who: Acting, said: Annotated[Doing, Form()]) -> Response:
    """Done by the person who is signed in, upon the version that the form was made of."""
    desk = desk_of(request)
    found = _known(desk, who, said.number)
    body = WorkflowActed(
        number=said.number,
        version=said.version,
        verb=said.verb,
        by=who.name,
        to=said.to,
        mode=said.mode,
        reason=said.reason.strip(),
    )
    change = " ".join(word for word in (f"at version {said.version}", said.mode, said.to) if word)
    noted = Noted(
        by=who.name, what=f"workflow.{said.verb}", on=said.number, why=said.reason.strip(), change=change
    )
    key = f"{said.number}/{said.version}/{said.seen or desk.now().isoformat()}"
    ended = tell_house(desk, "workflow.acted.v1", body, noted, key=key)
    if ended.refused:
        return _page(request, who, _known(desk, who, found.instance.number), ended.text, ended.cause)
    base = request.scope.get("root_path", "")
    waits = "" if ended.done else "?waits=1"
    return RedirectResponse(f"{base}/tasks/{quote(said.number)}{waits}", status_code=303)


@router.get("/tasks/{number:path}")
def task(request: Request, number: str, who: Seeing, part: str = "", seen: int = 0) -> Response:
    """One decision; `part` is what its page asks for anew, `seen` the version that page was made of."""
    desk = desk_of(request)
    found = _known(desk, who, number)
    if part == "log":
        return show(request, "task_log.html", **_log(desk, found))
    if part == "board":
        return show(request, "task_board.html", board=found, seen=seen)
    return _page(request, who, found)


def _page(request: Request, who: Visitor, board: Board, said: str = "", cause: str = "") -> Response:
    desk = desk_of(request)
    may = allowed(board.chain, board.instance, Held(desk.hub.store), who.name)
    return show(
        request,
        "task.html",
        status=409 if said else 200,
        seen=board.instance.version,
        allowed=may if who.rights.may_somewhere("task.act") else {},
        said=said,
        conflict=cause == "workflow.version",
        waits=request.query_params.get("waits") == "1",
        **_log(desk, board),
    )


def _log(desk: Desk, board: Board) -> dict[str, Any]:
    store = desk.hub.store
    steps = steps_of(store, board.instance.number)[-ROWS:]
    return {"board": board, "steps": [(step, told_step(store, step)) for step in reversed(steps)]}


def _waiting(desk: Desk, who: Visitor, *, everybody: bool) -> dict[str, Any]:
    """Open tasks by due time; where there are more than can be put in order, the first by number."""
    asked: dict[str, Any] = {} if everybody else {"person": who.name}
    found = desk.hub.store.rows(Task, limit=WAITING_MAX + 1, state="open", **asked)
    over = len(found) > WAITING_MAX
    found = found[:WAITING_MAX]
    found.sort(key=lambda one: (one.due_at is None, one.due_at or one.since, key_of(one)))
    return {"waiting": _rows(desk, found[:ROWS]), "over": over or len(found) > ROWS}


def _rows(desk: Desk, tasks: list[Task]) -> list[Waiting]:
    store, now = desk.hub.store, desk.now()
    chains: dict[tuple[str, int], Chain | None] = {}
    rows: list[Waiting] = []
    for one in tasks:
        instance = store.get(Instance, one.number)
        if instance is None:
            continue
        key = (instance.chain, instance.chain_version)
        if key not in chains:
            chains[key] = chain_of(store, *key)
        rows.append(Waiting(one, instance, chains[key], haste(one, now)))
    return rows


def _whole(who: Visitor) -> bool:
    """Decisions bear no partner's name: who sees of some partners alone sees those they have a part in."""
    return who.rights.may("task.see")


def _sees(desk: Desk, who: Visitor, instance: Instance) -> bool:
    if _whole(who) or instance.maker == who.name:
        return True
    board = board_of(desk.hub.store, instance.number)
    return board is not None and board.part_of(who.name)


def _known(desk: Desk, who: Visitor, number: str) -> Board:
    board = board_of(desk.hub.store, number)
    if board is None or not (_whole(who) or board.part_of(who.name)):
        raise HTTPException(404)
    return board
