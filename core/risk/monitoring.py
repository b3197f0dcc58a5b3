"""How rules do in a month: hits, bad rates, what fails together, and inputs that are not what they were."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

import msgspec

from core.hub.ports import Store
from core.risk.rule_set import RuleSet
from core.risk.tally import NOT_SAID, Tallies, Tally

# PSI as practice reads it: below 0.1 nothing moved, from 0.25 on the rules see another population.
MOVED, SHIFTED = Decimal("0.1"), Decimal("0.25")
# A bin that nobody fell into counts as this share, so that its logarithm is one.
_LEAST_SHARE = Decimal("0.0001")
_CONTEXT = Context(prec=34, rounding=ROUND_HALF_EVEN)
_PLACES = Decimal("0.0001")
VERSIONS_MAX = 10_000


class RuleFigures(msgspec.Struct, frozen=True, kw_only=True):
    """One rule. told, bad: of the decisions in which it failed; rest_told, rest_bad: of the others."""

    code: str
    failed: int
    passed: int
    not_judged: int
    told: int
    bad: int
    rest_told: int
    rest_bad: int


class Drift(msgspec.Struct, frozen=True, kw_only=True):
    """One input. said: in how many decisions of how many. psi: against the reference; None without one."""

    variable: str
    said: int
    decisions: int
    psi: Decimal | None


def tallies_of(store: Store, rule_set: str, stage: str, month: int) -> dict[int, Tallies]:
    """The counts of a month by version, all shares of the traffic together."""
    found: dict[int, Tallies] = {}
    rows = store.rows(Tally, limit=VERSIONS_MAX, rule_set=rule_set, stage=stage, month=month)
    for row in rows:
        found.setdefault(row.version, Tallies()).add(msgspec.json.decode(row.body, type=Tallies))
    return found


def together(found: Iterable[Tallies]) -> Tallies:
    """The counts of several versions as one."""
    whole = Tallies()
    for each in found:
        whole.add(each)
    return whole


def figures_of(rule_set: RuleSet, stage: str, counts: Tallies) -> list[RuleFigures]:
    """Every rule of the stage, in the order of the rule set, whether it ever failed or not."""
    found = []
    for rule in rule_set.rules:
        if rule.stage == stage:
            code = rule.code
            failed, unjudged = counts.failed.get(code, 0), counts.not_judged.get(code, 0)
            told, bad = counts.told_failed.get(code, 0), counts.bad_failed.get(code, 0)
            figures = RuleFigures(
                code=code,
                failed=failed,
                passed=counts.decisions - failed - unjudged,
                not_judged=unjudged,
                told=told,
                bad=bad,
                rest_told=counts.told - told,
                rest_bad=counts.bad - bad,
            )
            found.append(figures)
    return found


def overlaps_of(counts: Tallies) -> list[tuple[str, str, int, Fraction]]:
    """(rule, rule, how often both failed, share of the rarer one's fails), most alike first."""
    found = []
    for pair, count in counts.together.items():
        first, second = pair.split(" ")
        rarer = min(counts.failed[first], counts.failed[second])
        found.append((first, second, count, Fraction(count, rarer)))
    return sorted(found, key=lambda row: (-row[3], -row[2], row[:2]))


def drifts_of(now: Tallies, reference: Tallies | None) -> list[Drift]:
    """Every input that was asked for, the one that moved most first."""
    before = reference.inputs if reference is not None else {}
    found = []
    for variable, counts in now.inputs.items():
        decisions = sum(counts.values())
        drift = Drift(
            variable=variable,
            said=decisions - counts.get(NOT_SAID, 0),
            decisions=decisions,
            psi=psi(before[variable], counts) if variable in before else None,
        )
        found.append(drift)
    return sorted(found, key=lambda each: (-(each.psi if each.psi is not None else -1), each.variable))


def psi(reference: Mapping[str, int], now: Mapping[str, int]) -> Decimal:
    """The population stability index: the sum of (share now - share then) x ln(share now / share then)."""
    whole = Decimal(0)
    for name in sorted({*reference, *now}):
        then, today = _share(reference, name), _share(now, name)
        moved = _CONTEXT.subtract(today, then)
        whole = _CONTEXT.add(whole, _CONTEXT.multiply(moved, _CONTEXT.ln(_CONTEXT.divide(today, then))))
    return whole.quantize(_PLACES, context=_CONTEXT)


def _share(counts: Mapping[str, int], name: str) -> Decimal:
    share = _CONTEXT.divide(Decimal(counts.get(name, 0)), Decimal(sum(counts.values()) or 1))
    return max(share, _LEAST_SHARE)
