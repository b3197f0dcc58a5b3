"""What people and the clock tell the workflow room, and what it tells everybody."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from core.catalogue.fields import Currency, Key, Moment, OptionalKey, Text
from core.hub.bodies import internal_body
from core.workflow.chain import Chain, Minor

PEOPLE_MAX = 50


@internal_body("workflow.chain_published.v1")
class ChainPublished(msgspec.Struct, frozen=True, kw_only=True):
    """A version of a chain, for what is started from now on; another than the publisher approves it."""

    chain: Chain
    publisher: Key
    approver: Key


@internal_body("workflow.chain_retired.v1")
class ChainTakenOut(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing new starts on the chain until a newer version is published; what runs goes on."""

    chain: Key
    proposer: Key
    approver: Key
    reason: Text


@internal_body("workflow.role_held.v1")
class RoleHeld(msgspec.Struct, frozen=True, kw_only=True):
    """Who holds a role from now on, in the order in which they sign; nobody else holds it any more."""

    role: Key
    people: Annotated[tuple[Key, ...], Meta(max_length=PEOPLE_MAX)]
    proposer: Key
    approver: Key


@internal_body("workflow.started.v1")
class WorkflowStarted(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody asks for a decision about a subject; minor: the amount that its way depends on."""

    number: Key
    chain: Key
    subject_kind: Key
    subject: Key
    maker: Key
    currency: Currency = ""
    minor: Minor = 0


@internal_body("workflow.acted.v1")
class WorkflowActed(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody does something to an instance as it was seen: with another version meanwhile it is refused.

    verb: approve, reject, return, transfer, delegate, add_signer, remove_signer, claim, unclaim, withdraw,
    remind, resubmit. to: the person or the node it goes to. mode: redo or resume; before or after; batch.
    """

    number: Key
    version: Annotated[int, Meta(ge=1)]
    verb: Key
    by: Key
    to: OptionalKey = ""
    mode: OptionalKey = ""
    reason: Text = ""


@internal_body("workflow.ended.v1")
class WorkflowEnded(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it: approved, rejected or withdrawn, by whose last step and by which version."""

    number: str
    subject_kind: str
    subject: str
    outcome: str
    by: str
    reason: str
    chain: str
    chain_version: int


@internal_body("workflow.task_late.v1")
class TaskLate(msgspec.Struct, frozen=True, kw_only=True):
    """The clock found a task still open at its time; level: how often that time has run out."""

    number: Key
    turn: int
    person: Key
    level: Annotated[int, Meta(ge=1, le=9)]
    late_since: Moment
