"""What is handed in by SOAP: its outcomes, its repeats, and the bytes that are kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from adapters.wiring.hub import Hub
from core.hub.contracts import SoapDoor
from core.hub.documents import Effect
from core.kernel.errors import Unavailable
from gateway.soap.words import SOAP_11, SOAP_12
from gateway.worker import Worker
from tests.gateway.soap.asking import MEDIA, Speaker, envelope, in_clear, settled
from tests.gateway.soap.conftest import publish
from tests.hub_world import slip

SLIP = slip("in", "IN-1", ("L1", "10"))
OTHER_UNIT = slip("in", "IN-2", ("L1", "1")).replace(b'"qty":"1"', b'"qty":"1","unit":"H87"')
INBOUND = (
    "<idempotencyKey>KEY</idempotencyKey><site>W1</site><inbound><number>IN-7</number>"
    "<at>2026-11-23T15:00:00+08:00</at><lot><lotNo>L1</lotNo><quantity>10</quantity><unit>TNE</unit></lot></inbound>"
)
ASKED = (
    "<idempotencyKey>a1</idempotencyKey><site>W1</site><application><applicationNo>SQ-1</applicationNo>"
    "<appliedAt>2026-11-23T15:00:00+08:00</appliedAt><applicant>wms</applicant><product>pledge</product>"
    '<amount currency="CNY">100.00</amount><reference>L1</reference></application>'
)


@pytest.mark.parametrize("soap", [SOAP_11, SOAP_12])
@pytest.mark.usefixtures("worker")
def test_the_outcomes_are_an_answer_or_a_fault_that_says_code_place_and_text(
    door: Speaker, hub: Hub, tmp_path: Path, soap: str
) -> None:
    publish(hub, tmp_path, "soap: {wait_s: 10}\n")

    done = settled(lambda: door.submit(SLIP, soap=soap))
    noted = settled(lambda: door.ask("SubmitApplication", ASKED, soap=soap))
    refused = settled(lambda: door.submit(OTHER_UNIT, "k2", soap=soap))
    unreadable = settled(lambda: door.submit(slip("in", "IN-3", ("L1", "ten")), "k3", soap=soap))

    sender = "Client" if soap == SOAP_11 else "Sender"
    assert (done.status, done.state, done.texts("standing/document/type")) == (
        200,
        "done",
        ["wms.inbound.v1"],
    )
    assert (noted.status, noted.state) == (200, "noted")
    assert (refused.status, refused.code, refused.text("outcome")) == (400, sender, "refused")
    assert refused.text("problem/text") == refused.text("standing/document/reason") != ""
    assert (unreadable.status, unreadable.code, unreadable.text("outcome")) == (400, sender, "unreadable")
    assert "ten" in unreadable.text("problem/text")
    assert unreadable.text("problem/place") != ""
    assert unreadable.text("problem/code").startswith("map.")
    assert unreadable.text("standing/id") == "1/4"


def test_the_door_waits_five_seconds_unless_the_contract_says_otherwise() -> None:
    assert SoapDoor().wait_s == 5.0


def test_a_door_whose_wait_is_over_says_that_it_was_taken(door: Speaker, hub: Hub) -> None:
    answer = door.submit(SLIP)

    assert (answer.status, answer.state, answer.text("standing/id")) == (200, "taken", "1/1")
    arrival = hub.store.arrival(1, 1)
    assert arrival is not None
    assert (arrival.body, arrival.door, arrival.media, arrival.name) == (
        SLIP,
        "soap",
        "application/json",
        "a",
    )


def test_a_repeat_gets_the_present_outcome_and_one_key_with_two_contents_is_a_conflict(
    door: Speaker, hub: Hub
) -> None:
    door.submit(SLIP)
    Worker(hub, "test", partitions_max=8).drain()

    again = door.submit(SLIP, soap=SOAP_12)
    other = door.submit(slip("in", "IN-1", ("L1", "11")))

    assert (again.state, again.text("standing/id")) == ("done", "1/1")
    assert (other.status, other.text("outcome"), other.code) == (409, "conflict", "Client")
    assert "another payload" in other.text("problem/text")
    assert len(hub.store.rows(Effect, limit=9)) == 1


def test_a_store_that_is_away_is_the_server_s_fault_with_a_time_to_come_again(
    door: Speaker, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> Any:
        raise Unavailable("the database did not answer")

    with monkeypatch.context() as gone:
        gone.setattr(hub.store, "unit", away)
        answer = door.submit(SLIP)

    assert (answer.status, answer.code, answer.text("outcome")) == (503, "Server", "unavailable")
    assert "the database did not answer" in answer.text("problem/text")
    assert int(answer.text("retryAfterS")) == int(answer.headers["retry-after"]) >= 1
    assert hub.store.arrival(1, 1) is None


def test_an_operation_of_the_warehouse_is_booked_whatever_envelope_and_prefixes_it_came_in(
    door: Speaker, hub: Hub
) -> None:
    first = door.ask("WarehouseOperation", INBOUND.replace("KEY", "w1"))
    prefixed = (
        INBOUND.replace("KEY", "w1").replace("</", "</q:").replace("<", "<q:").replace("<q:/q:", "</q:")
    )
    operation = f'<q:WarehouseOperation xmlns:q="urn:lianqiao:soap:v1">{prefixed}</q:WarehouseOperation>'
    conflict = door.raw(envelope(operation, soap=SOAP_12, header=in_clear(door.machine)))
    again = door.ask("WarehouseOperation", INBOUND.replace("KEY", "w1"), soap=SOAP_12)
    Worker(hub, "test", partitions_max=8).drain()

    assert (first.state, again.state, again.text("standing/id")) == ("taken", "taken", "1/1")
    assert conflict.text("outcome") == "conflict", "the prefixes are the partner's own bytes"
    assert len(hub.store.rows(Effect, limit=9)) == 1
    arrival = hub.store.arrival(1, 1)
    assert arrival is not None
    assert (arrival.source, arrival.name) == ("warehouse", "IN-7")


def test_a_text_is_kept_as_its_bytes_in_utf_8(door: Speaker, hub: Hub) -> None:
    body = (
        "<idempotencyKey>t1</idempotencyKey><source>slips</source><site>W1</site>"
        "<text>&lt;a&gt;离库&lt;/a&gt;</text>"
    )

    door.ask("SubmitDocument", body)

    arrival = hub.store.arrival(1, 1)
    assert arrival is not None
    assert (arrival.body, arrival.media) == ("<a>离库</a>".encode(), "application/octet-stream")


def test_a_caller_s_trace_is_taken_up(door: Speaker, hub: Hub) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    door.http.headers["traceparent"] = f"00-{trace}-00f067aa0ba902b7-01"

    door.submit(SLIP)

    arrival = hub.store.arrival(1, 1)
    assert arrival is not None
    assert arrival.trace == bytes.fromhex(trace)


def test_over_the_partner_s_quota_the_fault_says_when_to_come_again(
    door: Speaker, hub: Hub, tmp_path: Path
) -> None:
    publish(hub, tmp_path, "bytes_per_day: 150\nsoap: {wait_s: 0}\n")
    door.submit(SLIP)

    over = door.submit(slip("in", "IN-2", ("L1", "1")), "k2")

    assert (over.status, over.code, over.text("outcome")) == (429, "Server", "too_many")
    assert int(over.text("retryAfterS")) >= 1
    assert hub.store.arrival(1, 2) is None


def test_a_partner_whose_client_reads_faults_in_500_alone_has_them_so(
    door: Speaker, hub: Hub, tmp_path: Path
) -> None:
    publish(hub, tmp_path, "soap: {fault_500: true}\n")
    said = '<QueryStatus xmlns="urn:lianqiao:soap:v1"><id>9/9</id></QueryStatus>'
    content = envelope(said, header=in_clear(door.machine))
    answer = door.http.post(door.address, content=content, headers={"Content-Type": MEDIA[SOAP_11]})

    assert answer.status_code == 500
    assert "<faultcode>soap:Client</faultcode>" in answer.text
