"""A pledgee tells a warehouse which lots are pledged or free 出质通知; the supervisor answers 出质确认."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from core.catalogue.checks import Wrong, require_moments, require_money_not_negative, require_not_negative
from core.catalogue.fields import LINES_MAX, Key, Moment, OptionalKey, Text
from core.catalogue.parts import Amount, Document, Line, Measure, PartyRef


class PledgeLine(Line, frozen=True, kw_only=True):
    """So much of one lot under the pledge.

    lot_no: as the warehouse calls it
    quantity: ≥ 0
    sku: number of the article
    name: of the goods
    unit_value: ≥ 0, agreed value of one unit of `quantity`
    """

    lot_no: Key
    quantity: Measure
    sku: OptionalKey = ""
    name: Text = ""
    unit_value: Amount | None = None

    def __post_init__(self) -> None:
        require_not_negative("quantity", self.quantity)
        require_money_not_negative("unit_value", self.unit_value)


class PledgeNotice(Document, frozen=True, kw_only=True):
    """M19, an instruction from the hub: aligns with EPCIS holding and a bizTransaction of our own.

    notice_no: its number
    action: pledge 出质 or unpledge 解押 the lots; floor is a new control floor 最低控货价值通知, with no lots
    contract_no: of the pledge
    warehouse: the site as the warehouse calls it
    pledgee: who holds the pledge
    issued_at: when the pledgee signed it
    pledgor: who gave it
    lots: at least one, but for a floor
    floor_value: control floor in money, ≥ 0
    floor_quantity: control floor in goods, ≥ 0; a floor notice has one of the two at least
    registry_no: of the filing at the registry 中登
    """

    TYPE: ClassVar[str] = "wms.pledge_notice.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("notice_no", "contract_no", "registry_no", "lots.lot_no")
    TIMES: ClassVar[tuple[str, ...]] = ("issued_at",)

    notice_no: Key
    action: Literal["pledge", "unpledge", "floor"]
    contract_no: Key
    warehouse: Key
    pledgee: PartyRef
    issued_at: Moment
    pledgor: PartyRef | None = None
    lots: Annotated[tuple[PledgeLine, ...], Meta(max_length=LINES_MAX)] = ()
    floor_value: Amount | None = None
    floor_quantity: Measure | None = None
    registry_no: OptionalKey = ""

    def __post_init__(self) -> None:
        require_moments(issued_at=self.issued_at)
        require_not_negative("floor_quantity", self.floor_quantity)
        require_money_not_negative("floor_value", self.floor_value)
        if self.action != "floor" and not self.lots:
            raise Wrong(
                f"to {self.action} needs at least one lot", cause="catalogue.pledge_empty", field="lots"
            )
        if self.action == "floor" and self.floor_value is None and self.floor_quantity is None:
            raise Wrong(
                "a floor notice needs floor_value or floor_quantity",
                cause="catalogue.pledge_empty",
                field="floor_value",
            )


class PledgeConfirm(Document, frozen=True, kw_only=True):
    """M19, a fact from the supervisor: what the supervisor stands in for.

    confirm_no: its number
    notice_no: of the notice it answers
    action: the notice's
    result: accept all, accept the lots listed (partial), or reject
    warehouse: the site as the warehouse calls it
    event_time: when it was confirmed
    contract_no: of the pledge
    lots: what is confirmed, in the supervisor's quantities; none where it is rejected
    differences: what was found other than told
    registry_no: of the filing at the registry 中登
    signer: who signed
    seal_id: of the signature or seal used
    reason: of a rejection
    """

    TYPE: ClassVar[str] = "wms.pledge_confirm.v1"
    KEYS: ClassVar[tuple[str, ...]] = (
        "confirm_no",
        "notice_no",
        "contract_no",
        "registry_no",
        "lots.lot_no",
    )
    TIMES: ClassVar[tuple[str, ...]] = ("event_time",)

    confirm_no: Key
    notice_no: Key
    action: Literal["pledge", "unpledge", "floor"]
    result: Literal["accept", "partial", "reject"]
    warehouse: Key
    event_time: Moment
    contract_no: OptionalKey = ""
    lots: Annotated[tuple[PledgeLine, ...], Meta(max_length=LINES_MAX)] = ()
    differences: Annotated[tuple[Text, ...], Meta(max_length=1_000)] = ()
    registry_no: OptionalKey = ""
    signer: Text = ""
    seal_id: OptionalKey = ""
    reason: Text = ""

    def __post_init__(self) -> None:
        require_moments(event_time=self.event_time)
        if self.result == "partial" and not self.lots:
            raise Wrong(
                "a partial confirmation must list the lots it confirms",
                cause="catalogue.pledge_empty",
                field="lots",
            )
        if self.result == "reject" and self.lots:
            raise Wrong("a rejection confirms no lots", cause="catalogue.pledge_empty", field="lots")
