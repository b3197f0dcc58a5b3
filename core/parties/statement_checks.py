"""What is checked of a statement before it is kept: its period, its balance, its template, its auditor."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import msgspec

from core.catalogue.erp_financial_statement import FinancialStatement
from core.kernel.errors import Refused
from core.kernel.money import Money
from core.parties.statement import Statement
from core.parties.template import Template, require_form
from core.parties.work import PartiesWork

ASSETS, LIABILITIES, EQUITY = "total_assets", "total_liabilities", "total_equity"
# The template of a statement that names none, once the house has published one of this name.
STANDARD = "standard"
MONTHS = {"M": 1, "Q": 3, "H": 6, "Y": 12}


def template_of(work: PartiesWork, said: FinancialStatement) -> Template | None:
    """The newest version of the template; Refused where the statement names one that is not there."""
    versions = work.templates.find(template=said.template or STANDARD)
    if versions:
        return msgspec.json.decode(max(versions, key=lambda row: row.version).body, type=Template)
    if said.template:
        raise Refused(
            f"statement {said.statement_no} is by template {said.template}, which is not published",
            cause="parties.statement.template",
        )
    return None


def require_sound(
    said: FinancialStatement, figures: Mapping[str, int], template: Template | None, *, today: date
) -> None:
    """Refused, with what is wrong, where the statement cannot be true or is not whole."""
    _require_period(said, template, today)
    _require_balance(said, figures)
    form = template.form(said.kind) if template is not None else None
    if template is not None and form is not None:
        off = Money.rounded(Decimal(template.off_units * said.unit), said.currency)
        require_form(form, figures, said.currency, off_minor=off.minor)


def require_no_worse(said: FinancialStatement, before: Statement | None) -> None:
    """What an auditor signed is not put aside for what none did."""
    if before is not None and before.audited and not said.audited:
        raise Refused(
            f"{before.statement_no} of the same period is audited, {said.statement_no} is not;"
            " send one that is",
            cause="parties.statement.unaudited",
        )


def _require_period(said: FinancialStatement, template: Template | None, today: date) -> None:
    end = said.period_end
    last = date(end.year, end.month, monthrange(end.year, end.month)[1])
    if end != last:
        raise Refused(
            f"a period ends with a month: {last.isoformat()}, not {end.isoformat()}",
            cause="parties.statement.period",
        )
    months = MONTHS[said.period]
    if template is not None and (end.month - template.year_ends_month) % months:
        raise Refused(
            f"a period {said.period} does not end in month {end.month} where the year ends in month"
            f" {template.year_ends_month}",
            cause="parties.statement.period",
        )
    if end > today:
        raise Refused(
            f"the period until {end.isoformat()} is not over on {today.isoformat()}",
            cause="parties.statement.future",
        )


def _require_balance(said: FinancialStatement, figures: Mapping[str, int]) -> None:
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
