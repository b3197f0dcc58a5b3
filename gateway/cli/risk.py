"""`hub risk`: rule sets are published, by one person and approved by another; decisions are shown."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from adapters.wiring.risk_data import HOUSE, read_rule_set
from core.kernel.errors import Refused
from core.risk import (
    Decision,
    RulesPublished,
    RulesRolledBack,
    decided_of,
    document_of,
    require_sense,
    table_of,
)
from core.risk.parameters import parameters_on
from gateway.cli import risk_monitor, risk_trials, risk_try
from gateway.cli.deciding import Approver, tell, two_people
from gateway.cli.risk_rules import Name, current_of, require_current, rule_set_of
from gateway.cli.said import By
from gateway.opening import open_hub

NAMED_MAX = 20
risk = typer.Typer(no_args_is_help=True, help="Risk: rule sets, and the decisions that were made by them.")
risk_trials.add_to(risk)
risk_monitor.add_to(risk)
risk_try.add_to(risk)


def add_to(app: typer.Typer) -> None:
    app.add_typer(risk, name="risk")


@risk.command("publish")
def publish(
    approver: Approver,
    folder: Annotated[Path, typer.Option(help="its YAML files and JDM documents; house as it ships")] = HOUSE,
    by: By = "",
) -> None:
    """Publishes the folder as the next version of the rule set of its name; it decides from then on."""
    rule_set = read_rule_set(folder)
    require_sense(rule_set)
    hub, settings = open_hub()
    publisher, other = two_people(hub, settings, by, approver)
    name = folder.resolve().name
    current = current_of(hub.store, name)
    said = RulesPublished(
        name=name,
        version=current.latest + 1 if current else 1,
        publisher=publisher,
        approver=other,
        rule_set=rule_set,
    )
    tell(hub, "risk.rules_published.v1", said, key=f"{name}/{said.version}")
    print(f"version {said.version} of {name} goes to the risk room: {len(rule_set.rules)} rules")


@risk.command("roll-back")
def roll_back(
    name: Name,
    version: Annotated[int, typer.Argument(help="the version that shall decide again")],
    why: Annotated[str, typer.Option(help="the reason")],
    approver: Approver,
    by: By = "",
) -> None:
    """Puts a version that was published before in force again."""
    hub, settings = open_hub()
    asker, other = two_people(hub, settings, by, approver)
    current = current_of(hub.store, name)
    said = RulesRolledBack(name=name, version=version, by=asker, approver=other, reason=why)
    # The same version may come back more than once: each time is a change of its own.
    changes = current.changes if current else 0
    tell(hub, "risk.rules_rolled_back.v1", said, key=f"{name}/{version}/{changes}")
    print(f"version {version} of {name} is to be in force again")


@risk.command("show")
def show(number: Annotated[str, typer.Argument(help="the decision's number")]) -> None:
    """A decision with every rule that did not pass, and why."""
    hub, _settings = open_hub()
    found = hub.store.rows(Decision, limit=1, number=number)
    if not found:
        about = hub.store.rows(Decision, limit=NAMED_MAX, subject=number)
        named = f"; about it are {', '.join(row.number for row in about)}" if about else ""
        raise Refused(f"there is no decision {number}{named}")
    [decision] = found
    decided = decided_of(decision)
    print(f"{number}: {decision.verdict}, {decision.subject} at {decision.stage} on {decision.business_day}")
    print(f"by {decision.rule_set} version {decision.version}; {len(decided.codes('pass'))} rules passed")
    for each in decided.rules:
        if each.outcome == "fail":
            print(f"{each.code} fails {each.action}: {'; '.join(each.reasons)}")
        if each.missing:
            print(f"{each.code} is not judged: nobody said {', '.join(each.missing)}")
    for scored in decided.cards:
        missing = f"; nobody said {', '.join(scored.missing)}" if scored.missing else ""
        print(f"{scored.name}: {scored.score} points, grade {scored.grade or 'none'}{missing}")


@risk.command("export")
def export(
    name: Name,
    day: Annotated[int, typer.Option(help="the thresholds of this day, yyyymmdd")],
) -> None:
    """Prints the rules and tables in force as one JDM document."""
    hub, _settings = open_hub()
    rule_set = rule_set_of(hub.store, name, require_current(hub.store, name).version)
    tables = [table_of(rule, rule_set.kinds()) for rule in rule_set.rules]
    tables += [each.table for each in rule_set.tables]
    print(document_of(tables, parameters_on(rule_set.parameters, day)).decode())
