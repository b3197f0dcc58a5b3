"""What is told of a margin call: made, answered in part, cured, lapsed; and the clock's question."""

from __future__ import annotations

import msgspec

from core.catalogue.fields import Moment
from core.catalogue.parts import Amount
from core.collateral.messages import Name
from core.hub.bodies import internal_body


@internal_body("collateral.called.v1")
class Called(msgspec.Struct, frozen=True, kw_only=True):
    """Pay this much, or add this much in value, until due_at."""

    contract_no: str
    called_at: Moment
    due_at: Moment
    cash: Amount
    goods: Amount
    because: str


@internal_body("collateral.call_answered.v1")
class CallAnswered(msgspec.Struct, frozen=True, kw_only=True):
    """Part of a call was met: this much is left; nothing where it is cured."""

    contract_no: str
    called_at: Moment
    cash_left: Amount
    goods_left: Amount
    cured: bool


@internal_body("collateral.cure_lapsed.v1")
class CureLapsed(msgspec.Struct, frozen=True, kw_only=True):
    """A call was not cured in time: what secures the contract may be sold or collected."""

    contract_no: str
    called_at: Moment
    due_at: Moment
    cash_left: Amount
    goods_left: Amount


@internal_body("collateral.call_check_due.v1")
class CallCheckDue(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The clock asks whether the open call of a contract has lapsed at `at`."""

    contract_no: Name
    at: Moment
