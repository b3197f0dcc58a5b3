"""A financial statement is kept in minor units, if it is sound (T25)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from core.catalogue.erp_financial_statement import FinancialStatement
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.money import Money
from core.parties.codes import known_code
from core.parties.statement import Statement, StatementFigure
from core.parties.statement_checks import require_no_worse, require_sound, template_of
from core.parties.work import PartiesWork


def _place(said: FinancialStatement, code: str) -> tuple[str, str, str, str, int]:
    end = said.period_end
    day = end.year * 10_000 + end.month * 100 + end.day
    return code, said.kind, said.scope or "single", said.period, day


@handles(
    "erp.financial_statement.v1",
    touches=lambda message: [(Statement, _place(message.body, message.body.uscc.upper()))],
)
def keep_statement(message: Message, work: PartiesWork) -> list[Message]:
    said = message.read(FinancialStatement)
    code = known_code(said.uscc)
    figures = {
        item.code: Money.of(item.amount * Decimal(said.unit), said.currency).minor for item in said.items
    }
    place = _place(said, code)
    require_sound(said, figures, template_of(work, said), today=message.record_time.date())
    require_no_worse(said, work.statements.get(*place))
    named: dict[str, Any] = dict(zip(("uscc", "kind", "scope", "period", "period_end"), place, strict=True))
    for old in work.figures.find(**named):
        if old.code not in figures:
            work.figures.remove(*place, old.code)
    for item, minor in figures.items():
        work.figures.put(StatementFigure(code=item, minor=minor, **named))
    work.statements.put(
        Statement(
            statement_no=said.statement_no,
            currency=said.currency,
            audited=said.audited,
            template=said.template,
            record_time=message.record_time,
            message_id=message.message_id,
            **named,
        )
    )
    work.unit.effect(
        message,
        kind="statement.kept",
        key=f"{'/'.join(map(str, place))}",
        text=f"{said.kind} of {code} until {said.period_end}, {len(figures)} items in {said.currency}",
    )
    return []
