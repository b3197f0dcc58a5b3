"""What the workflow room keeps: published chains, who holds a role, instances, their log, and tasks."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from core.hub.records import Record

OPEN, DONE = "open", "done"


class ChainVersion(Record, frozen=True, kw_only=True):
    """A chain as it was published; never changed, only followed by others. body: it in canonical bytes."""

    TABLE: ClassVar[str] = "workflow_chain"
    KEY: ClassVar[tuple[str, ...]] = ("chain", "version")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("chain",),)
    BOOK: ClassVar[bool] = True

    chain: str
    version: int
    publisher: str
    approver: str
    body: bytes
    hash: str


class ChainRetired(Record, frozen=True, kw_only=True):
    """A chain that is out of use up to a version: nothing new starts on it until a newer one is published."""

    TABLE: ClassVar[str] = "workflow_retired"
    KEY: ClassVar[tuple[str, ...]] = ("chain",)
    BOOK: ClassVar[bool] = True

    chain: str
    version: int
    proposer: str
    approver: str
    reason: str


class Role(Record, frozen=True, kw_only=True):
    """Who holds a role now; people: their names as a JSON list, in the order in which they sign."""

    TABLE: ClassVar[str] = "workflow_role"
    KEY: ClassVar[tuple[str, ...]] = ("role",)
    BOOK: ClassVar[bool] = True

    role: str
    people: bytes
    approver: str


class Instance(Record, frozen=True, kw_only=True):
    """One chain about one subject, and where it stands.

    asker: the room that asked for the decision and waits for its end; None where a person did. outcome: ""
    while it runs. version: what the next act must expect. steps: how long its log is. state: all
    of it, `State` in canonical bytes.
    """

    TABLE: ClassVar[str] = "workflow_instance"
    KEY: ClassVar[tuple[str, ...]] = ("number",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("subject_kind", "subject"), ("outcome",))
    BOOK: ClassVar[bool] = True

    number: str
    chain: str
    chain_version: int
    subject_kind: str
    subject: str
    currency: str
    minor: int
    maker: str
    started_at: datetime
    node: str
    outcome: str
    version: int
    steps: int
    state: bytes
    asker: str | None = None


class Step(Record, frozen=True, kw_only=True):
    """One line of an instance's log, never changed: who did what, where, and who was seated by it.

    seated: who signs at the node that was entered by this step, as a JSON list; empty where none was.
    """

    TABLE: ClassVar[str] = "workflow_step"
    KEY: ClassVar[tuple[str, ...]] = ("number", "ordinal")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("number",),)
    BOOK: ClassVar[bool] = True

    number: str
    ordinal: int
    at: datetime
    verb: str
    by: str
    node: str
    to: str = ""
    mode: str = ""
    reason: str = ""
    seated: bytes = b"[]"
    message_id: UUID


class Task(Record, frozen=True, kw_only=True):
    """What somebody has to do: once for each time a node is entered.

    on_behalf: who delegated it. due_at: None where
    nothing says when, or nobody knows that year's holidays. reminded: how often it was told to be late.
    """

    TABLE: ClassVar[str] = "workflow_task"
    KEY: ClassVar[tuple[str, ...]] = ("number", "turn", "person")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("number", "state"), ("person", "state"), ("state",))
    BOOK: ClassVar[bool] = True

    number: str
    turn: int
    person: str
    node: str
    state: str
    since: datetime
    due_at: datetime | None = None
    on_behalf: str = ""
    reminded: int = 0
