"""A folder that fails, and one that is read again."""

from pathlib import Path

import pytest

from tests.front_end_agent.homes import Home, ManualClock, write
from tests.front_end_agent.rounds import Rounds


def test_a_file_that_cannot_be_read_is_told_once_and_stops_nobody_else(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.configure(home.folder())
    write(home, "a.csv")
    write(home, "b.csv")
    forbid(monkeypatch, "a.csv")
    rounds = Rounds(home)

    rounds.round()
    rounds.round()

    assert rounds.names() == ["b.csv"]
    [(what, text)] = rounds.notices()
    assert what == "source_failed"
    assert "a.csv cannot be read: Permission denied" in text

    monkeypatch.undo()
    rounds.round()

    assert rounds.names() == ["b.csv", "a.csv"]
    assert [what for what, _text in rounds.notices()] == ["source_failed", "source_mended"]


def test_a_folder_that_is_not_there_is_told_and_waited_for(home: Home) -> None:
    home.configure(home.folder())
    home.drop.rmdir()
    rounds = Rounds(home)

    waits = [rounds.round() for _ in range(4)]
    home.drop.mkdir()
    write(home, "a.csv")
    rounds.round()

    assert waits == sorted(waits)
    assert waits[-1] > waits[0]
    assert rounds.names() == ["a.csv"]
    assert [what for what, _text in rounds.notices()] == ["source_failed", "source_mended"]


def test_a_file_gone_between_the_look_and_the_read_is_no_fault(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.configure(home.folder())
    write(home, "a.csv")
    write(home, "b.csv")
    rounds = Rounds(home)
    real = Path.open

    def gone(path: Path, *arguments: object, **named: object) -> object:
        if path.name == "a.csv":
            raise FileNotFoundError(2, "gone", str(path))
        return real(path, *arguments, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", gone)
    rounds.round()

    assert rounds.names() == ["b.csv"]
    assert rounds.notices() == []


@pytest.mark.parametrize("size", [10, 300 * 1024])
def test_a_file_that_grows_while_it_is_read_was_not_finished(
    home: Home, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    home.configure(home.folder())
    path = write(home, "a.csv", bytes(size))
    real = Path.open

    def grows(opened: Path, *arguments: object, **named: object) -> object:
        if opened == path and path.stat().st_size == size:
            with real(path, "ab") as writer:
                writer.write(b"more")
        return real(opened, *arguments, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", grows)
    rounds = Rounds(home)

    rounds.round()
    assert rounds.records() == []
    assert list(rounds.spool.book.staging().iterdir()) == []

    rounds.round()
    while rounds.spool.seal_chunk():
        pass
    assert sum(len(record.get("payload", b"")) for record in rounds.records()) == size + 4


def test_a_file_over_the_bound_is_told_by_its_name_and_the_others_go_on(home: Home) -> None:
    home.configure(home.folder("size_bytes_max = 300000\n"))
    write(home, "big.bin", bytes(300_001))
    write(home, "a.csv")
    rounds = Rounds(home)

    rounds.round()

    assert rounds.names() == ["a.csv"]
    [(_what, text)] = rounds.notices()
    assert "big.bin" in text
    assert "300000" in text
    assert list((home.path / "staged").iterdir()) == []


@pytest.mark.parametrize("after", ["move", "leave"])
def test_reading_again_takes_what_was_taken_since_the_watermark(home: Home, after: str) -> None:
    home.configure(home.folder(f'after = "{after}"\n'))
    clock = ManualClock()
    clock.set_to_machine()
    rounds = Rounds(home, clock)
    for name in ("a.csv", "b.csv", "c.csv"):
        write(home, name)
        rounds.round()
        clock.pass_s(1)
    watermark = rounds.documents()[1]["facts"]["watermark"]

    rounds.ask_reread(watermark)
    rounds.round()
    rounds.round()

    assert set(rounds.names()[3:]) >= {"b.csv", "c.csv"}
    assert len(rounds.names()) <= 6
    assert [what for what, _text in rounds.notices()] == ["reread_started", "reread_done"]
    assert rounds.spool.book.reread("wms") is None


def test_reading_again_from_the_beginning_takes_everything_once(home: Home) -> None:
    home.configure(home.folder())
    rounds = Rounds(home)
    for name in ("a.csv", "b.csv"):
        write(home, name)
        rounds.round()

    rounds.ask_reread(None)
    rounds.round()
    rounds.round()

    assert sorted(rounds.names()) == ["a.csv", "a.csv", "b.csv", "b.csv"]


def test_a_dry_look_takes_nothing(home: Home) -> None:
    home.configure(home.folder())
    write(home, "a.csv")
    rounds = Rounds(home)

    assert rounds.source.look() == ["a.csv"]
    assert rounds.names() == []
    assert (home.drop / "a.csv").exists()


def forbid(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """As root every file can be read, so the refusal is made here."""
    real = Path.open

    def refused(path: Path, *arguments: object, **named: object) -> object:
        if path.name == name:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *arguments, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refused)
