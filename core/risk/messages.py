"""What people and the rooms above tell the risk room, and what it answers."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from core.catalogue.fields import KEY_PATTERN, Key, OptionalKey, Text
from core.hub.bodies import internal_body
from core.risk.rule_set import RuleSet
from core.risk.rules import Stage

Day = Annotated[int, Meta(ge=1900_01_01, le=9999_12_31)]
Version = Annotated[int, Meta(ge=1, le=1_000_000)]
INPUTS_MAX = 1_000


@internal_body("risk.rules_published.v1")
class RulesPublished(msgspec.Struct, frozen=True, kw_only=True):
    """A version of a rule set; version: the one after the last, or it is refused.

    challenges: the stages at which it is only tried beside the version in force; none: it is in force now.
    """

    name: Key
    version: Version
    publisher: Key
    approver: Key
    rule_set: RuleSet
    challenges: Annotated[tuple[Stage, ...], Meta(max_length=3)] = ()


@internal_body("risk.rules_rolled_back.v1")
class RulesRolledBack(msgspec.Struct, frozen=True, kw_only=True):
    """A version that was published before is in force again."""

    name: Key
    version: Version
    by: Key
    approver: Key
    reason: Text


@internal_body("risk.challenger_named.v1")
class ChallengerNamed(msgspec.Struct, frozen=True, kw_only=True):
    """A published version is tried at a stage beside the one in force; version 0: none is tried any more."""

    name: Key
    stage: Stage
    version: Annotated[int, Meta(ge=0, le=1_000_000)]
    by: Key
    approver: Key
    reason: Text


@internal_body("risk.decision_asked.v1")
class DecisionAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody asks for a decision. number: the asker's own, once; a decimal input is written as text."""

    number: Key
    subject: Key
    rule_set: Key
    stage: Stage
    business_day: Day
    inputs: Annotated[dict[Key, bool | int | Text | None], Meta(max_length=INPUTS_MAX)]


class ThingRef(msgspec.Struct, frozen=True, kw_only=True):
    """A thing the question is about: invoice (with its code before it: "1100/12345678"), order, site …"""

    kind: Key
    number: Key


class LimitRef(msgspec.Struct, frozen=True, kw_only=True):
    """A limited account of the ledger that what is asked for would use."""

    book: Key
    account: Key
    currency: Key
    owner: OptionalKey = ""


@internal_body("risk.decision_wanted.v1")
class DecisionWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody wants a decision by what the hub holds, and adds what it alone knows.

    subject_kind, subject: application, drawdown, loan …, and its number; the decision is about "kind/number".
    parties: by role, their codes: borrower, core, seller, buyer, payee, supervisor, funder. contract_no: of
    what secures it. refs: what it is about. minor, currency: what is asked for. limits: what it would use.
    given: inputs that the asker brings; they count before what the hub holds.
    """

    number: Key
    subject_kind: Annotated[str, Meta(min_length=1, max_length=40, pattern=KEY_PATTERN)]
    subject: Annotated[str, Meta(min_length=1, max_length=150, pattern=KEY_PATTERN)]
    rule_set: Key
    stage: Stage
    business_day: Day
    parties: Annotated[dict[Key, Key], Meta(max_length=20)] = {}
    contract_no: OptionalKey = ""
    refs: Annotated[tuple[ThingRef, ...], Meta(max_length=1_000)] = ()
    minor: int = 0
    currency: OptionalKey = ""
    limits: Annotated[tuple[LimitRef, ...], Meta(max_length=20)] = ()
    given: Annotated[dict[Key, bool | int | Text | None], Meta(max_length=INPUTS_MAX)] = {}


@internal_body("risk.outcome_told.v1")
class OutcomeTold(msgspec.Struct, frozen=True, kw_only=True):
    """How it went with a subject of decisions, as they name it: bad or not, as of a day."""

    subject: Key
    bad: bool
    as_of: Day


@internal_body("risk.decided.v1")
class DecisionMade(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict, and the rules that failed or could not be judged; all of it stands in the decision."""

    number: Key
    subject: Key
    rule_set: Key
    version: Version
    stage: str
    verdict: Key
    failed: tuple[str, ...]
    not_judged: tuple[str, ...]
