"""Bad files through the whole hub: each is answered with its place, kept as it came, half-does nothing."""

from __future__ import annotations

from hashlib import sha256

import pytest

from core.hub.arrivals import Arrival
from core.hub.documents import Effect, StoredDocument
from core.hub.status import Status
from tests.journeys import papers
from tests.journeys.again import try_again
from tests.journeys.bad_files import BAD_JSON, BAD_TABLES, BAD_XML, HALL, JSON, PAPERS, BadFile, csv, row
from tests.journeys.house import House
from tests.journeys.papers import SITE, record

WAREHOUSE = "demo-warehouse"
EVERY = (*BAD_TABLES, *BAD_JSON, *BAD_XML)


@pytest.fixture
def warehouse(house: House) -> House:
    """The demo's warehouse with orders on paper and a hall in another zone."""
    contract = house.mappings / WAREHOUSE / "partner.yaml"
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


def test_a_file_over_its_readers_limit_is_kept_told_and_read_once_the_limit_is_raised(house: House) -> None:
    mapping = house.mappings / WAREHOUSE / "in" / "slips.yaml"
    whole = mapping.read_text()
    mapping.write_text(whole.replace("reads: {", 'reads: {bytes_max: "300000", '))
    house.publish(WAREHOUSE)
    agent = house.agent("wh-01", WAREHOUSE)
    large = csv(*(row(no=f"RK-{number}").replace("Q235B", "Q" * 1000) for number in range(310)))

    house.send(agent, *(agent.data(one) for one in _in_pieces(large, "large.csv")))

    status = house.handled("large.csv")
    assert status.state == "unreadable"
    assert (status.faults[0].cause, status.faults[0].place) == ("csv.too_large", f"bytes 300000-{len(large)}")
    [arrival] = house.hub.store.rows(Arrival, limit=2, name="large.csv")
    assert (arrival.size, house.hub.normalizer.payload(arrival)) == (len(large), large)
    mapping.write_text(whole)
    house.handled(house.publish(WAREHOUSE))
    try_again(house)
    assert house.handled("large.csv").state == "done"
    assert len(house.documents("wms.inbound.v1")) == 310


def test_what_a_room_cannot_book_is_refused_and_names_the_document(house: House) -> None:
    said = JSON.replace(b"TNE", b"XYZ")

    answer = house.hand_in(WAREHOUSE, "api", SITE, "RK-X", said)

    assert answer.status_code == 422
    [fault] = answer.json()["faults"]
    assert fault["place"] == "wms.inbound.v1 RK-X"
    assert "'XYZ' is no unit this hub knows" in fault["text"]
    assert house.effects("lot.in") == []


def _in_pieces(payload: bytes, name: str) -> list[dict[str, object]]:
    """The records of a large file: its chunks and their manifest."""
    pieces = [payload[at : at + 200_000] for at in range(0, len(payload), 200_000)]
    chunks = [
        {"kind": "chunk", "file": "f", "index": index, "payload": piece} for index, piece in enumerate(pieces)
    ]
    sums = {"size": len(payload), "sha256": sha256(payload).hexdigest(), "chunks": len(pieces)}
    return [*chunks, {**record(b"", "slips", name), "kind": "manifest", "file": "f", **sums}]


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
