"""The pages of applications, limits and goods over a real PostgreSQL say what they say over SQLite."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.core.loan.deal_papers import SUPERVISOR
from tests.gateway.console import facility_seed as seed
from tests.gateway.console.conftest import Operator, open_console, text_of
from tests.gateway.console.facility_seed import house as house  # noqa: PLC0414
from tests.gateway.console.goods_told import PLEDGE
from tests.gateway.console.seed import World

PATHS = (
    "/applications?state=any",
    "/applications?q=闽江钢材&state=APPROVED",
    f"/applications/{seed.REVIEWED}",
    f"/applications/{seed.TURNED_DOWN}",
    "/facilities?mode=goods",
    f"/facilities/facility/{seed.LIVE}",
    "/facilities/lines",
    "/facilities/lines?kind=supervisor",
    f"/facilities/line?kind=supervisor&owner={SUPERVISOR}&currency=CNY",
    "/custody",
    f"/custody/contract/{PLEDGE}",
    "/custody/releases?state=done",
    "/custody/counts",
    "/custody/exceptions",
)


@pytest.mark.servers
def test_every_page_reads_the_same_on_postgresql(house: Operator, tmp_path: Path, database_url: str) -> None:
    world = World(tmp_path, database_url=database_url)
    seed.a_house_that_finances(world)
    app, desk, password = open_console(world)
    with TestClient(app, headers={"accept-language": "en"}) as client:
        other = Operator(client=client, world=world, desk=desk, password=password)
        assert other.sign_in().status_code == 303

        for path in PATHS:
            assert _said(other.page(path)) == _said(house.page(path)), path
    world.hub.store.engine.dispose()


def _said(page: str) -> str:
    """What stands on the page, without where messages stand and how long ago: those differ by run."""
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\d+/\d+|\d+ (s|min)\b", "", text_of(main))
