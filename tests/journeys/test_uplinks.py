"""What is between a real agent and the hub breaks under them: nothing lost, doubled or given up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.hub.bus import DEAD, intake_queue
from core.hub.enrol import shard_of
from tests.adapters.bus.broker import Vhost
from tests.journeys import papers
from tests.journeys.house import House
from tests.journeys.site import PartnerSite
from tests.patience import until
from tests.rebuild import assert_rebuilds
from tests.servers.postgres import Postgres
from tests.servers.rabbitmq import RabbitMQ

pytestmark = pytest.mark.servers
FILES = 8


@pytest.fixture
def house(tmp_path: Path, database_url: str, broker_url: str) -> Iterator[House]:
    """The production column alone: elsewhere there is no broker to break."""
    made = House(tmp_path, database_url=database_url, broker_url=broker_url)
    yield made
    made.close()


@pytest.fixture
def vhost(rabbitmq: RabbitMQ, broker_url: str) -> Vhost:
    return Vhost(rabbitmq, broker_url)


@pytest.fixture
def site(house: House, tmp_path: Path) -> Iterator[PartnerSite]:
    made = PartnerSite(house, tmp_path / "site")
    yield made
    made.close()


def _drop(site: PartnerSite, part: str) -> list[str]:
    names = [f"{part}-{number}.csv" for number in range(FILES)]
    for name in names:
        site.drop(name, papers.slip("入库", f"RK-{name}", f"LOT-{name}", "1"))
    return names


def _queue(house: House) -> str:
    return intake_queue(shard_of("demo-warehouse", house.settings.shards))


def _all_booked_once(house: House, names: list[str]) -> None:
    for name in names:
        assert house.handled(name).state == "done", name
    assert len(house.effects("lot.in")) == len(names)
    assert_rebuilds(house.hub)


def test_a_broker_that_goes_and_comes_back_under_a_running_agent(
    house: House, site: PartnerSite, vhost: Vhost
) -> None:
    site.start()
    names = _drop(site, "before")
    house.handled(names[-1])

    # A consumer reads them all: one that came back without a leader would keep it from the others.
    vhost.until_kept(*[intake_queue(shard) for shard in range(house.settings.shards)], DEAD)
    vhost.broker.kill()
    names += _drop(site, "meanwhile")
    house.handled(names[-1])
    vhost.broker.start()
    until(lambda: site.uplink() == "amqp", "the agent to be back at the broker")
    names += _drop(site, "after")

    _all_booked_once(house, names)


def test_a_queue_deleted_under_a_running_agent(house: House, site: PartnerSite, vhost: Vhost) -> None:
    site.start()
    names = _drop(site, "before")
    house.handled(names[-1])

    vhost.delete_queue(_queue(house))
    names += _drop(site, "after")

    _all_booked_once(house, names)


def test_a_database_that_goes_and_comes_back_under_a_running_hub(
    house: House, site: PartnerSite, vhost: Vhost, postgres: Postgres
) -> None:
    site.start()
    names = _drop(site, "before")
    house.handled(names[-1])

    postgres.stop()
    names += _drop(site, "meanwhile")
    for name in names:
        site.taken(name)
    postgres.start()
    names += _drop(site, "after")

    _all_booked_once(house, names)
    assert vhost.depth(DEAD) == 0
