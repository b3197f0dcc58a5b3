"""A financial statement is kept in minor units, if it adds up (T25)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from core.catalogue.erp_financial_statement import FinancialStatement
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused
from core.kernel.money import Money
from core.parties.codes import known_code
from core.parties.statement import Statement, StatementFigure
from core.parties.work import PartiesWork

ASSETS, LIABILITIES, EQUITY = "total_assets", "total_liabilities", "total_equity"


@handles("erp.financial_statement.v1")
def keep_statement(message: Message, work: PartiesWork) -> list[Message]:
    said = message.read(FinancialStatement)
    code = known_code(said.uscc)
    figures = {
        item.code: Money.of(item.amount * Decimal(said.unit), said.currency).minor for item in said.items
    }
    _balanced(said, figures)
    end = said.period_end
    place = (
        code,
        said.kind,
        said.scope or "single",
        said.period,
        end.year * 10_000 + end.month * 100 + end.day,
    )
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
        text=f"{said.kind} of {code} until {end}, {len(figures)} items in {said.currency}",
    )
    return []


def _balanced(said: FinancialStatement, figures: dict[str, int]) -> None:
    """Assets are liabilities and equity, to the minor unit; where one is missing nothing can be said."""
    if said.kind != "balance_sheet" or not {ASSETS, LIABILITIES, EQUITY} <= figures.keys():
        return
    over = figures[ASSETS] - figures[LIABILITIES] - figures[EQUITY]
    if over:
        raise Refused(
            f"balance sheet {said.statement_no}: assets are {Money(abs(over), said.currency)}"
            f" {'over' if over > 0 else 'under'} liabilities and equity; send it corrected",
            cause="parties.statement.unbalanced",
        )
