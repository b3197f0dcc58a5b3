"""What a partner drops is taken in once, whole, and answered; what was cut off is never taken for whole."""

from __future__ import annotations

from hashlib import sha256

import msgspec
import pytest

from core.hub.owed_acks import OwedAck
from core.hub.pulls import DONE, Pulled
from tests.gateway.sftp.homes import SftpHouse
from tests.hub_world import slip
from tests.patience import until
from tests.rebuild import assert_rebuilds

SLIP = slip("in", "IN-1", ("L1", "10"))


def test_what_is_renamed_is_taken_in_at_once_booked_and_answered_with_counts(house: SftpHouse) -> None:
    house.drop("slip.json", SLIP)

    assert house.turn() == 1

    assert house.taken() == [("slip.json", SLIP)]
    ack = house.ack("slip.json")
    assert (ack.outcome, ack.documents, ack.faults) == ("done", {"done": 1}, [])
    assert (ack.sha256, ack.bytes, ack.message) == (sha256(SLIP).hexdigest(), len(SLIP), "1/1")
    assert house.hub.store.rows(OwedAck, limit=9) == []
    assert house.files().listdir("/in") == []
    assert house.files().open("/ack/slip.json.ack").read().startswith(b'{\n  "name": "slip.json"')
    assert_rebuilds(house.hub)


def test_what_cannot_be_read_is_answered_with_what_is_wrong_and_where(house: SftpHouse) -> None:
    house.drop("slip.json", b'{"kind": "in", "no": 7')

    house.turn()

    ack = house.ack("slip.json")
    assert (ack.outcome, ack.documents, ack.faults_in_all) == ("unreadable", {}, 1)
    assert ack.faults[0].cause == "json.malformed"


def test_the_answer_waits_until_the_outcome_is_known(house: SftpHouse) -> None:
    house.drop("slip.json", SLIP)
    house.clock.move(2)

    house.releasing.turn()
    house.releasing.turn()
    assert list((house.home / "ack").iterdir()) == []

    house.work()
    house.releasing.turn()
    assert house.ack("slip.json").outcome == "done"


def test_a_file_under_its_own_name_is_taken_when_it_was_closed_and_stood_still(house: SftpHouse) -> None:
    file = house.files().open("/in/slip.json", "wb")
    file.write(SLIP)
    assert house.turn(after_s=60) == 0
    assert house.turn(after_s=60) == 0

    file.close()
    until(lambda: (house.home / "in" / ".~slip.json").read_bytes() == b"closed", "the close to be known")
    assert house.turn() == 0
    assert house.turn(after_s=29) == 0
    assert house.turn(after_s=2) == 1
    assert house.taken() == [("slip.json", SLIP)]
    assert [path.name for path in (house.home / "in").iterdir()] == []


def test_what_a_broken_line_cut_off_is_never_taken_until_it_is_resumed(house: SftpHouse) -> None:
    line = house.line()
    file = house.files(line).open("/in/slip.json", "wb")
    file.write(SLIP[:20])
    file.flush()
    until(lambda: (house.home / "in" / "slip.json").stat().st_size == 20, "the first half")
    line.close()
    until(lambda: not house.door.open, "the door to know that it broke")

    for _ in range(3):
        assert house.turn(after_s=3600) == 0

    files = house.files()
    there = files.stat("/in/slip.json").st_size
    assert there == 20
    with files.open("/in/slip.json", "r+b") as again:
        again.seek(there)
        again.write(SLIP[there:])
    until(lambda: (house.home / "in" / ".~slip.json").read_bytes() == b"closed", "the close to be known")
    house.turn()
    assert house.turn(after_s=60) == 1
    assert house.taken() == [("slip.json", SLIP)]


def test_a_part_is_resumed_and_renamed(house: SftpHouse) -> None:
    line = house.line()
    with house.files(line).open("/in/slip.json.part", "wb") as file:
        file.write(SLIP[:20])
    line.close()
    assert house.turn(after_s=3600) == 0

    files = house.files()
    with files.open("/in/slip.json.part", "ab") as again:
        again.write(SLIP[20:])
    files.rename("/in/slip.json.part", "/in/slip.json")

    assert house.turn() == 1
    assert house.taken() == [("slip.json", SLIP)]


