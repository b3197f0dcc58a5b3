"""The spool: whole or not at all, in one chain, within its bound, and honest about what it lost."""

import sqlite3
import threading

import pytest

from front_end_agent.batch import Batch, Mark
from front_end_agent.errors import AgentError, Misconfigured, SpoolFull
from front_end_agent.spool import Spool
from tests.front_end_agent.homes import Home, a_document
from tests.front_end_agent.rounds import Rounds
from tests.front_end_agent.spools import frames_of, put
from tests.patience import PATIENCE_S, until

SMALL = "bytes_max = 8388608"


def fill(spool: Spool, payload: bytes) -> int:
    """Until it says that it is full."""
    for count in range(1000):
        try:
            spool.put(Batch(source="wms", items=(a_document(payload=payload),)))
        except SpoolFull:
            return count
    raise AssertionError("it was never full")


def test_an_epoch_opens_with_frame_1_and_each_frame_names_the_one_before(spool: Spool) -> None:
    put(spool, "a")
    put(spool, "b")

    headers = [frame.header for frame in frames_of(spool)]
    assert [header["kind"] for header in headers] == ["open", "data", "data"]
    assert headers[0]["after"] is None
    assert headers[0]["previous"] == "0" * 64
    hashes = [frame.hash for frame in frames_of(spool)]
    assert [header["previous"] for header in headers[1:]] == hashes[:2]


def test_a_frame_has_at_most_200_records(spool: Spool) -> None:
    put(spool, *(str(number) for number in range(450)))

    assert [frame.header["count"] for frame in frames_of(spool)[1:]] == [200, 200, 50]


def test_a_frame_has_at_most_256_kib_unless_one_record_alone_has_more(home: Home, spool: Spool) -> None:
    items = tuple(a_document(name=str(n), payload=home.noise(100 * 1024)) for n in range(5))
    spool.put(Batch(source="wms", items=(*items, a_document(payload=home.noise(256 * 1024)))))

    assert [frame.header["count"] for frame in frames_of(spool)[1:]] == [2, 2, 1, 1]


def test_what_packs_well_is_packed_and_what_does_not_is_not(home: Home, spool: Spool) -> None:
    spool.put(Batch(source="wms", items=(a_document(payload=bytes(10_000)),)))
    spool.put(Batch(source="wms", items=(a_document(payload=home.noise(10_000)),)))

    assert [frame.header["codec"] for frame in frames_of(spool)[1:]] == ["deflate", "none"]


def test_records_watermark_and_marks_are_kept_together_or_not_at_all(spool: Spool) -> None:
    broken = Batch(
        source="wms", items=(a_document(),), watermark="w1",
        marks=(Mark(key="k", fingerprint="f", position="p"), Mark(key=None, fingerprint="", position="")),  # type: ignore[arg-type]
    )  # fmt: skip

    with pytest.raises(AgentError):
        spool.put(broken)

    assert spool.sealed == 1
    assert spool.book.watermark("wms") is None
    assert spool.book.fingerprints("wms", ["k"]) == {}
    put(spool, "after")
    assert [frame.number for frame in frames_of(spool)] == [1, 2]


def test_those_who_come_together_share_a_commit_and_each_hears_of_his_own(spool: Spool) -> None:
    inside, go_on = threading.Event(), threading.Event()
    real = spool._seal

    def slow(*arguments: object) -> object:
        inside.set()
        go_on.wait(PATIENCE_S)
        return real(*arguments)  # type: ignore[arg-type]

    spool._seal = slow  # type: ignore[method-assign, assignment]
    threads = [threading.Thread(target=put, args=(spool, str(n))) for n in range(20)]
    threads[0].start()
    until(inside.is_set, "the first to seal")
    for thread in threads[1:]:
        thread.start()
    until(lambda: len(spool._group._waiting) == 19, "the others to wait")
    go_on.set()
    for thread in threads:
        thread.join(PATIENCE_S)

    assert [frame.header["count"] for frame in frames_of(spool)] == [0, 1, 19]


def test_after_a_restart_the_chain_goes_on(home: Home, spool: Spool) -> None:
    put(spool, "a")
    spool.close()

    again = home.spool()
    put(again, "b")

    assert again.epoch == spool.epoch
    assert [frame.number for frame in frames_of(again)] == [1, 2, 3]
    assert frames_of(again)[2].header["previous"] == frames_of(again)[1].hash


def test_a_second_agent_on_the_same_spool_does_not_start(home: Home, spool: Spool) -> None:
    with pytest.raises(Misconfigured, match="another agent"):
        home.spool()


