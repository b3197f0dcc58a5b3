"""What feeders look up of a firm: its master, and the figures of its newest statement."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from core.kernel.errors import Refused
from core.parties import Analysis, PartiesWork, Party, StatementFigure, ratios_of
from core.risk.feeders import Case
from core.risk.naming import date_of
from core.risk.trade_lines import minor_of
from core.risk.values import number_in
from core.risk.work import RiskWork

BLACKLISTED = "blacklisted"
# Where an item may stand.
KINDS = ("balance_sheet", "profit_and_loss", "cash_flow")


def firm_of(work: RiskWork, code: str) -> Party | None:
    return work.parties.get(code) if code else None


def master_of(party: Party) -> dict[str, Any]:
    """What its master says, by the names of the canonical type."""
    return msgspec.json.decode(party.body, type=dict[str, Any])


def is_blacklisted(party: Party, at: datetime) -> bool:
    over = party.standing_until is not None and party.standing_until <= at
    return party.standing == BLACKLISTED and not over


def registered_capital(case: Case, work: RiskWork, code: str) -> int | None:
    """In minor units, where it is in the case's currency."""
    party = firm_of(work, code)
    said = master_of(party).get("reg_capital") if party is not None else None
    if said is None or said["currency"] != case.money:
        return None
    found = number_in(said["amount"])
    return None if found is None else minor_of(Decimal(found), case.money)


def analysis_of(case: Case, work: RiskWork) -> Analysis | None:
    """The borrower's ratios on the day; None where no statement of a year had ended by then."""
    code = case.party("borrower")
    try:
        found = ratios_of(PartiesWork(work.unit), code, date_of(case.business_day))
    except Refused:
        # A party that has no national code has no statements here.
        return None
    return found if found.period_end else None


def figure_of(case: Case, work: RiskWork, item: str) -> int | None:
    """One item of the borrower's newest statements, in minor units of the case's currency."""
    analysis = analysis_of(case, work)
    if analysis is None or analysis.currency != case.money:
        return None
    figures = work.unit.shelf(StatementFigure)
    for kind in KINDS:
        end = analysis.period_end
        found = figures.get(analysis.uscc, kind, analysis.scope, analysis.period, end, item)
        if found is not None:
            return found.minor
    return None