def test_what_was_released_is_neither_written_over_nor_removed_nor_renamed(house: SftpHouse) -> None:
    house.drop("slip.json", SLIP)
    files = house.files()
    with files.open("/in/other.json.part", "wb") as file:
        file.write(b"{}")

    with pytest.raises(PermissionError, match="was released"):
        files.open("/in/slip.json", "wb")
    with pytest.raises(PermissionError, match="was released"):
        files.remove("/in/slip.json")
    with pytest.raises(PermissionError, match="was released"):
        files.rename("/in/slip.json", "/in/elsewhere.json")
    with pytest.raises(OSError, match="nothing that was released is written over"):
        files.posix_rename("/in/other.json.part", "/in/slip.json")

    house.turn()
    assert house.taken() == [("slip.json", SLIP)]


def test_a_file_of_the_same_name_is_another_delivery_once_the_first_was_taken(house: SftpHouse) -> None:
    house.drop("slip.json", SLIP)
    house.turn()
    second = slip("in", "IN-2", ("L2", "5"))

    house.drop("slip.json", second)

    assert house.turn() == 1
    assert [body for _, body in house.taken()] == [SLIP, second]


def test_an_empty_home_costs_no_unit_of_work(house: SftpHouse) -> None:
    house.turn()
    before = house.hub.store.rows(Pulled, limit=9)
    house.drop("slip.json.part", b"")

    assert house.turn() == 0
    assert house.hub.store.rows(Pulled, limit=9) == before == []


def test_a_died_taking_in_is_brought_to_its_end_by_the_next_process(house: SftpHouse) -> None:
    """It had been taken in; killed before it was put away it still lies there, and is not taken twice."""
    house.drop("slip.json", SLIP)
    house.turn()
    taken = house.home / ".taken" / "in" / "slip.json"
    taken.rename(house.home / "in" / "slip.json")
    with house.hub.store.unit() as unit:
        [row] = unit.shelf(Pulled).find(partner="wms", pull="home/in", state=DONE)
        unit.shelf(Pulled).put(msgspec.structs.replace(row, state="taken"))

    house.turn()

    assert len(house.taken()) == 1
    assert taken.exists()


def test_a_dead_session_writes_nothing_into_what_another_released(house: SftpHouse) -> None:
    """Its line is not known to be dead yet: it has the part open that its partner resumed and renamed."""
    stale = house.files().open("/in/slip.json.part", "wb")
    files = house.files()
    with files.open("/in/slip.json.part", "wb") as file:
        file.write(SLIP)
    files.rename("/in/slip.json.part", "/in/slip.json")

    with pytest.raises(PermissionError, match="was renamed meanwhile"):
        stale.write(b"garbage")

    house.turn()
    assert house.taken() == [("slip.json", SLIP)]


def test_what_is_still_open_in_its_own_session_is_not_renamed(house: SftpHouse) -> None:
    files = house.files()
    with files.open("/in/slip.json.part", "wb"), pytest.raises(OSError, match="still open"):
        files.rename("/in/slip.json.part", "/in/slip.json")


def test_an_answer_that_was_not_fetched_is_not_written_over_by_the_next_of_its_name(house: SftpHouse) -> None:
    second = slip("in", "IN-2", ("L2", "5"))
    house.drop("slip.json", SLIP)
    house.turn()
    house.drop("slip.json", second)
    house.turn()

    assert house.files().listdir("/ack") == ["slip.json.1-2.ack", "slip.json.ack"]
    assert (house.ack("slip.json").message, house.ack("slip.json.1-2").message) == ("1/1", "1/2")
    assert house.ack("slip.json.1-2").sha256 == sha256(second).hexdigest()


def test_an_answer_that_a_process_wrote_before_it_died_is_written_once(house: SftpHouse) -> None:
    house.drop("slip.json", SLIP)
    house.clock.move(2)
    house.releasing.turn()
    [owed] = house.hub.store.rows(OwedAck, limit=9)
    house.turn()
    with house.hub.store.unit() as unit:
        unit.shelf(OwedAck).add(owed)

    house.turn()

    assert house.files().listdir("/ack") == ["slip.json.ack"]
    assert house.hub.store.rows(OwedAck, limit=9) == []


def test_what_is_taken_from_two_folders_lies_apart_whatever_they_are_called(house: SftpHouse) -> None:
    more = "drops: [{source: slips, site: W1}, {source: slips, site: W1, folder: in}]\n"
    house.publish(more)
    house.drop("a.json", SLIP)
    house.drop("b.json", b"{", folder="in/in")
    house.turn()

    taken = house.home / ".taken"
    assert sorted(str(path.relative_to(taken)) for path in taken.rglob("*.json")) == [
        "in/a.json",
        "in/in/b.json",
    ]
