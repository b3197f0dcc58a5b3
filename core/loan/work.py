"""The shelves the loan room works on inside a unit of work, and the rooms below that it asks and posts in."""

from __future__ import annotations

from collections.abc import Sequence

from core.collateral import CollateralWork
from core.hub.work import RoomUnit
from core.ledger import LedgerWork
from core.loan.assigned_line import AssignedLine
from core.loan.calendars import BusinessDays
from core.loan.loan import Due, Loan, PartnerDue, Plan, Receipt, Standing, Watch
from core.loan.post_rows import FacilityWatch, Finding
from core.loan.recon_rows import Break, FunderFile, FunderTells
from core.loan.records import Application, CalendarDay, Facility, LoanStep, ProductVersion, Quota, QuotaDay
from core.loan.slices import LoanSlice
from core.loan.told_money import ToldAccount, ToldMoney
from core.parties import PartiesWork
from core.risk import Decision


class LoanWork:
    """Everything the handlers of the loan room may read and change; ledger rows only by `Posting`."""

    def __init__(self, unit: RoomUnit) -> None:
        self.unit = unit
        self.products = unit.shelf(ProductVersion)
        self.calendar_days = unit.shelf(CalendarDay)
        self.applications = unit.shelf(Application)
        self.facilities = unit.shelf(Facility)
        self.loans = unit.shelf(Loan)
        self.standings = unit.shelf(Standing)
        self.partner_dues = unit.shelf(PartnerDue)
        self.watches = unit.shelf(Watch)
        self.plans = unit.shelf(Plan)
        self.dues = unit.shelf(Due)
        self.slices = unit.shelf(LoanSlice)
        self.receipts = unit.shelf(Receipt)
        self.told_money = unit.shelf(ToldMoney)
        self.told_accounts = unit.shelf(ToldAccount)
        self.quotas = unit.shelf(Quota)
        self.quota_days = unit.shelf(QuotaDay)
        self.assigned_lines = unit.shelf(AssignedLine)
        self.steps = unit.shelf(LoanStep)
        self.facility_watches = unit.shelf(FacilityWatch)
        self.findings = unit.shelf(Finding)
        self.funder_files = unit.shelf(FunderFile)
        self.funder_tells = unit.shelf(FunderTells)
        self.breaks = unit.shelf(Break)
        self.ledger = LedgerWork(unit)
        self.decisions = unit.shelf(Decision)
        self.parties = PartiesWork(unit)
        self.collateral = CollateralWork(unit)
        # Borrowers of whom the store has no bad claim: in a run each is looked at once.
        self.untroubled: set[str] = set()
        # Calendars as they were read, by name and whether unknown years stand, with the rows of each.
        self.calendars: dict[tuple[str, bool], tuple[Sequence[CalendarDay], BusinessDays]] = {}
