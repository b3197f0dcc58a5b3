"""Control totals: counts, sums, hashes and other conditions that must hold."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from decimal import Decimal

from core.hub.mapping.functions import Value, text
from core.hub.mapping.level import Failing, Level
from core.hub.mapping.model import Problem
from core.hub.mapping.numbers import EXACT, decimal, decimals
from core.hub.mapping.paths import All
from core.hub.mapping.querying import Evaluate
from core.hub.mapping.scope import Scope, Unfit
from core.hub.mapping.sheet import Sheet
from core.hub.node import Node
from core.kernel.errors import Unreadable

Check = Callable[[Scope], Problem | None]
_FORMS = ("count", "sum", "hash", "that")
_WORDS = frozenset({*_FORMS, "of", "equals", "tolerance", "algorithm", "else", "says", "about", "when"})
_ALGORITHMS = ("sha256", "md5", "sha1")


def no_checks(_scope: Scope) -> tuple[Problem, ...]:
    """Where nothing is checked; who reads many units need not even call it."""
    return ()


def compile_checks(node: Node | None, level: Level) -> Callable[[Scope], tuple[Problem, ...]]:
    """All checks in their order; one that breaks raises Unreadable, or is a flag with `else: flag`."""
    if node is None:
        return no_checks
    if node.kind != "list":
        level.kit.faults.add(node, "give a list of checks, such as - {count: row, equals: trailer/rows}")
        return lambda _scope: ()
    checks = [_check(child, level) for child in node.children]

    def run(scope: Scope) -> tuple[Problem, ...]:
        return tuple(problem for check in checks if (problem := check(scope)) is not None)

    return run


def _check(node: Node, level: Level) -> Check:
    sheet = Sheet(node, _WORDS, level.kit.faults)
    forms = [word for word in _FORMS if word in sheet]
    if len(forms) != 1 or ("equals" in sheet) is (forms == ["that"]):
        sheet.faults.add(
            node, "a check is one of count, sum, hash (with `equals`), or `that` with a condition"
        )
        return lambda _scope: None
    [form] = forms
    broken = _broken(sheet, level)
    when = level.condition(sheet.words["when"]) if "when" in sheet else None
    holds = _that(sheet, level, broken) if form == "that" else _equal(sheet, form, level, broken)
    return holds if when is None else lambda scope: holds(scope) if when(scope) else None


Broken = Callable[[Scope, str, str], Problem]


def _broken(sheet: Sheet, level: Level) -> Broken:
    """What is said where a check does not hold."""
    code = level.kit.cause(sheet.node, "check")
    refuse = sheet.choice("else", ("refuse", "flag")) == "refuse"
    spot = level.kit.faults.spot(sheet.node)
    says = sheet.text("says") or f"the check at {spot} does not hold"

    def broken(scope: Scope, found: str, expected: str) -> Problem:
        both = f": found {found or 'nothing'}, expected {expected or 'nothing'}" if found or expected else ""
        if refuse:
            raise Unreadable(f"{says}{both}; send it again, complete", cause=code, place=scope.node.place)
        return Problem(code=code, text=says + both, place=scope.node.place, found=found, expected=expected)

    return broken


def _that(sheet: Sheet, level: Level, broken: Broken) -> Check:
    condition = level.condition(sheet.words["that"])
    return lambda scope: None if condition(scope) else broken(scope, "", "")


def _equal(sheet: Sheet, form: str, level: Level, broken: Broken) -> Check:
    left = _left(sheet, form, level)
    right = _right(sheet, level)
    tolerance = Decimal(0)
    if "tolerance" in sheet:
        try:
            tolerance = decimal(sheet.text("tolerance"))
        except Unfit as unfit:
            sheet.faults.add(sheet.words["tolerance"], f"expected {unfit.expected}")
    fail = level.failing(sheet.node, "a check")

    def check(scope: Scope) -> Problem | None:
        found, expected = _both(left, right, scope, fail)
        if isinstance(found, Decimal) and isinstance(expected, Decimal):
            same = abs(EXACT.subtract(found, expected)) <= tolerance
        else:
            same = found is not None and text(found).lower() == text(expected).lower()
        return None if same else broken(scope, text(found), text(expected))

    return check


def _both(left: Evaluate, right: Evaluate, scope: Scope, fail: Failing) -> tuple[Value, Value]:
    try:
        return left(scope), right(scope)
    except Unfit as unfit:
        raise fail(unfit, None, scope.node) from None


def _left(sheet: Sheet, form: str, level: Level) -> Evaluate:
    node, path = sheet.words[form], sheet.text(form)
    if form == "hash":
        return _hash(sheet, level.all(node, path))
    inner = f", {sheet.text('of')}" if "of" in sheet else ""
    return level.expression(node, f"{form}({path!r}{inner})")


def _right(sheet: Sheet, level: Level) -> Evaluate:
    """What the source says it should be: an expression; numbers as numbers."""
    node = sheet.words["equals"]
    said = sheet.scalar(node)
    evaluate = level.expression(node, said)
    if "hash" in sheet:
        return evaluate
    parse = decimals(level.kit.style)

    def get(scope: Scope) -> Value:
        value = evaluate(scope)
        return parse(value) if isinstance(value, str) else value

    return get


def _hash(sheet: Sheet, select: All) -> Evaluate:
    """Of the texts at a path, each followed by a line feed, as 64 hex digits (or fewer)."""
    algorithm = sheet.choice("algorithm", _ALGORITHMS)

    def get(scope: Scope) -> Value:
        digest = hashlib.new(algorithm, usedforsecurity=False)
        for node in select(scope):
            digest.update((node.value or "").strip().encode("utf-8", "surrogatepass") + b"\n")
        return digest.hexdigest()

    return get
