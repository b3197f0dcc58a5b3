"""The shelves the risk room works on inside a unit of work."""

from __future__ import annotations

from core.hub.work import RoomUnit
from core.risk.records import Challenger, Decision, RuleSetInForce, RuleSetVersion, ShadowDecision
from core.risk.tally import LastDecision, Tally
from core.risk.trade import ContractOfTrade, OrderLink, TradeDocument, TradeLeg, TradeMonth, TradePair


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
