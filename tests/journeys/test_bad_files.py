"""Bad files through the whole hub: each is answered with its place, kept as it came, half-does nothing."""

from __future__ import annotations

import pytest

from core.hub.arrivals import Arrival
from core.hub.documents import Effect, StoredDocument
from core.hub.status import Status
from tests.journeys import papers
from tests.journeys.bad_files import BAD_JSON, BAD_TABLES, BAD_XML, HALL, PAPERS, BadFile
from tests.journeys.house import House
from tests.journeys.papers import record

WAREHOUSE = "demo-warehouse"
EVERY = (*BAD_TABLES, *BAD_JSON, *BAD_XML)


@pytest.fixture
def warehouse(house: House) -> House:
    """The demo's warehouse with orders on paper and a hall in another zone."""
    contract = house.mappings / WAREHOUSE / "contract.yaml"
    said = contract.read_text().replace("feeds:\n", HALL + "feeds:\n" + PAPERS)
    contract.write_text(said)
    house.publish(WAREHOUSE)
    return house


def test_every_bad_file_of_an_agent_is_answered_with_its_place_and_nothing_waits_behind_it(
    warehouse: House,
) -> None:
    agent = warehouse.agent("wh-01", WAREHOUSE)
    named = [(f"{number}-{case.source}", case) for number, case in enumerate(EVERY)]
    records = [record(case.payload, case.source, name, case.site) for name, case in named]
    good = record(papers.slip("入库", "RK-1", "LOT-1", "100"), "slips", "good.csv")

    warehouse.send(agent, *(agent.data(one) for one in records), agent.data(good))

    assert warehouse.handled("good.csv").state == "done"
    wrong = [fault for name, case in named for fault in _faults(warehouse, name, case)]
    assert wrong == [], "\n".join(wrong)


def test_the_partners_door_answers_every_bad_document_with_its_place(warehouse: House) -> None:
    wrong = []
    for number, case in enumerate((*BAD_JSON, *BAD_XML)):
        name = f"{number}-{case.source}"
        answer = warehouse.hand_in(WAREHOUSE, case.source, case.site, name, case.payload)
        if answer.status_code != 400 or case.place not in answer.text or case.cause not in answer.text:
            wrong.append(f"{case.source} {case.name}: {answer.status_code} {answer.text}")
        wrong += _faults(warehouse, name, case)

    assert wrong == [], "\n".join(wrong)


def _faults(house: House, name: str, case: BadFile) -> list[str]:
    """How the hub's answer to this file is not what it should be."""
    status = house.handled(name)
    [arrival] = house.hub.store.rows(Arrival, limit=2, name=name)
    found = []
    if house.hub.normalizer.payload(arrival) != case.payload:
        found.append(f"{case.source} {case.name}: its bytes are not as they came")
    for kind in (Effect, StoredDocument):
        left = house.hub.store.rows(kind, limit=9, partition=arrival.partition, number=arrival.number)
        found += [f"{case.source} {case.name}: left {row}" for row in left]
    return found + _not_said(status, case)


def _not_said(status: Status, case: BadFile) -> list[str]:
    if status.state != "unreadable" or len(status.faults) != 1:
        return [f"{case.source} {case.name}: {status}"]
    [fault] = status.faults
    told = case.place in fault.place and fault.cause.startswith(case.cause)
    return [] if told else [f"{case.source} {case.name}: {fault.cause} at {fault.place!r}: {fault.text}"]
