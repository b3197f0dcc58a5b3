"""Doubled, out of order, withheld, forged, at the edge of a day: each has one outcome, however it comes."""

from __future__ import annotations

from core.custody.lot import Lot
from core.hub.agents import Quarantined
from core.hub.arrivals import Arrival
from tests.frames import FrameMaker
from tests.journeys import papers
from tests.journeys.house import House
from tests.journeys.papers import SITE, record
from tests.journeys.pledging import pledge
from tests.patience import until

TONNE = 1_000_000


def _in(lot: str) -> dict[str, object]:
    return record(papers.slip("入库", f"RK-{lot}", lot, "100"), "slips", f"{lot}.csv")


def _tonnes(house: House, lot: str) -> int:
    row = house.hub.store.get(Lot, SITE, lot)
    return row.on_hand_micro // TONNE if row else 0


def test_what_comes_doubled_in_every_way_moves_the_goods_once(house: House) -> None:
    agent = house.agent("wh-01", "demo-warehouse")
    payload = papers.slip("入库", "RK-A", "A", "100")
    frame = agent.data(record(payload, "slips", "A.csv"))

    house.send(agent, frame, frame)
    house.send(agent, frame)
    house.send(agent, agent.data(record(payload, "slips", "A.csv"), record(payload, "slips", "A again.csv")))

    assert [house.handled("A.csv", times).state for times in (1, 2)] == ["done", "noted"]
    assert house.handled("A again.csv").state == "noted"
    assert _tonnes(house, "A") == 100
    assert len(house.effects("lot.in")) == 1


def test_frames_that_come_in_any_order_are_booked_in_their_own(house: House) -> None:
    agent = house.agent("wh-01", "demo-warehouse")
    frames = [agent.data(_in(lot)) for lot in "ABCDE"]

    for index in (3, 1, 4, 0, 2):
        house.send(agent, frames[index])

    assert {house.handled(f"{lot}.csv").state for lot in "ABCDE"} == {"done"}
    stored = [row for row in house.hub.store.rows(Arrival, limit=99) if row.source == "slips"]
    assert [row.name for row in sorted(stored, key=lambda row: row.number)] == [
        f"{lot}.csv" for lot in "ABCDE"
    ]


def test_behind_a_gap_a_release_nobody_allowed_is_alarmed_after_the_wait(house: House) -> None:
    agent = house.agent("wh-01", "demo-warehouse")
    pledge(house, agent, "LOT-1", "1")
    withheld = agent.data(_in("behind"))

    house.send(agent, agent.data(record(papers.slip("出库", "CK-1", "LOT-1", "30"), "slips", "CK-1.csv")))

    house.alert("C01", f"{SITE}/CK-1/LOT-1")
    house.send(agent, withheld)
    assert house.handled("behind.csv").state == "done"
    until(lambda: not [one for one in house.alerts().values() if one.code == "C15" and one.state == "open"],
          "the gap's end")  # fmt: skip


def test_a_frame_in_an_agents_name_is_kept_alarmed_and_moves_nothing(house: House) -> None:
    agent = house.agent("wh-01", "demo-warehouse")
    stranger = FrameMaker("wh-01", seed=b"\x66" * 32)
    stranger.open()

    house.send(agent, stranger.data(_in("X")))
    house.send(agent, agent.data(_in("A")))

    assert house.handled("A.csv").state == "done"
    alert = until(
        lambda: next((one for one in house.alerts().values() if one.code == "H01"), None), "the alarm"
    )
    assert "frame 2 is not signed by a key of wh-01" in alert.text
    assert [row.code for row in house.hub.store.rows(Quarantined, limit=9)] == ["signature"]
    assert (_tonnes(house, "A"), _tonnes(house, "X")) == (100, 0)


def test_a_machine_nobody_enrolled_is_told_so_and_its_frame_is_kept(house: House) -> None:
    agent = house.agent("wh-01", "demo-warehouse")
    nobody = FrameMaker("wh-99")

    house.send(agent, nobody.open())

    [kept] = until(lambda: house.hub.store.rows(Quarantined, limit=9), "the frame")
    assert (kept.agent, kept.code, kept.frame) == ("wh-99", "unknown_agent", nobody.frames[1])
    assert "no agent 'wh-99' is enrolled here" in kept.text


def test_what_an_agent_of_an_unpublished_partner_sends_waits_for_its_contract(house: House) -> None:
    agent = house.agent("new-01", "new-yard")
    house.send(agent, agent.data(_in("A")))

    status = house.handled("A.csv")

    assert status.state == "unreadable"
    [fault] = status.faults
    assert (fault.place, fault.cause) == ("partner new-yard", "contract.none@new-yard")
    assert "publish one, then retry" in fault.text


def test_the_last_second_of_a_day_in_shanghai_belongs_to_that_day(house: House) -> None:
    agent = house.agent("wh-01", "demo-warehouse")
    slips = "\r\n".join((
        papers.SLIP,
        "入库,RK-1,,2026-11-20 23:59:59,,,LOT-1,HRC-5.5,热轧卷板,Q235B,100,吨",
        "入库,RK-2,,2026-11-21 00:00:00,,,LOT-1,HRC-5.5,热轧卷板,Q235B,7,吨", "",
    )).encode("gb18030")  # fmt: skip
    names = ("stock_20261120T235959.csv", "stock_20261121T000000.csv")

    house.send(agent, agent.data(record(slips, "slips", "midnight.csv")))
    house.send(agent, agent.data(*(record(papers.stock("LOT-1", tonnes), "snapshots", name)
                                   for name, tonnes in zip(names, ("100", "107"), strict=True))))  # fmt: skip

    assert [house.handled(name).state for name in ("midnight.csv", *names)] == ["done"] * 3
    times = [f"{row.event_time:%d %H:%M:%S}" for row in house.documents("wms.inbound.v1")]
    assert sorted(times) == ["20 15:59:59", "20 16:00:00"]
    # Each snapshot is held against the book of its own second, so neither finds a difference.
    assert [one for one in house.alerts().values() if one.code == "C07"] == []
