"""`hub backup`, `restore`, `recover`, `recovery`: what they say, how they end, what stands in the audit."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from adapters.file.pulses import PulseFile
from adapters.wiring.hub import Hub, make_hub
from core.hub.alert_book import Alert
from core.hub.alert_codes import RECOVERING
from core.hub.audit import DESK, AuditEntry
from core.hub.audit_desk import noted_of
from core.hub.incarnations import newest
from core.kernel.errors import Refused
from tests.gateway.cli.conftest import Office
from tests.gateway.processes import House
from tests.hub_world import slip

TO = "2026-11-23T08:00:00+08:00"


def refused(office: Office, *words: str) -> str:
    """Why a command is refused."""
    error = office.told(*words).exception
    assert isinstance(error, Refused), error
    return error.text


def noted(hub: Hub) -> list[tuple[str, str, str]]:
    """What `li` did, on what, and why."""
    entries = [noted_of(entry) for entry in hub.store.rows(AuditEntry, limit=99, chain=DESK)]
    return [(one.what, one.on, one.why) for one in entries if one.by == "li"]


def alarms(office: Office) -> list[tuple[str, int, int]]:
    """State of each H20, how often it was raised, and which of its kind it is."""
    office.work()
    rows = [row for row in office.hub.store.rows(Alert, limit=99) if row.code == RECOVERING.code]
    return [(row.state, row.count, row.opened) for row in rows]


@pytest.fixture
def passphrase(tmp_path: Path) -> str:
    path = tmp_path / "passphrase"
    path.write_text("a long enough passphrase\n")
    return str(path)


def elsewhere(office: Office, patch: pytest.MonkeyPatch) -> Path:
    """Another machine's home, which the commands find from now on."""
    home = office.home / "elsewhere"
    patch.setenv("LIANQIAO_HOME", str(home))
    return home


# -- hub backup ----------------------------------------------------------------------------------------------


def test_a_backup_says_what_it_holds_and_that_the_keys_are_elsewhere(office: Office, passphrase: str) -> None:
    target = office.home / "backup"

    said, warned = office.done("backup", str(target), "--by", "li").splitlines()
    assert re.fullmatch(rf"{target}: \d+ files, \d+ bytes, as of \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\dZ", said), (
        said
    )
    assert f"secrets of {office.home} are NOT in it" in warned
    assert "--passphrase-file" in warned

    sealed = office.done("backup", f"{target}2", "--by", "li", "--passphrase-file", passphrase)
    assert "NOT in it" not in sealed
    assert [what for what, _, _ in noted(office.hub)] == ["hub.backed_up", "hub.backed_up"]


def test_a_backup_into_a_folder_with_something_in_it_is_refused(office: Office, tmp_path: Path) -> None:
    short = tmp_path / "short"
    short.write_text("short")

    assert "each backup has a folder of its own" in refused(office, "backup", str(office.home))
    assert "under 12 characters" in refused(
        office, "backup", str(tmp_path / "new"), "--passphrase-file", str(short)
    )


# -- hub restore ---------------------------------------------------------------------------------------------


