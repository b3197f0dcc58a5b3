"""What many decisions will ask for, read in sets: a night that judges thousands asks no question for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.hub.message import Message
from core.risk.counting import shard_of
from core.risk.feeding.reports import AMOUNT_FACTS, REPORTED
from core.risk.messages import DecisionWanted
from core.risk.work import RiskWork


def before_decisions(messages: Sequence[Message], work: RiskWork) -> None:
    """The rules, the rows that a decision writes, and what is reported of its parties."""
    said = [message.read(DecisionWanted) for message in messages]
    work.in_force.warm({(each.rule_set,) for each in said})
    work.challengers.warm({(each.rule_set, each.stage) for each in said})
    work.decisions.warm([(each.number,) for each in said])
    work.last_decisions.warm(
        {(f"{each.subject_kind}/{each.subject}", each.rule_set, each.stage) for each in said}
    )
    work.tallies.warm(set(_tallies(messages, work)))
    work.report_facts.warm({key for each in said for key in _reported(each)})
    work.goods.warm({(each.contract_no,) for each in said if each.contract_no})


def _tallies(messages: Sequence[Message], work: RiskWork) -> Iterator[tuple[str, int, str, int, int]]:
    for message in messages:
        said = message.read(DecisionWanted)
        current = work.in_force.get(said.rule_set)
        if current is not None:
            month = said.business_day // 100
            yield said.rule_set, current.version, said.stage, month, shard_of(message)


def _reported(said: DecisionWanted) -> Iterator[tuple[str, str]]:
    """Each fact of the first party that has one of its roles, as the feeder of reports asks for it."""
    for name, each in REPORTED.items():
        party = next((said.parties[role] for role in each.roles if said.parties.get(role)), "")
        if party:
            yield party, name
    if borrower := said.parties.get("borrower", ""):
        yield from ((borrower, name) for name in AMOUNT_FACTS)
