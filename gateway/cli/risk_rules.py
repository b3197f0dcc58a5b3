"""What the commands of `hub risk` share: which rule set, which stage, which version is in force or tried."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from core.hub.ports import Store
from core.kernel.errors import Refused
from core.risk import STAGES, Challenger, RuleSet, RuleSetInForce, RuleSetVersion, Stage

Name = Annotated[str, typer.Argument(help="the rule set, as house or rating")]
At = Annotated[str, typer.Argument(help="the rule set and its stage, as house/pre")]


def place_of(at: str) -> tuple[str, Stage]:
    """The rule set and the stage; Refused where it names none."""
    name, _, said = at.rpartition("/")
    stage = next((each for each in STAGES if each == said), None)
    if not name or stage is None:
        raise Refused(f"{at!r} names no stage; write it as house/pre, of {', '.join(STAGES)}")
    return name, stage


def current_of(store: Store, name: str) -> RuleSetInForce | None:
    found = store.rows(RuleSetInForce, limit=1, name=name)
    return found[0] if found else None


def require_current(store: Store, name: str) -> RuleSetInForce:
    current = current_of(store, name)
    if current is None:
        raise Refused(f"no rule set {name} is published; `hub risk publish` publishes one")
    return current


def rule_set_of(store: Store, name: str, version: int) -> RuleSet:
    found = store.rows(RuleSetVersion, limit=1, name=name, version=version)
    if not found:
        raise Refused(f"there is no version {version} of {name}")
    return msgspec.json.decode(found[0].body, type=RuleSet)


def challenger_at(store: Store, name: str, stage: str) -> Challenger | None:
    found = store.rows(Challenger, limit=1, name=name, stage=stage)
    return found[0] if found else None
