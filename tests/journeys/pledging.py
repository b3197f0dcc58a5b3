"""100 tonnes of one lot, brought in, pledged to the demo's bank and confirmed by the warehouse."""

from __future__ import annotations

from tests.frames import FrameMaker
from tests.journeys import papers
from tests.journeys.house import House
from tests.journeys.papers import SITE, record


def pledge(house: House, agent: FrameMaker, lot: str = "LOT-1", number: str = "1") -> None:
    """number: what its slip (RK-), notice (PN-) and confirmation (PC-) are told apart by."""
    inbound = record(papers.slip("入库", f"RK-{number}", lot, "100"), "slips", f"RK-{number}.csv")
    house.send(agent, agent.data(inbound))
    assert house.handled(f"RK-{number}.csv").state == "done"
    lots = [{"lot": lot, "sku": "HRC-5.5", "qty": "100", "unit": "TNE"}]
    order = papers.order("pledge", f"PN-{number}", lots=lots)
    notice = house.hand_in("demo-bank", "orders", SITE, f"PN-{number}", order)
    assert notice.status_code == 200, notice.text
    answer = papers.answer(f"PC-{number}", f"PN-{number}")
    house.send(agent, agent.data(record(answer, "answers", f"PC-{number}.json")))
    assert house.handled(f"PC-{number}.json").state == "done"
