"""What happens to a spool, with a real agent and the whole hub: nothing lost, nothing doubled, all told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.custody.lot import Lot
from core.hub.agents import Quarantined
from core.hub.failures import Uncertain
from tests.journeys import papers
from tests.journeys.house import House
from tests.journeys.papers import SITE
from tests.journeys.site import PartnerSite
from tests.patience import until

TONNE = 1_000_000


@pytest.fixture
def site(house: House, tmp_path: Path) -> Iterator[PartnerSite]:
    made = PartnerSite(house, tmp_path / "site")
    yield made
    made.close()


def _in(lot: str) -> bytes:
    return papers.slip("入库", f"RK-{lot}", lot, "100")


def _tonnes(house: House, lot: str) -> int:
    row = house.hub.store.get(Lot, SITE, lot)
    return row.on_hand_micro // TONNE if row else 0


def _uncertain(house: House) -> list[str]:
    return [row.origin for row in house.hub.store.rows(Uncertain, limit=99)]


def test_a_deleted_spool_is_told_and_its_files_are_read_again_until_the_goods_are_certain(
    house: House, site: PartnerSite
) -> None:
    agent = site.start()
    site.drop("A.csv", _in("A"))
    assert house.handled("A.csv").state == "done"
    agent.stop()
    site.cut_off()
    cut_off = site.start()
    site.drop("B.csv", _in("B"))
    site.taken("B.csv")
    cut_off.kill()
    site.lose_spool()

    site.connect()
    site.start()

    assert house.handled("B.csv").state == "done"
    alert = house.alert("C15", "wh-01/epoch")
    assert "unknown after" in alert.text
    until(lambda: house.alert("C15", "wh-01/epoch").state == "closed", "every source to be read again")
    assert _uncertain(house) == []
    assert (_tonnes(house, "A"), _tonnes(house, "B")) == (100, 100)


def test_a_spool_copied_back_from_yesterday_stops_its_agent_until_a_person_has_decided(
    house: House, site: PartnerSite, tmp_path: Path
) -> None:
    agent = site.start()
    site.drop("A.csv", _in("A"))
    assert house.handled("A.csv").state == "done"
    agent.stop()
    site.keep_spool(tmp_path / "yesterday")
    agent = site.start()
    site.drop("B.csv", _in("B"))
    assert house.handled("B.csv").state == "done"
    agent.stop()
    site.restore_spool(tmp_path / "yesterday")

    agent = site.start()
    site.drop("C.csv", _in("C"))

    until(lambda: site.known().state == "stopped", "the fork to be seen")
    [fork] = [one for one in house.hub.store.rows(Quarantined, limit=9) if one.code == "fork"]
    assert "with another hash" in fork.text
    until(lambda: [row for row in house.alerts().values() if row.severity == "critical"], "the alarm")
    assert _tonnes(house, "C") == 0
    agent.stop()

    house.trust("wh-01")
    site.start("--new-epoch")

    assert house.handled("C.csv").state == "done"
    until(lambda: _uncertain(house) == [], "the goods to be certain again")
    assert {row.state for row in house.alerts().values()} == {"closed"}
    assert [_tonnes(house, lot) for lot in "ABC"] == [100, 100, 100]
