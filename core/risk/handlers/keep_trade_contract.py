"""Two parties sign a contract: what is invoiced under it is held against what it is for."""

from __future__ import annotations

from msgspec.structs import replace

from core.catalogue.trade_contract import TradeContract
from core.hub.handling import handles
from core.hub.message import Message
from core.risk.naming import day_of, who
from core.risk.trade import HOME, ContractOfTrade
from core.risk.trade_lines import minor_of
from core.risk.work import RiskWork


@handles(
    "trade.contract.v1",
    touches=lambda message: [(ContractOfTrade, (message.body.contract_no, who(message.body.seller)))],
)
def keep_trade_contract(message: Message, work: RiskWork) -> list[Message]:
    said = message.read(TradeContract)
    number, seller = said.contract_no, who(said.seller)
    before = work.trade_contracts.get(number, seller) or ContractOfTrade(contract_no=number, seller=seller)
    amount = said.amount
    work.trade_contracts.put(
        replace(
            before,
            buyer=who(said.buyer),
            sign_day=day_of(said.sign_date),
            currency=amount.currency if amount else HOME,
            amount_minor=minor_of(amount.amount, amount.currency) if amount else None,
        )
    )
    return []
