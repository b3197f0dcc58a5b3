"""Every fault of what cannot be read: reading ends at the first one, whoever mends it wants all of them."""

from __future__ import annotations

import msgspec

from core.hub.arrivals import Arrival, ContractSwitch
from core.hub.normalize import Normalizer
from core.hub.ports import Library, Store
from core.hub.retention import is_forgotten
from core.hub.status import FaultStatus, Status

# What is larger is told by its first fault: it is read again each time somebody asks.
BYTES_MAX = 1024 * 1024
SWITCHES_MAX = 10_000


class AllFaults:
    """Reads again what could not be read, by the contract it arrived under, and keeps nothing of it."""

    def __init__(self, store: Store, library: Library, normalizer: Normalizer) -> None:
        self._store = store
        self._library = library
        self._normalizer = normalizer

    def told(self, status: Status) -> Status:
        """The same status with every fault; as it is where reading was not what failed, or is too much."""
        if status.state != "unreadable" or not status.faults:
            return status
        partition, number = map(int, status.id.split("/"))
        arrival = self._store.arrival(partition, number)
        if arrival is None or arrival.size > BYTES_MAX or arrival.kind != "document" or is_forgotten(arrival):
            return status
        found = self._of(arrival, status.faults[0].state)
        causes = {one.cause for one in found}
        kept = [one for one in status.faults if one.cause not in causes]
        # Where today's reading finds none of what is on record, it was read by another contract.
        return (
            status
            if len(kept) == len(status.faults)
            else msgspec.structs.replace(status, faults=found + kept)
        )

    def _of(self, arrival: Arrival, state: str) -> list[FaultStatus]:
        switches = self._store.rows(ContractSwitch, limit=SWITCHES_MAX, partition=arrival.partition)
        hash_ = next((one.contract for one in reversed(switches) if one.number <= arrival.number), "")
        contract = self._library.contract(hash_) if hash_ else None
        return [
            FaultStatus(cause=one.cause, place=one.place or arrival.name, text=one.text, state=state)
            for one in self._normalizer.faults(arrival, contract)
        ]
