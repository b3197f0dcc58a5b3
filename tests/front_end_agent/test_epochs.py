"""Epochs, keys and copies: what becomes of a chain when the spool, the key or the agent is another."""

import json
import shutil
import threading

import pytest

from front_end_agent.errors import Misconfigured
from front_end_agent.identity import KeyRing
from front_end_agent.spool import Spool
from tests.front_end_agent.homes import Home, ManualClock
from tests.front_end_agent.spools import frames_of, put
from tests.front_end_agent.wire_reader import KnownAgent, read_frame


def test_a_frame_is_not_sent_before_it_is_counted(spool: Spool) -> None:
    before = spool._chain
    put(spool, "a")
    spool._chain = before  # Committed, and the thread that did it was held up there.

    assert [number for number, _ in spool.frames(1, count_max=10, bytes_max=1 << 30)] == [1]


@pytest.mark.usefixtures("restless")
def test_our_own_hash_is_never_mixed_with_the_next_frames(spool: Spool) -> None:
    put(spool, "a")
    writing = threading.Thread(target=put_one_by_one, args=(spool, 300))
    writing.start()
    seen: set[tuple[int, str]] = set()
    while writing.is_alive():
        last = spool.sealed
        seen.add((last, spool.hash_of(last)))
    hashes = {frame.number: frame.hash for frame in frames_of(spool)}

    assert seen <= set(hashes.items())


def put_one_by_one(spool: Spool, count: int) -> None:
    for number in range(count):
        put(spool, str(number))


def test_a_lost_spool_opens_a_new_epoch_that_names_the_one_before(home: Home, spool: Spool) -> None:
    put(spool, "a")
    spool.close()
    for path in home.path.glob("spool.db*"):
        path.unlink()

    again = home.spool()

    assert again.epoch != spool.epoch
    assert frames_of(again)[0].header["after"] == {"epoch": spool.epoch, "number": 2}


def test_the_key_changes_within_the_chain_and_old_frames_still_verify(home: Home, spool: Spool) -> None:
    put(spool, "a")
    before = spool.key
    after = spool.change_key()
    put(spool, "b")
    known = KnownAgent()
    known.add(before.public)

    frames = [read_frame(raw, known) for _, raw in spool.frames(1, count_max=10, bytes_max=1 << 30)]

    assert [frame.header["key"] for frame in frames] == [before.id, before.id, before.id, after.id]
    assert [frame.header["kind"] for frame in frames] == ["open", "data", "key", "data"]
    assert spool.speaking_key().id == before.id, "the hub may not know of the change yet"
    spool.receipt(3)
    assert spool.speaking_key().id == after.id


def test_a_change_of_keys_cut_off_behind_its_commit_is_finished_at_the_next_start(
    home: Home, spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool.keys, "promote", lambda: None)
    new = spool.change_key()
    spool.close()
    assert KeyRing(home.path).read().id != new.id

    again = home.spool()

    assert again.key.id == new.id
    assert KeyRing(home.path).read().id == new.id


def test_a_change_of_keys_cut_off_before_its_commit_changes_nothing(home: Home, spool: Spool) -> None:
    spool.keys.make_next()
    spool.close()

    again = home.spool()

    assert again.key.id == spool.key.id


def test_a_spool_sealed_by_a_key_that_is_not_here_is_not_continued(home: Home, spool: Spool) -> None:
    spool.close()
    (home.path / "agent.key").unlink()
    KeyRing(home.path).make()

    with pytest.raises(Misconfigured, match="was sealed by"):
        home.spool()


def test_after_a_fork_what_waits_is_sealed_again_in_an_epoch_of_its_own(home: Home, spool: Spool) -> None:
    for name in ("a", "b", "c"):
        put(spool, name)
    spool.receipt(2)
    forked = spool.epoch

    spool.new_epoch()
    put(spool, "d")

    frames = frames_of(spool)
    assert frames[0].header["after"] == {"epoch": forked, "number": 4}
    assert [record["name"] for frame in frames for record in frame.records] == ["b", "c", "d"]
    assert [frame.number for frame in frames] == [1, 2, 3, 4]
    assert [frame.header["previous"] for frame in frames[1:]] == [frame.hash for frame in frames[:-1]]
    spool.close()
    assert home.spool().epoch == spool.epoch


def test_a_key_the_hub_does_not_know_yet_is_announced_again_in_the_new_epoch(spool: Spool) -> None:
    put(spool, "a")
    before = spool.key
    spool.change_key()
    put(spool, "b")

    spool.new_epoch()

    known = KnownAgent()
    known.add(before.public)
    frames = [read_frame(raw, known) for _, raw in spool.frames(1, count_max=10, bytes_max=1 << 30)]
    assert [frame.header["kind"] for frame in frames] == ["open", "key", "data", "data"]


def test_a_spool_copied_back_seals_the_same_number_with_another_hash(home: Home, spool: Spool) -> None:
    put(spool, "a")
    spool.close()
    shutil.copy(home.path / "spool.db", home.path / "yesterday")
    today = home.spool()
    put(today, "today")
    fork = frames_of(today)[2]
    today.close()
    for path in home.path.glob("spool.db*"):
        path.unlink()
    shutil.move(home.path / "yesterday", home.path / "spool.db")

    back = home.spool(ManualClock("2026-11-24T08:00:00+00:00"))
    put(back, "tomorrow")

    assert back.meta("doubted") == "2", "beside it stands that there was more"
    assert back.epoch == today.epoch
    assert frames_of(back)[2].number == fork.number
    assert frames_of(back)[2].hash != fork.hash


def test_what_must_outlive_the_spool_is_remembered_beside_it(home: Home, spool: Spool) -> None:
    spool.note(command=7, beat=12345)
    spool.close()

    assert json.loads((home.path / "remembered.json").read_text()) == {
        "epoch": spool.epoch, "number": 1, "beat": 12345, "command": 7
    }  # fmt: skip
    for path in home.path.glob("spool.db*"):
        path.unlink()
    again = home.spool()
    assert again.meta("command") == "7"
    assert again.meta("beat") == "12345"
