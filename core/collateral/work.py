"""The shelves collateral works on inside a unit of work."""

from __future__ import annotations

from core.collateral.agreement import Agreement
from core.collateral.call import Call
from core.collateral.category import Category
from core.collateral.contract import Contract, Holding, PledgedLot, Terms
from core.collateral.day_cap import Released
from core.collateral.filing import Filing
from core.collateral.floor import FloorNotice
from core.collateral.insurance import BoundPolicy, Insurance
from core.collateral.invoice_payment import InvoicePayment
from core.collateral.lien import Claim, Lien
from core.collateral.limit import Limit
from core.collateral.mark import Mark
from core.collateral.order import Order, OrderItem
from core.collateral.prepaid import Delivery, Prepaid
from core.collateral.receipt import Receipt
from core.collateral.receivable import Receivable
from core.collateral.security import Security
from core.collateral.series import PricePoint, Series, SourcePrice
from core.custody import Breach, ExchangeIn, Lot, Notice, NoticeLine, ReleaseLine, Site, SiteWatch
from core.hub.work import RoomUnit
from core.ledger import LedgerWork


class CollateralWork:
    """Everything the handlers of collateral may read and change, and custody's rows to look at.

    Rows of the ledger are written by `Posting` alone.
    """

    def __init__(self, unit: RoomUnit) -> None:
        self.unit = unit
        self.contracts = unit.shelf(Contract)
        self.terms = unit.shelf(Terms)
        self.pledged_lots = unit.shelf(PledgedLot)
        self.holdings = unit.shelf(Holding)
        self.floors = unit.shelf(FloorNotice)
        self.marks = unit.shelf(Mark)
        self.series = unit.shelf(Series)
        self.points = unit.shelf(PricePoint)
        self.sources = unit.shelf(SourcePrice)
        self.notice_lines = unit.shelf(NoticeLine)
        self.categories = unit.shelf(Category)
        self.limits = unit.shelf(Limit)
        self.watches = unit.shelf(SiteWatch)
        self.released = unit.shelf(Released)
        self.lots = unit.shelf(Lot)
        self.order_lines = unit.shelf(ReleaseLine)
        self.exchange_ins = unit.shelf(ExchangeIn)
        self.breaches = unit.shelf(Breach)
        self.notices = unit.shelf(Notice)
        self.sites = unit.shelf(Site)
        self.securities = unit.shelf(Security)
        self.liens = unit.shelf(Lien)
        self.claims = unit.shelf(Claim)
        self.receivables = unit.shelf(Receivable)
        self.invoice_payments = unit.shelf(InvoicePayment)
        self.receipts = unit.shelf(Receipt)
        self.orders = unit.shelf(Order)
        self.order_items = unit.shelf(OrderItem)
        self.agreements = unit.shelf(Agreement)
        self.prepaid = unit.shelf(Prepaid)
        self.deliveries = unit.shelf(Delivery)
        self.filings = unit.shelf(Filing)
        self.insurances = unit.shelf(Insurance)
        self.bound_policies = unit.shelf(BoundPolicy)
        self.calls = unit.shelf(Call)
        self.ledger = LedgerWork(unit)
        # In this unit of work: what would be too many follow in units of their own.
        self.marks_made = 0
