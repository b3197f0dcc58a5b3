"""What is taken from homes and places has figures; `hub run` opens the door where it is asked to."""

from __future__ import annotations

from pathlib import Path

from adapters.database.views import DatabaseViews
from gateway.metrics import Figures
from tests.gateway.processes import House
from tests.gateway.rest.test_metrics import figures
from tests.gateway.sftp.homes import SftpHouse
from tests.hub_world import slip
from tests.patience import until


def test_owed_answers_and_looks_are_told_by_partner(house: SftpHouse) -> None:
    house.drop("slip.json", slip("in", "IN-1", ("L1", "10")))
    house.clock.move(2)
    house.releasing.turn()
    house.clock.move(5)

    told = figures(Figures(house.hub.store, DatabaseViews(house.hub.store.engine)).text().decode())

    assert told["lianqiao_sftp_acks_owed", "wms"] == 1
    assert told["lianqiao_pull_failures", "wms", "home/in"] == 0
    assert told["lianqiao_pull_well_seconds", "wms", "home/in"] == 5


def test_a_small_hub_opens_the_door_where_it_is_told_a_port(tmp_path: Path) -> None:
    house = House(tmp_path, LIANQIAO_SFTP_PORT="0")
    house.hub("partner", "publish")

    program = house.start_module("gateway", "run")

    until(lambda: "serving at sftp://127.0.0.1:" in program.said, "the SFTP door")
    until(lambda: "homes: it came round" in house.asked("health", "worker")[1], "its loops to be told of")
    assert program.stop() == 0, program.last_words()
