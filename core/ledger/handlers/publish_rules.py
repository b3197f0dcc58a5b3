"""Posting rules are published for the days to come; what was booked by others stays as it is."""

from __future__ import annotations

from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.canonical import canonical_bytes, content_hash
from core.kernel.errors import Refused
from core.kernel.second_person import require_another
from core.ledger.chart import SIDES, SINGLE
from core.ledger.messages import RulesPublished
from core.ledger.periods import period_of
from core.ledger.rule_set import RuleSet
from core.ledger.rules import RULES_MAX, Rule, RuleEntry
from core.ledger.work import LedgerWork


@handles("ledger.rules_published.v1")
def publish_rules(message: Message, work: LedgerWork) -> list[Message]:
    said = message.read(RulesPublished)
    period_of(said.from_day)
    require_another(said.publisher, said.approver)
    if not 0 < len(said.rules) <= RULES_MAX:
        raise _refused(f"{said.name} has {len(said.rules)} rules; it takes 1 to {RULES_MAX}")
    for rule in said.rules:
        books = [entry.book for entry in rule.entries]
        if len(set(books)) < len(books):
            raise _refused(f"rule {rule.code}: two entries in one book; write their lines as one")
        for entry in rule.entries:
            _check(work, rule, entry)
    if work.rule_sets.get(said.name, said.from_day) is not None:
        raise _refused(f"rules {said.name} of {said.from_day} are published; name a later day")
    body = canonical_bytes(said.rules)
    work.rule_sets.put(
        RuleSet(
            name=said.name,
            from_day=said.from_day,
            approver=said.approver,
            body=body,
            hash=content_hash(body),
        )
    )
    work.unit.effect(
        message,
        kind="rules.published",
        key=f"{said.name}/{said.from_day}",
        text=f"{said.publisher} publishes {len(said.rules)} posting rules {said.name} from {said.from_day},"
        f" {said.approver} approves",
    )
    return []


def _check(work: LedgerWork, rule: Rule, entry: RuleEntry) -> None:
    """Every line stands on an account of the chart, names what it asks for, and has its opposite."""
    book = work.books.get(entry.book)
    if book is None:
        raise _refused(f"rule {rule.code}: there is no book {entry.book}")
    for line in entry.lines:
        account = work.accounts.get(entry.book, line.account)
        if account is None or not account.leaf or account.closed:
            raise _refused(f"rule {rule.code}: {line.account} of {entry.book} takes no lines")
        if missing := [name for name in account.auxiliaries.split() if not getattr(line, name)]:
            raise _refused(f"rule {rule.code}: account {line.account} asks for {', '.join(missing)}")
        if line.side not in SIDES:
            raise _refused(f"rule {rule.code}: {line.side!r} is no side")
    if book.kind != SINGLE and {line.side for line in entry.lines} != set(SIDES):
        raise _refused(f"rule {rule.code}: its entry in {entry.book} has one side only")


def _refused(text: str) -> Refused:
    return Refused(text, cause="ledger.rules")