def test_a_spool_that_is_none_is_named_and_not_touched(home: Home) -> None:
    home.configure()
    (home.path / "spool.db").write_bytes(b"this is no database" * 100)

    with pytest.raises(Misconfigured, match=r"spool\.db cannot be used"):
        home.spool()

    assert (home.path / "spool.db").read_bytes().startswith(b"this is no database")


def test_a_spool_of_another_agent_is_refused(home: Home, spool: Spool) -> None:
    spool.close()
    connection = sqlite3.connect(home.path / "spool.db")
    connection.execute("UPDATE meta SET value = 'other' WHERE name = 'agent'")
    connection.commit()
    connection.close()

    with pytest.raises(AgentError, match="belongs to other"):
        home.spool()


def test_a_full_spool_takes_nothing_more_and_goes_on_when_the_hub_has_some(home: Home) -> None:
    home.configure(spool=SMALL)
    spool = home.spool()
    payload = home.noise(200 * 1024)
    count = fill(spool, payload)
    assert spool.used_bytes() <= 8388608

    spool.receipt(5)
    spool.put(Batch(source="wms", items=(a_document(name="later", payload=payload),)))

    assert count > 20
    assert spool.sealed == count + 2
    numbers = [number for number, _ in spool.frames(1, count_max=10**6, bytes_max=1 << 40)]
    assert numbers[0] > 1, "receipted frames go first"
    assert set(range(6, spool.sealed + 1)) <= set(numbers), "what is not receipted never goes"


def test_a_source_waits_while_the_spool_is_full_and_loses_nothing(home: Home) -> None:
    home.configure(home.folder(), spool=SMALL)
    rounds = Rounds(home)
    filled = rounds.fill()
    for number in range(3):
        (home.drop / f"{number}.csv").write_bytes(home.noise(200 * 1024))

    for _ in range(3):
        rounds.round()

    assert sorted(path.name for path in home.drop.iterdir()) == ["0.csv", "1.csv", "2.csv"]
    assert rounds.pressure.full

    rounds.spool.receipt(filled)
    for _ in range(3):
        rounds.round()

    assert rounds.pressure.full == ""
    assert rounds.names()[-3:] == ["0.csv", "1.csv", "2.csv"]
    assert [what for what, _ in rounds.notices()] == ["spool_full", "spool_free"]


def test_a_large_file_with_no_room_stays_where_it_is_and_leaves_no_copy(home: Home) -> None:
    home.configure(home.folder(), spool=SMALL)
    rounds = Rounds(home)
    filled = rounds.fill()
    (home.drop / "big.bin").write_bytes(bytes(2 * 1024 * 1024))

    rounds.round()

    assert (home.drop / "big.bin").exists()
    assert list(rounds.spool.book.staging().iterdir()) == []

    rounds.spool.receipt(filled)
    rounds.round()

    assert not (home.drop / "big.bin").exists()
    assert rounds.spool.files.waiting() == 1


def test_a_file_larger_than_the_whole_spool_is_told_and_does_not_block(home: Home) -> None:
    home.configure(home.folder(), spool=SMALL)
    (home.drop / "a-huge.bin").write_bytes(bytes(7 * 1024 * 1024))
    (home.drop / "b.csv").write_bytes(b"1")
    rounds = Rounds(home)

    rounds.round()

    assert rounds.names() == ["b.csv"]
    assert "spool.bytes_max" in rounds.notices()[0][1]


def test_chunks_of_a_file_taken_still_find_room_in_a_spool_that_is_full(home: Home) -> None:
    home.configure(home.folder(), spool=SMALL)
    (home.drop / "big.bin").write_bytes(home.noise(3 * 1024 * 1024))
    rounds = Rounds(home)
    rounds.round()
    filled = rounds.fill()

    sealed = 0
    while rounds.spool.seal_chunk():
        sealed += 1
        rounds.spool.receipt(rounds.spool.sealed)

    assert filled > 0
    assert sealed == 6


def test_a_file_cut_off_before_its_row_was_kept_leaves_nothing_behind(home: Home, spool: Spool) -> None:
    (spool.book.staging() / "0123").write_bytes(b"half")
    spool.close()

    again = home.spool()

    assert list(again.book.staging().iterdir()) == []


def test_a_copy_lost_from_the_home_is_told_and_blocks_nothing(home: Home) -> None:
    home.configure(home.folder())
    (home.drop / "big.bin").write_bytes(bytes(600 * 1024))
    rounds = Rounds(home)
    rounds.round()
    for path in rounds.spool.book.staging().iterdir():
        path.unlink()

    assert rounds.spool.seal_chunk()

    assert rounds.spool.files.waiting() == 0
    [(what, text)] = rounds.notices()
    assert what == "source_failed"
    assert "big.bin" in text
