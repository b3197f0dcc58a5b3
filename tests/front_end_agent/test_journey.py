"""A file dropped at a warehouse reaches the hub, once, whole, whatever is cut in between."""

import pytest

from tests.front_end_agent.homes import Home, drop, killed
from tests.front_end_agent.hub_door import HubDoor


def names(door: HubDoor) -> list[str]:
    return [document["name"] for document in door.book.documents()]


def test_a_dropped_file_reaches_the_hub_as_it_is_and_is_moved_away(door: HubDoor, home: Home) -> None:
    home.configure(home.folder())
    drop(home, "入库.csv", "单号;数量\r\n42;7\r\n".encode("gb18030"))

    with home.running():
        door.wait(lambda: names(door) == ["入库.csv"])

    [document] = door.book.documents()
    assert document["payload"] == "单号;数量\r\n42;7\r\n".encode("gb18030")
    assert (document["source"], document["site"], document["media"]) == ("wms", "WH-01", "text/csv")
    assert document["facts"]["encoding"] == "unknown"
    assert (home.drop / "taken" / "入库.csv").exists()
    assert door.book.beats[0]["state"] in {"starting", "running"}
    assert door.book.beats[-1]["state"] == "stopped"


@pytest.mark.parametrize(
    "kill_at", ["source.read", "spool.committed", "sender.sent", "folder.kept", "files.staged"]
)
def test_a_power_cut_anywhere_loses_nothing_and_doubles_nothing(
    door: HubDoor, home: Home, kill_at: str
) -> None:
    home.configure(home.folder())
    drop(home, "a.csv", b"1")
    drop(home, "b.bin", bytes(300 * 1024))
    drop(home, "c.csv", b"3")

    killed(home.start(kill_at=kill_at))
    with home.running():
        door.wait(lambda: set(names(door)) == {"a.csv", "c.csv"} and set(door.book.files()) == {"b.bin"})

    assert len(names(door)) == 2
    assert len([r for r in door.book.records() if r["kind"] == "manifest"]) == 1
    assert door.book.files() == {"b.bin": bytes(300 * 1024)}
    assert len(door.book.epochs) == 1
    assert all(len(raws) == 1 for raws in door.book.raws.values()), "a resend is the same bytes"
    assert sorted(path.name for path in home.drop.iterdir()) == ["taken"]