def test_a_restore_says_what_came_back_up_to_when_and_what_to_do_next(
    office: Office, passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.deliver(slip("in", "IN-1", ("L1", "1")), "k1")
    source = office.home / "backup"
    office.done("backup", str(source), "--passphrase-file", passphrase)
    home = elsewhere(office, monkeypatch)
    words = ("restore", str(source), "--why", "the disk died", "--by", "li")

    without = office.done(*words)
    assert "0 blobs and 0 files of keys came back" in without
    assert f"{home} has no hub.key: put your copy of keys, certs and secrets there BEFORE" in without
    assert re.search(r"incarnation \d{16}: what was committed by \d{4}-\S+ \S+Z is here", without)
    assert "start the hub now; agents send again by themselves; `hub recovery`" in without

    assert "with --over it is set aside" in refused(office, *words)
    again = office.done(*words, "--over", "--passphrase-file", passphrase)
    assert f"what was there is kept as {home / 'hub.db'}.before-" in again
    assert re.search(r" and [1-9]\d* files of keys came back", again)
    assert "has no hub.key" not in again
    restored = make_hub(name="hub", home=home, database_url=f"sqlite:///{home / 'hub.db'}")
    assert noted(restored) == [("hub.restored", "hub", "the disk died")]
    restored.store.engine.dispose()


def test_a_restore_without_a_reason_or_beside_a_running_hub_is_refused(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = office.home / "backup"
    office.done("backup", str(source))
    home = elsewhere(office, monkeypatch)

    assert "with its reason: --why" in refused(office, "restore", str(source), "--why", " ")
    PulseFile(home, "web").begin(["doors"])
    for words in (("restore", str(source)), ("recover", "--complete-to", TO)):
        text = refused(office, *words, "--why", "the disk died")
        assert re.match(rf"web \d+ run with the home {home}; stop the hub, its workers and its clock", text)

    assert not (home / "hub.db").exists()


def test_what_is_refused_is_one_line_and_ends_with_2(tmp_path: Path) -> None:
    house = House(tmp_path)

    code, said = house.asked("restore", str(tmp_path / "nowhere"), "--why", "the disk died")

    assert code == 2
    assert re.fullmatch(r"hub: .*nowhere.* is no whole backup.*\n", said), said
    assert house.asked("restore", str(tmp_path / "nowhere"))[0] == 2, "without --why"
    assert not (tmp_path / "home" / "hub.db").exists()


# -- hub recover ---------------------------------------------------------------------------------------------


def test_a_database_that_came_back_otherwise_is_marked_with_the_moment_it_is_whole_to(office: Office) -> None:
    said = office.done("recover", "--why", "from the archive", "--complete-to", TO, "--by", "li")

    assert "what was committed by 2026-11-22 23:59:00Z is here" in said, "a minute less: a unit may be open"
    life = newest(office.hub.store)
    assert life is not None
    assert f"incarnation {life.number}" in said
    assert noted(office.hub) == [("hub.restored", "hub", "from the archive")]


def test_without_a_moment_it_is_whole_to_the_last_tick_of_its_clock(office: Office) -> None:
    assert "no clock's tick to go by; say --complete-to" in refused(office, "recover", "--why", "a snapshot")
    assert "has no zone" in refused(office, "recover", "--why", "x", "--complete-to", "2026-11-23T08:00:00")
    assert "with its reason: --why" in refused(office, "recover", "--why", "", "--complete-to", TO)
    assert newest(office.hub.store) is None

    office.tick("release_gaps")
    office.done("recover", "--why", "a snapshot")

    life = newest(office.hub.store)
    assert life is not None
    assert 59 <= (life.restored_at - life.complete_to).total_seconds() < 600


# -- hub recovery --------------------------------------------------------------------------------------------


def test_what_is_not_proven_is_said_until_a_person_answers_for_it(office: Office) -> None:
    office.done("partner", "token", "wms")
    assert office.done("recovery") == "this hub was never restored\n"
    office.done("recover", "--why", "from the archive", "--complete-to", TO, "--by", "li")

    shown = office.told("recovery")
    assert shown.exit_code == 1
    first, named, held = shown.stdout.splitlines()
    assert re.fullmatch(r"restored \S+ \S+Z by li: from the archive \(incarnation \d+\)", first)
    assert re.fullmatch(
        r"  NOT PROVEN  wms +2026-11-22 23:59:00Z to \S+ \S+Z  doors wms: ask the partner to hand .*",
        named,
    ), named
    assert "asked about first, or left to a person" in held

    done = office.done("recovery", "close", "doors wms", "--why", "they did", "--by", "li")
    assert done == "doors wms is closed: li: they did\n"
    closed = office.done("recovery").splitlines()[1:]
    assert [line.split()[:2] for line in closed] == [["closed", "wms"]]
    assert noted(office.hub)[-1] == ("recovery.closed", "doors wms", "they did")


def test_nothing_is_closed_without_a_reason_or_that_is_not_open(office: Office) -> None:
    office.done("partner", "token", "wms")
    assert "nothing is open about 'doors wms'" in refused(
        office, "recovery", "close", "doors wms", "--why", "x"
    )
    office.done("recover", "--why", "from the archive", "--complete-to", TO)

    assert office.told("recovery", "close", "doors wms").exit_code == 2
    assert "says why" in refused(office, "recovery", "close", "doors wms", "--why", " ")
    assert "nothing is open about 'doors bank'" in refused(
        office, "recovery", "close", "doors bank", "--why", "x"
    )

    assert office.told("recovery").exit_code == 1


# -- the alarm -----------------------------------------------------------------------------------------------


def test_the_alarm_is_raised_once_and_cleared_once(office: Office) -> None:
    office.publish()
    for _ in range(2):
        office.done("partner", "token", "wms")
    office.done("recover", "--why", "from the archive", "--complete-to", TO)
    assert alarms(office) == [("open", 1, 1)]
    office.told("recovery")
    office.tick("escalate_alerts")
    assert alarms(office) == [("open", 1, 1)]

    office.done("recovery", "close", "doors wms", "--why", "they did")

    assert alarms(office) == [("closed", 1, 1)]
    refused(office, "recovery", "close", "doors wms", "--why", "again")
    assert alarms(office) == [("closed", 1, 1)]


def test_where_nobody_can_be_missing_anything_nothing_is_alarmed(office: Office) -> None:
    office.done("recover", "--why", "from the archive", "--complete-to", TO)

    assert alarms(office) == []
    assert office.done("recovery").startswith("restored ")
