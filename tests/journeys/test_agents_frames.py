"""A real agent and the whole hub: what is encrypted on its way, and a frame that is lost behind the door."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from core.hub.arrivals import Arrival
from core.hub.frame_intake import Receipt
from core.hub.frames import parse_frame
from core.hub.suites import suite_named
from tests.journeys import papers
from tests.journeys.house import GAP_WAIT_S, House
from tests.journeys.site import PartnerSite
from tests.patience import until

LARGE = 300 * 1024
Site = Callable[..., PartnerSite]


@pytest.fixture
def site(house: House, tmp_path: Path) -> Iterator[Site]:
    made: list[PartnerSite] = []

    def make(**said: str) -> PartnerSite:
        made.append(PartnerSite(house, tmp_path / "site", **said))
        return made[-1]

    yield make
    for one in made:
        one.close()


def _contract(house: House, old: str, new: str) -> None:
    path = house.mappings / "demo-warehouse" / "partner.yaml"
    path.write_text(path.read_text().replace(old, "") + new)
    house.publish("demo-warehouse")


def _drop(site: PartnerSite, lot: str) -> None:
    site.drop(f"{lot}.csv", papers.slip("入库", f"RK-{lot}", lot, "1"))
    site.taken(f"{lot}.csv")


@pytest.mark.parametrize("suite", ["intl", "gm"])
def test_where_a_contract_requires_it_all_that_leaves_an_agent_is_encrypted(
    house: House, site: Site, suite: str
) -> None:
    _contract(house, "", "encrypt: required\n")
    agent = site(suite=suite)
    agent.start()

    _drop(agent, "LOT-SECRET")
    agent.drop("large.csv", papers.slip("入库", "RK-LARGE", "LOT-LARGE", "1") + b"\r\n" * LARGE)

    assert house.handled("LOT-SECRET.csv").state == "done"
    assert house.handled("large.csv").state
    assert len(house.hub.body_keys.ids(suite_named(suite))) == 1
    assert [row for row in house.alerts().values() if row.code.startswith("H")] == []
    spool = b"".join(path.read_bytes() for path in agent.home.glob("spool.db*"))
    assert b"RK-LOT-SECRET" not in spool
    assert b"RK-LARGE" not in spool
    assert b'"encryption":{"key":' in spool


def test_a_contract_that_begins_to_ask_is_heard_by_a_running_agent(house: House, site: Site) -> None:
    agent = site()
    agent.start()
    _drop(agent, "PLAIN")
    assert house.handled("PLAIN.csv").state == "done"

    _contract(house, "", "encrypt: allowed\n")
    until(lambda: "bodies are encrypted to key" in agent.log(), "the agent to hear of it")
    _drop(agent, "SEALED")

    assert house.handled("SEALED.csv").state == "done"
    spool = b"".join(path.read_bytes() for path in agent.home.glob("spool.db*"))
    assert b'"encryption":{"key":' in spool


@pytest.mark.parametrize("wait_s", [GAP_WAIT_S, 60])
def test_a_frame_lost_behind_the_door_is_asked_for_and_sent_again(
    house: House, site: Site, wait_s: float
) -> None:
    _contract(house, f"gap_wait_s: {GAP_WAIT_S}\n", f"gap_wait_s: {wait_s}\n")
    lost = _lose(house, number=3)
    agent = site()
    agent.start()

    for lot in "ABC":
        _drop(agent, lot)

    assert [house.handled(f"{lot}.csv").state for lot in "ABC"] == ["done"] * 3
    assert lost == [3]
    slips = [row for row in house.hub.store.rows(Arrival, limit=99) if row.source == "slips"]
    order = [row.name[0] for row in sorted(slips, key=lambda row: row.number)]
    # Who waits long enough books in order; who does not books the facts, says the gap, and its end.
    assert order == ["A", "B", "C"] or (wait_s < 1 and order == ["A", "C", "B"])
    until(lambda: _gaps(house) in ([], ["closed"][: wait_s < 1]), "the end of the gap")


def _gaps(house: House) -> list[str]:
    return [row.state for row in house.alerts().values() if row.code == "C15"]


def _lose(house: House, *, number: int) -> list[int]:
    """The first time this frame is taken in, it is gone: after the broker's confirm or the door's answer."""
    lost: list[int] = []
    take = house.hub.frames.take

    def losing(raws: Sequence[bytes]) -> list[Receipt]:
        kept = []
        for raw in raws:
            if parse_frame(raw).header.number == number and not lost:
                lost.append(number)
            else:
                kept.append(raw)
        return take(kept)

    house.hub.frames.take = losing  # type: ignore[method-assign]
    return lost
