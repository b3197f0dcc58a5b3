"""Values of several parts: money with its currency, quantity with its unit, a party with its scheme."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from core.hub.mapping import parties
from core.hub.mapping.assembling import Part, assemble
from core.hub.mapping.kit import Composite, Get
from core.hub.mapping.level import Failing, Level
from core.hub.mapping.plain import Child, Pair
from core.hub.mapping.scope import Scope, Unfit
from core.hub.mapping.sheet import Sheet
from core.hub.mapping.sparse import bare, needs_of, sparse
from core.hub.node import Node
from core.kernel.currencies import is_currency

FieldCompiler = Callable[[Node, Level], Get]
_UNIT = re.compile("[A-Z0-9]{2,3}").fullmatch
_SCHEMES: dict[str, Callable[[str], str]] = {"USCC": parties.uscc, "GLN": parties.gln, "0088": parties.gln}


def _money(body: dict[str, Any]) -> dict[str, Any]:
    if not is_currency(body["currency"]):
        raise Unfit("currency", f"an ISO 4217 currency, not {body['currency']!r}; map it with a table")
    return body


def _quantity(body: dict[str, Any]) -> dict[str, Any]:
    if not _UNIT(body["unit"]):
        raise Unfit("unit", f"a unit of UN/ECE Rec 20 such as TNE, not {body['unit']!r}; map it with a table")
    return body


def _party(body: dict[str, Any]) -> dict[str, Any]:
    check = _SCHEMES.get(body.get("scheme", ""))
    return body if check is None or "id" not in body else {**body, "id": check(body["id"])}


COMPOSITES = {
    "money": Composite("decimal", "amount", ("currency",), (), _money),
    "quantity": Composite("decimal", "value", ("unit",), (), _quantity),
    "party": Composite("text", "id", (), ("scheme", "name"), _party),
}


def compile_composite(
    sheet: Sheet, composite: Composite, level: Level, compiler: FieldCompiler, main: Get
) -> Get:
    """The main part and the others; nothing where the main part, or a party's name, is nothing."""
    line = level.kit.faults.spot(sheet.node)
    for word in composite.needed:
        if word not in sheet:
            sheet.faults.add(sheet.node, f"{sheet.text('as')} needs `{word}`, a path or {{value: …}}")
    parts = [
        Part(word, compiler(sheet.words[word], level.field(word)), line)
        for word in composite.needed + composite.others
        if word in sheet
    ]
    fail = level.failing(sheet.node)
    if len(parts) == len(composite.needed) == 1 and not level.kit.tracing:
        whole = partial(_checked, composite=composite, fail=fail)
        pair = Pair((composite.main, *composite.needed), (bare(main), parts[0].get), composite.check, whole)
        return pair if isinstance(main, Child) else sparse(pair, needs_of(main))
    first = assemble([Part(composite.main, main, line)], level.kit.tracing)
    rest = assemble(parts, level.kit.tracing)

    def get(scope: Scope) -> object:
        body = first(scope)
        if not body and composite.needed:
            return None
        body.update(rest(scope))
        return _checked(body, scope, composite, fail)

    return get


def _checked(body: dict[str, Any], scope: Scope, composite: Composite, fail: Failing) -> object:
    missing = [word for word in composite.needed if word not in body]
    try:
        if missing:
            raise Unfit("required", f"a {missing[0]} with it, and there is none")
        if not composite.needed and "id" not in body and "name" not in body:
            return None
        return composite.check(body)
    except Unfit as unfit:
        raise fail(unfit, body.get(composite.main), scope.node) from None
