"""Making a margin call, seeing it answered, and seeing it lapse."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from msgspec.structs import replace

from core.catalogue.parts import Amount
from core.collateral.call import CURED, LAPSED, OPEN, Call
from core.collateral.call_messages import CallAnswered, Called, CureLapsed
from core.collateral.contract import Contract
from core.collateral.cover import cash_cure, goods_cure
from core.collateral.levels import CALL, LIQUIDATE
from core.collateral.mark import Found
from core.collateral.units import PPM
from core.collateral.work import CollateralWork
from core.hub.message import Message
from core.kernel.currencies import minor_digits


class Need(NamedTuple):
    """What a contract lacks, in minor units, and why; stands: whether it is called at all."""

    stands: bool
    cash_minor: int
    goods_minor: int
    because: str


class Terms(NamedTuple):
    """Whose call it is, in what money, and how long it may stand."""

    contract_no: str
    currency: str
    cure_s: int


def open_call(work: CollateralWork, contract_no: str) -> Call | None:
    """The call that is not cured, lapsed or not."""
    rows = work.calls.find(contract_no=contract_no)
    return next((each for each in reversed(rows) if each.state != CURED), None)


def follow_call(message: Message, work: CollateralWork, terms: Terms, need: Need) -> list[Message]:
    """Opens, changes or cures the contract's call as its need says; what is to be told of it."""
    call, at = open_call(work, terms.contract_no), message.record_time
    if call is None:
        return [_opened(message, work, terms, need)] if need.stands else []
    if not need.stands:
        after = replace(call, state=CURED, cash_minor=0, goods_minor=0, changed_at=at)
    elif (need.cash_minor, need.goods_minor) == (call.cash_minor, call.goods_minor):
        return []
    else:
        after = replace(call, cash_minor=need.cash_minor, goods_minor=need.goods_minor, changed_at=at)
    work.calls.put(after)
    less = after.state == CURED or (after.cash_minor, after.goods_minor) < (call.cash_minor, call.goods_minor)
    return [_answered(message, after)] if less else [_called(message, after)]


def call_for_goods(message: Message, work: CollateralWork, contract: Contract, found: Found) -> list[Message]:
    """The call of a pledge of goods: it stands while the level does and money is owed.

    cash: down to what the items' own ratios, and in dynamic mode the floor, lend. goods: the same in value at
    the contract's rate, and at least what is missing to the floor.
    """
    lent = found.valuation.advance_minor
    if contract.mode == "dynamic":
        lent = min(lent, round(Fraction(found.floor.value_minor * contract.rate_ppm, PPM)))
    gap = max(0, found.floor.value_minor - found.valuation.value_minor)
    goods = max(gap, goods_cure(contract.exposure_minor, lent, contract.rate_ppm))
    percent = f"{contract.ltv_ppm // 10_000}.{contract.ltv_ppm // 100 % 100:02d} %"
    why = "; ".join(found.broken.values()) or f"loan to value is {percent}, {contract.level}"
    stands = contract.level in {CALL, LIQUIDATE} and contract.exposure_minor > 0
    terms = Terms(contract.contract_no, contract.currency, contract.cure_s)
    return follow_call(
        message, work, terms, Need(stands, cash_cure(contract.exposure_minor, lent), goods, why)
    )


def lapse(message: Message, work: CollateralWork, contract_no: str, at: datetime) -> list[Message]:
    """The call of the contract lapses where it is open still and its time is over."""
    call = open_call(work, contract_no)
    if call is None or call.state != OPEN or at < call.due_at:
        return []
    after = replace(call, state=LAPSED, changed_at=at)
    work.calls.put(after)
    body = CureLapsed(
        contract_no=contract_no,
        called_at=after.called_at,
        due_at=after.due_at,
        cash_left=amount(after.cash_minor, after.currency),
        goods_left=amount(after.goods_minor, after.currency),
    )
    return [message.reply("collateral.cure_lapsed.v1", key=_key(after), body=body, keys=(contract_no,))]


def amount(minor: int, currency: str) -> Amount:
    """Minor units as an amount is written."""
    return Amount(amount=Decimal(minor).scaleb(-minor_digits(currency)), currency=currency)


def _opened(message: Message, work: CollateralWork, terms: Terms, need: Need) -> Message:
    at = message.record_time
    again = work.calls.get(terms.contract_no, at) is not None
    call = Call(
        contract_no=terms.contract_no,
        called_at=at,
        due_at=at + timedelta(seconds=terms.cure_s),
        currency=terms.currency,
        asked_cash_minor=need.cash_minor,
        asked_goods_minor=need.goods_minor,
        cash_minor=need.cash_minor,
        goods_minor=need.goods_minor,
        because=need.because,
        changed_at=at,
    )
    work.calls.put(call)
    if not again:
        much = f"{need.cash_minor} minor units of {terms.currency}"
        text = f"{terms.contract_no} is called for {much}: {need.because}"
        work.unit.effect(message, kind="call.made", key=terms.contract_no, text=text)
    return _called(message, call)


def _called(message: Message, call: Call) -> Message:
    body = Called(
        contract_no=call.contract_no,
        called_at=call.called_at,
        due_at=call.due_at,
        cash=amount(call.cash_minor, call.currency),
        goods=amount(call.goods_minor, call.currency),
        because=call.because,
    )
    return message.reply("collateral.called.v1", key=_key(call), body=body, keys=(call.contract_no,))


def _answered(message: Message, call: Call) -> Message:
    body = CallAnswered(
        contract_no=call.contract_no,
        called_at=call.called_at,
        cash_left=amount(call.cash_minor, call.currency),
        goods_left=amount(call.goods_minor, call.currency),
        cured=call.state == CURED,
    )
    return message.reply("collateral.call_answered.v1", key=_key(call), body=body, keys=(call.contract_no,))


def _key(call: Call) -> str:
    return f"{call.contract_no} {call.called_at.isoformat()}"
