"""What secures money that is out is called, short, let go or filed upon: it is judged at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.catalogue.registry_filing import RegistryFiling
from core.custody import BreachesClosed, Lot, LotsMoved
from core.hub.alerts import AlertCleared, AlertRaised
from core.hub.handling import Together, handles
from core.hub.message import Message
from core.hub.records import Record
from core.loan.post_hearing import hear_contracts
from core.loan.records import Facility
from core.loan.work import LoanWork

# Floors, levels, prices and papers are told about a contract, short stock about a lot.
OF_CONTRACTS, OF_LOTS = frozenset({"C03", "C04", "C06", "C12"}), frozenset({"C02"})


@handles(
    "collateral.called.v1",
    "collateral.call_answered.v1",
    "collateral.cure_lapsed.v1",
    "collateral.shortfall.v1",
)
def hear_call(message: Message, work: LoanWork) -> list[Message]:
    return hear_contracts(message, work, [message.body.contract_no], message.type)


@handles("custody.lots_moved.v1")
def hear_departure(message: Message, work: LoanWork) -> list[Message]:
    """Only of what left without leave: all else moves the mark, and is heard of where the mark says so."""
    said = message.read(LotsMoved)
    if not any(moved.without_leave for moved in said.lots):
        return []
    return hear_contracts(message, work, [said.contract_no], "goods left without leave")


@handles("custody.breaches_closed.v1")
def hear_explanation(message: Message, work: LoanWork) -> list[Message]:
    return hear_contracts(
        message, work, [message.read(BreachesClosed).contract_no], "a departure is explained"
    )


@handles("registry.filing.v1")
def hear_filing(message: Message, work: LoanWork) -> list[Message]:
    said = message.read(RegistryFiling)
    if said.status == "pending":
        return []
    return hear_contracts(message, work, [said.subject_no], f"the registry tells of {said.subject_no}")


def alerted_contracts(message: Message) -> Iterator[tuple[type[Record], dict[str, Any]]]:
    """The facilities of the contract that an alert is about."""
    body: AlertRaised | AlertCleared = message.body
    if body.code in OF_CONTRACTS:
        yield Facility, {"contract_no": _contract_in(body.object)}


@handles("alert.raised.v1", "alert.cleared.v1", together=Together(finds=alerted_contracts))
def hear_alert(message: Message, work: LoanWork) -> list[Message]:
    """A few codes of custody and collateral; of what is not about a contract or a pledged lot, nothing."""
    body: AlertRaised | AlertCleared = message.body
    contracts: list[str] = []
    if body.code in OF_CONTRACTS:
        contracts = [_contract_in(body.object)]
    elif body.code in OF_LOTS:
        site, _, rest = body.object.partition("/")
        lot: Lot | None = work.collateral.lots.get(site, rest.removesuffix("/count")) if rest else None
        contracts = [lot.contract_no] if lot is not None else []
    return hear_contracts(message, work, contracts, f"{body.code} {body.object}")


def _contract_in(object_: str) -> str:
    """`PC-1`, `PC-1:CALL` or `PC-1/HRC`."""
    return object_.partition("/")[0].partition(":")[0]
