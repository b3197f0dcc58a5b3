"""`hub risk challenge`, `differences` and `simulate`: what another version says, or would have said."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from adapters.wiring.risk_data import read_rule_set
from core.hub.ports import Store
from core.kernel.errors import Refused
from core.risk import (
    ChallengerNamed,
    Comparison,
    Difference,
    RuleSet,
    RulesPublished,
    Simulation,
    decisions_of,
    require_sense,
    shadows_of,
)
from gateway.cli.deciding import Approver, tell, two_people
from gateway.cli.risk_rules import At, challenger_at, place_of, require_current, rule_set_of
from gateway.cli.said import By
from gateway.opening import open_hub

Shown = Annotated[int, typer.Option("--limit", min=0, help="how many are listed one by one; all are counted")]
Day = Annotated[int, typer.Option(help="a business day, yyyymmdd")]
NOBODY = "none"


def add_to(risk: typer.Typer) -> None:
    risk.command("challenge")(challenge)
    risk.command("differences")(differences)
    risk.command("simulate")(simulate)


def challenge(
    at: At,
    candidate: Annotated[
        str, typer.Argument(help="a folder, which is published for it; a version published before; or none")
    ],
    approver: Approver,
    why: Annotated[str, typer.Option(help="the reason")],
    by: By = "",
) -> None:
    """Tries a version beside the one in force: every decision there asks it too, and nobody is told."""
    name, stage = place_of(at)
    hub, settings = open_hub()
    current = require_current(hub.store, name)
    version = 0 if candidate == NOBODY else int(candidate) if candidate.isdecimal() else None
    rule_set = read_rule_set(Path(candidate)) if version is None else None
    maker, other = two_people(hub, settings, by, approver)
    if rule_set is not None:
        require_sense(rule_set)
        version = current.latest + 1
        published = RulesPublished(
            name=name,
            version=version,
            publisher=maker,
            approver=other,
            rule_set=rule_set,
            challenges=(stage,),
        )
        tell(hub, "risk.rules_published.v1", published, key=f"{name}/{version}")
    else:
        named = ChallengerNamed(
            name=name, stage=stage, version=version or 0, by=maker, approver=other, reason=why
        )
        # The same version may be tried more than once: each time is a change of its own.
        tell(hub, "risk.challenger_named.v1", named, key=f"{at}/{version}/{current.changes}")
    print(f"version {version} of {name} is to be tried at {stage}" if version else f"no trial at {at}")


def differences(
    at: At,
    version: Annotated[int, typer.Option(help="one that was tried before; else the one tried now")] = 0,
    limit: Shown = 20,
) -> None:
    """What the challenger said otherwise than the version that was in force."""
    name, stage = place_of(at)
    hub, _settings = open_hub()
    row = challenger_at(hub.store, name, stage)
    if not version and row is None:
        raise Refused(f"nobody challenges {at}; --version N shows one that did")
    version = version or (row.version if row else 0)
    comparison, listed, failed = Comparison(), list[str](), 0
    for shadow in shadows_of(hub.store, name, stage, version):
        if shadow.decided:
            found = msgspec.json.decode(shadow.differences, type=tuple[Difference, ...])
            comparison.add(found)
            text = _told(found)
        else:
            failed += 1
            text = f"could not be decided: {msgspec.json.decode(shadow.differences, type=str)}"
        if text and len(listed) < limit:
            listed.append(f"{shadow.number} {shadow.subject} by version {shadow.champion}: {text}")
    print(f"version {version} of {name} at {stage} beside the version in force")
    _report(comparison, listed)
    if failed:
        print(f"{failed} could not be decided by it")


def simulate(
    at: At,
    candidate: Annotated[str, typer.Argument(help="a folder, or a version that was published")],
    since: Day,
    until: Day,
    limit: Shown = 20,
) -> None:
    """Decides again what was decided in a span of days, by a candidate, and says what would be otherwise."""
    name, stage = place_of(at)
    hub, _settings = open_hub()
    simulation = Simulation(_candidate(hub.store, name, candidate))
    listed: list[str] = []
    for decision in decisions_of(hub.store, name, stage, since, until):
        changed = simulation.run(decision)
        if changed is not None and len(listed) < limit:
            text = (
                f"{changed.number} {changed.subject} on {changed.business_day} by version {changed.version}"
            )
            listed.append(f"{text}: {_told(changed.differences)}")
    print(f"{candidate} over {name} at {stage} from {since} until {until}")
    _report(simulation.comparison, listed)
    for reason, count in sorted(simulation.refused.items()):
        print(f"{count} could not be decided: {reason}")
    for unknown, count in sorted(simulation.unknown.items()):
        print(f"{unknown} was said {count} times and is no variable of it")


def _candidate(store: Store, name: str, candidate: str) -> RuleSet:
    if candidate.isdecimal():
        return rule_set_of(store, name, int(candidate))
    rule_set = read_rule_set(Path(candidate))
    require_sense(rule_set)
    return rule_set


def _report(comparison: Comparison, listed: Iterable[str]) -> None:
    print(f"{comparison.decisions} decisions, {comparison.changed} come out otherwise")
    for what, before, after, count in comparison.counted():
        print(f"{what}: {before} -> {after}: {count}")
    for line in listed:
        print(line)


def _told(found: Iterable[Difference]) -> str:
    return "; ".join(f"{each.what} {each.before} -> {each.after}" for each in found)
