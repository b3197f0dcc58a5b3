"""A decision made again from what was kept: the same version and the same inputs give the same bytes (R1)."""

from __future__ import annotations

import msgspec

from core.kernel.errors import Broken
from core.risk.deciding import Decided, Decider
from core.risk.records import Decision, RuleSetVersion
from core.risk.rule_set import RuleSet
from core.risk.values import Said

DECIDERS_MAX = 50
_DECIDERS: dict[str, Decider] = {}


def decider_of(version: RuleSetVersion) -> Decider:
    """The version ready to decide; made once for its content."""
    found = _DECIDERS.get(version.hash)
    if found is None:
        if len(_DECIDERS) >= DECIDERS_MAX:
            _DECIDERS.clear()
        found = _DECIDERS[version.hash] = Decider(msgspec.json.decode(version.body, type=RuleSet))
    return found


def decided_of(decision: Decision) -> Decided:
    """What was decided then."""
    return msgspec.json.decode(decision.decided, type=Decided)


def replayed(decision: Decision, version: RuleSetVersion) -> Decided:
    """What is decided now of what was said then; Broken where it is another version's decision."""
    if (decision.rule_set, decision.version) != (version.name, version.version):
        raise Broken(
            f"decision {decision.number} was made by {decision.rule_set} version {decision.version},"
            f" not by {version.name} version {version.version}",
            cause="risk.replay",
        )
    said = msgspec.json.decode(decision.inputs, type=dict[str, Said])
    return decider_of(version).decide(decision.stage, decision.business_day, said)
