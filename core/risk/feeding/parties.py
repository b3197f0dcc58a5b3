"""R01 to R04: status, standing, age of the firm, and whether who controls it changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

import msgspec

from core.parties import PartyVersion
from core.risk.feeders import Case, feeds, number
from core.risk.firms import firm_of, is_blacklisted, master_of
from core.risk.naming import date_of
from core.risk.values import Said
from core.risk.work import RiskWork

MONTHS = 12


@feeds("uscc_status", "own_blacklist", "company_age_years", "months_since_control_change")
def feed_party(case: Case, work: RiskWork) -> Mapping[str, Said]:
    """Of the borrower's master, and of every version of it."""
    party = firm_of(work, case.party("borrower"))
    if party is None:
        return {}
    today = date_of(case.business_day)
    founded = master_of(party).get("established")
    age = _months(date.fromisoformat(founded), today) if founded else None
    changed = _control_changed(work, party.uscc)
    return {
        "uscc_status": party.status,
        "own_blacklist": is_blacklisted(party, case.at),
        "company_age_years": None if age is None else number(age / MONTHS),
        "months_since_control_change": _since(changed, today, age),
    }


def _since(changed: date | None, today: date, age: Fraction | None) -> Said:
    """The age of the firm where who controls it never changed."""
    found = _months(changed, today) if changed is not None else age
    return None if found is None else number(found)


def _months(first: date, last: date) -> Fraction:
    """Whole months and the days of the next one, of thirty-one."""
    months = (last.year - first.year) * MONTHS + last.month - first.month
    return max(Fraction(0), months + Fraction(last.day - first.day, 31))


def _control_changed(work: RiskWork, code: str) -> date | None:
    """The day on which representative or controllers were last told to be others."""
    versions = sorted(work.unit.shelf(PartyVersion).find(uscc=code), key=lambda row: row.version)
    found: date | None = None
    for before, after in pairwise(versions):
        old, new = (msgspec.json.decode(each.body, type=dict[str, Any]) for each in (before, after))
        if _control(old) != _control(new):
            found = after.known_at.date()
    return found


def _control(master: dict[str, Any]) -> tuple[str, frozenset[str]]:
    owners = master.get("owners", [])
    controllers = (each.get("uscc") or each.get("name", "") for each in owners if each.get("controls"))
    return master.get("legal_rep", ""), frozenset(controllers)
