"""The main journeys of a document, from a partner to the books and the people who must know."""

from __future__ import annotations

import msgspec

from core.custody.lot import Lot
from tests.journeys import papers
from tests.journeys.again import try_again
from tests.journeys.house import House
from tests.journeys.papers import SITE, record
from tests.journeys.pledging import pledge
from tests.patience import until

TONNE = 1_000_000


def test_a_delivery_from_the_warehouse_comes_to_the_alert(house: House) -> None:
    agent = house.agent("wh-01", "demo-warehouse")
    pledge(house, agent)

    house.send(agent, agent.data(record(papers.slip("出库", "CK-1", "LOT-1", "30"), "slips", "CK-1.csv")))

    alert = house.alert("C01", f"{SITE}/CK-1/LOT-1")
    assert alert.severity == "critical"
    assert "30 TNE of lot LOT-1 left" in alert.text
    assert _lot(house, "LOT-1").on_hand_micro == 70 * TONNE


def test_an_unreadable_file_is_mended_by_a_published_mapping_and_tried_again(house: House) -> None:
    agent = house.agent("wh-01", "demo-warehouse")
    house.send(
        agent, agent.data(record(papers.slip("入库", "RK-9", "LOT-9", "12", "捆"), "slips", "RK-9.csv"))
    )
    status = house.handled("RK-9.csv")
    assert status.state == "unreadable"
    assert status.faults[0].place == "row 2 column 单位"

    units = house.mappings / "demo-warehouse" / "units.yaml"
    units.write_text(units.read_text() + "捆: H87\n")
    house.handled(house.publish("demo-warehouse"))
    try_again(house)

    assert house.handled("RK-9.csv").state == "done"
    lot = _lot(house, "LOT-9")
    assert (lot.on_hand_micro, lot.unit) == (12 * TONNE, "H87")


def test_the_same_outbound_by_agent_and_by_rest_moves_the_goods_once(house: House) -> None:
    agent = house.agent("wh-01", "demo-warehouse")
    inbound = record(papers.slip("入库", "RK-1", "LOT-1", "100"), "slips", "RK-1.csv")
    payload = papers.slip("出库", "CK-1", "LOT-1", "30")
    house.send(agent, agent.data(inbound), agent.data(record(payload, "slips", "CK-1.csv")))
    assert house.handled("CK-1.csv").state == "done"

    at = payload.decode("gb18030").splitlines()[1].split(",")[3]
    lots = [
        {"lot": "LOT-1", "sku": "HRC-5.5", "name": "热轧卷板", "spec": "Q235B", "qty": "30", "unit": "TNE"}
    ]
    said = {"kind": "out", "no": "CK-1", "at": f"{at.replace(' ', 'T')}+08:00", "lots": lots}
    answer = house.hand_in("demo-warehouse", "api", SITE, "CK-1-by-rest", said)

    assert answer.status_code == 200, answer.text
    [document] = answer.json()["documents"]
    assert document["outcome"] == "noted"
    assert "seen before" in document["reason"]
    assert _lot(house, "LOT-1").on_hand_micro == 70 * TONNE
    assert len(house.effects("lot.out")) == 1


def test_a_corrected_invoice_under_its_old_number_stands_beside_the_first(house: House) -> None:
    agent = house.agent("erp-01", "demo-steel")
    rows = [papers.invoice("INV-1", 1, "100.00"), papers.invoice("INV-1", 2, "90.00")]
    records = [record(msgspec.json.encode(row), "invoices", "INV-1", site="HQ-SHA") for row in rows]

    house.send(agent, agent.data(records[0]), agent.data(records[1]))

    house.handled("INV-1", times=2)
    payable = [msgspec.json.decode(row.body)["payable"] for row in house.documents("erp.invoice.v1")]
    assert sorted(payable) == ["100.00", "90.00"]


def test_a_slip_that_says_something_else_under_its_number_is_a_conflict_for_a_person(house: House) -> None:
    agent = house.agent("wh-01", "demo-warehouse")
    house.send(agent, agent.data(record(papers.slip("入库", "RK-1", "LOT-1", "100"), "slips", "RK-1.csv")))
    assert house.handled("RK-1.csv").state == "done"

    house.send(agent, agent.data(record(papers.slip("入库", "RK-1", "LOT-1", "900"), "slips", "RK-1.csv")))

    assert house.handled("RK-1.csv", times=2).state == "conflict"
    assert _lot(house, "LOT-1").on_hand_micro == 100 * TONNE


def test_two_equal_snapshots_on_two_days_are_two_snapshots(house: House) -> None:
    agent = house.agent("wh-01", "demo-warehouse")
    payload = papers.stock("LOT-1", "100")
    names = ("stock_20261120T200000.csv", "stock_20261121T200000.csv")

    house.send(agent, *(agent.data(record(payload, "snapshots", name)) for name in names))

    assert [house.handled(name).state for name in names] == ["done", "done"]
    assert len(house.effects("snapshot.kept")) == 2


def test_the_same_event_printed_otherwise_moves_the_goods_once(house: House) -> None:
    agent = house.agent("wh-01", "demo-warehouse")
    plain = papers.capture(papers.event("receiving", "urn:epc:id:sgtin:6926012.100001.101"))
    pretty = msgspec.json.format(plain, indent=4)

    house.send(
        agent,
        agent.data(record(plain, "events", "gate.json")),
        agent.data(record(pretty, "events", "gate-again.json")),
    )

    assert house.handled("gate.json").state == "done"
    assert house.handled("gate-again.json").state == "noted"
    assert _lot(house, "urn:epc:id:sgtin:6926012.100001.101").on_hand_micro == TONNE


def test_behind_a_gap_an_unauthorised_release_is_alarmed_after_the_wait(house: House) -> None:
    agent = house.agent("wh-01", "demo-warehouse")
    pledge(house, agent)
    withheld = agent.data(record(papers.slip("入库", "RK-2", "LOT-2", "50"), "slips", "RK-2.csv"))

    house.send(agent, agent.data(record(papers.slip("出库", "CK-1", "LOT-1", "30"), "slips", "CK-1.csv")))

    alert = house.alert("C01", f"{SITE}/CK-1/LOT-1")
    assert alert.state == "open"
    gap = until(lambda: [row for row in house.alerts().values() if row.code == "C15"], "the gap's alert")
    assert gap[0].state == "open"

    house.send(agent, withheld)

    assert house.handled("RK-2.csv").state == "done"
    until(lambda: house.alert("C15", gap[0].object).state == "closed", "the gap's end")


def _lot(house: House, number: str) -> Lot:
    lot = house.hub.store.get(Lot, SITE, number)
    assert lot is not None
    return lot
