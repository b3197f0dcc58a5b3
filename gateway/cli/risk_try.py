"""`hub risk try`: what a rule set would say of inputs written by hand; nothing is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from adapters.wiring.risk_data import read_rule_set
from core.hub.ports import Store
from core.risk import RuleSet, Stage, in_words, require_sense, said_by_hand, tried
from gateway.cli.risk_rules import require_current, rule_set_of
from gateway.opening import open_hub


def add_to(risk: typer.Typer) -> None:
    risk.command("try")(try_by_hand)


def try_by_hand(
    rule_set: Annotated[str, typer.Argument(help="the one in force by its name; a path is a folder")],
    stage: Annotated[Stage, typer.Option(help="pre, draw or post")],
    day: Annotated[int, typer.Option(help="the business day whose thresholds hold, yyyymmdd")],
    inputs: Annotated[
        list[str] | None, typer.Option("--input", help="name=value, once for each; null is said by nobody")
    ] = None,
) -> None:
    """Outcome, rows and reasons of every rule of the stage."""
    found = _rule_set(rule_set)
    decided = tried(found, stage, day, said_by_hand(found, inputs or []))
    for line in in_words(decided):
        print(line)


def _rule_set(said: str) -> RuleSet:
    if "/" in said:
        found = read_rule_set(Path(said))
        require_sense(found)
        return found
    hub, _settings = open_hub()
    return in_force_of(hub.store, said)


def in_force_of(store: Store, name: str) -> RuleSet:
    return rule_set_of(store, name, require_current(store, name).version)
