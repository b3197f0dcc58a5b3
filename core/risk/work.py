"""The shelves the risk room works on inside a unit of work."""

from __future__ import annotations

from core.custody import Movement
from core.hub.work import RoomUnit
from core.parties import Party
from core.risk.records import Challenger, Decision, RuleSetInForce, RuleSetVersion, ShadowDecision
from core.risk.tally import LastDecision, Tally
from core.risk.told import Filed, Looked, ReportFact, Verified
from core.risk.trade import ContractOfTrade, OrderLink, TradeDocument, TradeLeg, TradeMonth, TradePair
from core.risk.watched import GoodsWatch, PhotoSeen, SiteWatch, VehicleSeen


class RiskWork:
    """Everything the handlers of risk may read and change."""

    def __init__(self, unit: RoomUnit) -> None:
        self.unit = unit
        self.versions = unit.shelf(RuleSetVersion)
        self.in_force = unit.shelf(RuleSetInForce)
        self.challengers = unit.shelf(Challenger)
        self.shadows = unit.shelf(ShadowDecision)
        self.decisions = unit.shelf(Decision)
        self.tallies = unit.shelf(Tally)
        self.last_decisions = unit.shelf(LastDecision)
        self.documents = unit.shelf(TradeDocument)
        self.order_links = unit.shelf(OrderLink)
        self.pairs = unit.shelf(TradePair)
        self.months = unit.shelf(TradeMonth)
        self.legs = unit.shelf(TradeLeg)
        self.trade_contracts = unit.shelf(ContractOfTrade)
        self.report_facts = unit.shelf(ReportFact)
        self.verified = unit.shelf(Verified)
        self.looked = unit.shelf(Looked)
        self.filed = unit.shelf(Filed)
        self.parties = unit.shelf(Party)
        self.movements = unit.shelf(Movement)
        self.goods = unit.shelf(GoodsWatch)
        self.vehicles_seen = unit.shelf(VehicleSeen)
        self.photos_seen = unit.shelf(PhotoSeen)
        self.site_watches = unit.shelf(SiteWatch)
