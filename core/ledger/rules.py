"""Posting rules: which business event writes which lines, as data that is published like a chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

import msgspec

from core.kernel.errors import Broken, Refused
from core.ledger.chart import AUXILIARIES
from core.ledger.draft import Draft, DraftLine
from core.ledger.entry import Entry
from core.ledger.posting import Posting

T = TypeVar("T")

RULES_MAX = 1_000
# Of published sets so many are kept as read, by their bytes.
SETS_KEPT = 8


class RuleLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line that an event writes.

    amount: the name of one of the event's amounts; a line of zero is not written. red: with the other sign,
    which takes an off-balance amount away (付). party, contract, lot, funder: names of the event's parts.
    flow: of money, the line of the cash flow that it is (`lent`, `fees` …).
    """

    account: str
    side: str
    amount: str
    currency: str = "currency"
    red: bool = False
    party: str = ""
    contract: str = ""
    lot: str = ""
    funder: str = ""
    flow: str = ""


class RuleEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry that an event writes in one book."""

    book: str
    lines: tuple[RuleLine, ...]


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one event writes. where: parts of the event that must be so; the first rule that fits counts."""

    code: str
    event: str
    text: str
    entries: tuple[RuleEntry, ...]
    where: dict[str, str] = {}


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """What happened to the money, as a room above says it.

    number: the fact's own, unique in each book. parts: by name (contract, borrower, currency, recourse …).
    amounts: whole minor units by name.
    """

    name: str
    number: str
    business_day: int
    text: str
    parts: Mapping[str, str]
    amounts: Mapping[str, int]


def rule_for(rules: Sequence[Rule], event: Event) -> Rule:
    """The first rule that fits; Refused where none does: money never moves without a rule."""
    for rule in rules:
        if rule.event == event.name and all(
            event.parts.get(name) == value for name, value in rule.where.items()
        ):
            return rule
    raise Refused(
        f"no posting rule fits {event.name} of {event.number}; publish one before it is booked",
        cause="ledger.no_rule",
    )


def drafts_of(rule: Rule, event: Event) -> list[Draft]:
    """The entries the event writes, in the rule's order; one without a line that moves is left out."""
    drafts = [
        Draft(
            book=entry.book,
            number=event.number,
            rule=rule.code,
            business_day=event.business_day,
            text=event.text,
            lines=[line for each in entry.lines if (line := _line(rule, each, event)) is not None],
        )
        for entry in rule.entries
    ]
    return [draft for draft in drafts if draft.lines]


def post_event(posting: Posting, event: Event) -> list[Entry]:
    """Posts what the rules of the event's day say of it."""
    rule = rule_for(rules_on(posting, event.business_day), event)
    entries = [posting.post(draft) for draft in drafts_of(rule, event)]
    if not entries:
        raise Refused(f"{event.name} of {event.number} moves nothing", cause="ledger.moves_nothing")
    return entries


def rules_on(posting: Posting, business_day: int, *, name: str = "general") -> Sequence[Rule]:
    """The rules that were published last for this day."""
    sets = [one for one in posting.work.rule_sets.find(name=name) if one.from_day <= business_day]
    if not sets:
        raise Refused(f"no posting rules {name} are published for {business_day}", cause="ledger.no_rules")
    return _read(max(sets, key=lambda one: one.from_day).body)


@lru_cache(maxsize=SETS_KEPT)
def _read(body: bytes) -> tuple[Rule, ...]:
    """Every event asks for the same few sets, and reading one takes longer than posting by it."""
    return msgspec.json.decode(body, type=tuple[Rule, ...])


def _line(rule: Rule, line: RuleLine, event: Event) -> DraftLine | None:
    minor = _named(rule, event.amounts, line.amount)
    if not minor:
        return None
    named = {name: _named(rule, event.parts, part) for name in AUXILIARIES if (part := getattr(line, name))}
    return DraftLine(
        account=line.account,
        side=line.side,
        currency=_named(rule, event.parts, line.currency),
        minor=-minor if line.red else minor,
        flow=line.flow,
        **named,
    )


def _named(rule: Rule, values: Mapping[str, T], name: str) -> T:
    """A rule and the room that feeds it must agree on names: one that is missing is our own fault."""
    if name not in values:
        raise Broken(f"rule {rule.code} asks for {name}, its event does not say it", cause="ledger.rule.name")
    return values[name]
