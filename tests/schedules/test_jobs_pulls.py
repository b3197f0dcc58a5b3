"""The clock looks where contracts say: what lies there is taken in, booked and put away."""

from __future__ import annotations

from core.hub.pulls import DONE, Pulled
from core.hub.status import status_of
from tests.contracts.places import put_file
from tests.hub_world import CONTRACT, slip
from tests.rebuild import assert_rebuilds
from tests.schedules.ticking import Ticking

PULLS = """
pulls:
  - {{name: drop, adapter: file, address: "file://{folder}", source: slips, site: W1, every_s: 5}}
"""


def test_the_clock_takes_from_a_folder_what_a_contract_says_and_it_is_booked(ticking: Ticking) -> None:
    folder = ticking.home / "drop"
    folder.mkdir()
    ticking.publish(CONTRACT + PULLS.format(folder=folder))
    put_file(folder / "slip.json", slip("in", "IN-1", ("L1", "10")))

    for _ in range(4):
        ticking.run("pull_places", after_s=5)

    [row] = ticking.hub.store.rows(Pulled, limit=9)
    assert (row.name, row.state) == ("slip.json", DONE)
    assert [path.name for path in folder.iterdir()] == ["archive"]
    status = status_of(ticking.hub.store, row.partition, row.number)
    assert status is not None
    assert (status.state, [document.type for document in status.documents]) == ("done", ["wms.inbound.v1"])
    assert_rebuilds(ticking.hub)


def test_a_contract_that_no_longer_names_a_place_is_believed_at_once(ticking: Ticking) -> None:
    folder = ticking.home / "drop"
    folder.mkdir()
    ticking.publish(CONTRACT + PULLS.format(folder=folder))
    ticking.run("pull_places", after_s=5)
    ticking.publish(CONTRACT)
    put_file(folder / "slip.json", slip("in", "IN-1", ("L1", "10")))

    for _ in range(4):
        ticking.run("pull_places", after_s=5)

    assert [path.name for path in folder.iterdir()] == ["slip.json"]
