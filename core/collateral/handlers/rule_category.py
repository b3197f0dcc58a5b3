"""A person says how much of one category must stay, and what share of the goods it may have."""

from __future__ import annotations

from core.collateral.category import Category
from core.collateral.contract import Contract
from core.collateral.marking import Marking
from core.collateral.messages import CategoryRuled
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused
from core.kernel.money import Money
from core.kernel.quantity import Quantity


@handles("collateral.category_ruled.v1")
def rule_category(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(CategoryRuled)
    contract = work.contracts.get(said.contract_no)
    if contract is None:
        raise Refused(f"contract {said.contract_no} is not open here", cause="collateral.unknown_contract")
    if not said.approver.strip():
        raise Refused("a category is ruled by a named person", cause="collateral.category.no_approver")
    asks = (said.minimum, said.minimum_value, said.max_share_ppm)
    if any(each is not None for each in asks):
        work.categories.put(_category(contract, said))
    elif work.categories.get(said.contract_no, said.category) is not None:
        work.categories.remove(said.contract_no, said.category)
    work.unit.effect(
        message,
        kind="category.ruled",
        key=f"{said.contract_no}/{said.category}",
        text=f"{said.approver} rules category {said.category} of {said.contract_no}",
    )
    marking = Marking(message, work)
    marking.mark(said.contract_no, message.event_time)
    return marking.answers()


def _category(contract: Contract, said: CategoryRuled) -> Category:
    value, quantity = said.minimum_value, said.minimum
    if value is not None and value.currency != contract.currency:
        raise Refused(
            f"the minimum is in {value.currency}, contract {contract.contract_no} in {contract.currency}",
            cause="collateral.currency",
        )
    kept = None if quantity is None else Quantity.of(quantity.value, quantity.unit)
    minor = None if value is None else Money.of(value.amount, contract.currency).minor
    if (kept is not None and kept.micro < 0) or (minor is not None and minor < 0):
        raise Refused(f"what must stay of {said.category} is not below 0", cause="collateral.category")
    return Category(
        contract_no=contract.contract_no,
        category=said.category,
        minimum_micro=None if kept is None else kept.micro,
        unit="" if kept is None else kept.unit,
        minimum_minor=minor,
        max_share_ppm=said.max_share_ppm,
    )
