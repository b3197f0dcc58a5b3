"""The command line: enrol, check and status say what is, in English and in Chinese."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from front_end_agent.__main__ import main
from front_end_agent.check import Finding, check
from tests import programs
from tests.front_end_agent.homes import Home, drop
from tests.front_end_agent.hub_door import TOKEN, HubDoor


def findings(home: Home) -> dict[str, Finding]:
    return {finding.what: finding for finding in check(home.path)}


def test_enrolling_makes_a_private_key_and_keeps_what_the_hub_said(door: HubDoor, tmp_path: Path) -> None:
    home = tmp_path / "new"

    done = main(["--home", str(home), "enrol", "--token", TOKEN, "--hub", door.url])

    assert done == 0
    assert json.loads((home / "enrolment.json").read_text())["agent"] == "wms-01"
    assert door.url in (home / "agent.toml").read_text()
    for name in ("agent.key", "enrolment.json"):
        assert stat.S_IMODE((home / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_a_wrong_token_is_said_and_asking_again_with_the_right_one_uses_the_same_key(
    door: HubDoor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = ["--home", str(tmp_path / "new")]

    refused = main([*home, "enrol", "--token", "wrong", "--hub", door.url])
    said = capsys.readouterr().err
    done = main([*home, "enrol", "--token", TOKEN])

    assert (refused, done) == (1, 0)
    assert "unknown, used or expired" in said
    assert len({enrolment["public_key"] for enrolment in door.enrolments}) == 1


def test_a_home_is_not_enrolled_twice_by_mistake(
    home: Home, door: HubDoor, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--home", str(home.path), "enrol", "--token", TOKEN]

    assert main(arguments) == 1
    assert "--again" in capsys.readouterr().err
    assert main([*arguments, "--again"]) == 0


def test_a_token_file_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = ["--home", str(tmp_path / "new"), "enrol", "--hub", "https://hub.example"]

    assert main([*home, "--token-file", str(tmp_path / "none")]) == 1
    assert f"the token file {tmp_path / 'none'} cannot be read" in capsys.readouterr().err


def test_enrolling_needs_to_know_the_hub(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(tmp_path / "new"), "enrol", "--token", TOKEN]) == 1
    assert "--hub" in capsys.readouterr().err


def test_another_hub_than_the_settings_name_is_not_passed_over_in_silence(
    door: HubDoor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = ["--home", str(tmp_path / "new"), "enrol", "--token"]
    assert main([*home, "wrong", "--hub", door.url]) == 1
    capsys.readouterr()

    assert main([*home, TOKEN, "--hub", "https://other.example"]) == 1
    assert "agent.toml names" in capsys.readouterr().err
    assert main([*home, TOKEN, "--hub", door.url, "--ca", str(tmp_path / "ca.pem")]) == 1
    assert "change it there" in capsys.readouterr().err
    assert main([*home, TOKEN, "--hub", door.url]) == 0


@pytest.mark.parametrize("command", ["run", "status"])
def test_a_home_that_was_never_enrolled_says_what_to_do(
    tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "agent.toml").write_text('[hub]\nurl = "https://hub.example"\n')

    assert main(["--home", str(tmp_path), command]) == 1
    assert capsys.readouterr().err.startswith("agent: ")


def test_check_finds_everything_in_place_and_sends_nothing(home: Home, door: HubDoor) -> None:
    home.configure(home.folder())
    drop(home, "a.csv", b"1")

    found = findings(home)

    assert all(finding.good for finding in found.values()), found
    assert found["source wms"].text == "1 to read a.csv"
    assert set(found) == {"settings", "home", "enrolment", "hub", "clock", "source wms"}
    assert (home.drop / "a.csv").exists()
    assert door.book.came == []
    assert door.book.beats == []
    assert not (home.path / "spool.db").exists()


def test_check_beside_a_running_agent_knows_what_was_taken(home: Home, door: HubDoor) -> None:
    home.configure(home.folder('after = "leave"\n'))
    drop(home, "a.csv", b"1")

    with home.running():
        door.wait(lambda: len(door.book.documents()) == 1)
        drop(home, "b.csv.part", b"2")

        assert findings(home)["source wms"].text == "0 to read"


def test_check_names_what_is_wrong(home: Home, door: HubDoor) -> None:
    home.configure(home.folder().replace(home.drop.as_posix(), "/nowhere"))
    home.path.chmod(0o755)
    (home.path / "agent.key").chmod(0o644)

    found = findings(home)

    assert not found["home"].good
    assert "chmod 700" in found["home"].text
    assert not found["source wms"].good
    assert "/nowhere" in found["source wms"].text

    home.path.chmod(0o700)
    assert "chmod 600" in findings(home)["home"].text


def test_check_says_when_the_hub_does_not_let_this_agent_in(home: Home, door: HubDoor) -> None:
    home.configure(home.folder())
    door.unknown = True

    hub = findings(home)["hub"]

    assert not hub.good
    assert "does not let this agent in: none that this hub issued" in hub.text


def test_check_says_when_the_hub_is_not_there(home: Home, door: HubDoor) -> None:
    home.configure(home.folder())
    door.close()

    assert not findings(home)["hub"].good


def test_check_says_when_the_clock_is_ten_minutes_off(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import UTC, datetime, timedelta

    home.configure(home.folder())
    monkeypatch.setattr(
        "front_end_agent.clock.SystemClock.now", lambda _self: datetime.now(UTC) + timedelta(minutes=10)
    )

    clock = findings(home)["clock"]

    assert not clock.good
    # The hub says whole seconds, and the answer has been on its way for some.
    assert 590 <= int(clock.text.split(" ", 1)[0]) <= 690
    assert "NTP" in clock.text


def test_check_without_settings_says_so_and_ends(tmp_path: Path) -> None:
    [finding] = list(check(tmp_path))

    assert finding.what == "settings"
    assert not finding.good


def run(home: Home, *arguments: str, lang: str = "C.UTF-8") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "front_end_agent", *arguments, "--home", str(home.path)]
    return programs.run(command, environment={**os.environ, "LC_ALL": lang, "PYTHONIOENCODING": "utf-8"})


def test_status_is_told_while_the_agent_runs_and_after(home: Home, door: HubDoor) -> None:
    home.configure(home.folder())
    drop(home, "a.csv", b"1")
    with home.running():
        door.wait(lambda: len(door.book.documents()) == 1)
        during = json.loads(run(home, "status", "--json").stdout)
    after = json.loads(run(home, "status", "--json").stdout)

    assert during["sealed"] == after["sealed"] == 2
    assert after["receipted"] == 2
    assert after["depth"] == 0
    assert after["state"] == "stopped"
    assert after["epoch"] == door.book.epoch
    assert [source["source"] for source in after["sources"]] == ["wms"]


def test_status_speaks_the_language_of_the_machine(home: Home) -> None:
    home.configure(home.folder())
    home.spool().close()

    assert "receipted 0" in run(home, "status").stdout
    assert "已回执 0" in run(home, "status", lang="zh_CN.UTF-8").stdout
    assert (
        "尚未就绪" in run(home, "check", lang="zh_CN.UTF-8").stdout
        or "全部通过" in run(home, "check", lang="zh_CN.UTF-8").stdout
    )


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["status", "--help"]])
def test_asking_for_help_loads_nothing_heavy(arguments: list[str]) -> None:
    heavy = ("pika", "sqlalchemy", "cryptography", "nacl", "msgspec", "sqlite3", "ssl", "http.client")
    program = (
        "import sys\nfrom front_end_agent.__main__ import main\n"
        f"try:\n    main({arguments})\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )

    assert programs.done([sys.executable, "-c", program]).splitlines()[-1] == "[]"


def test_running_with_a_folder_loads_neither_the_broker_nor_a_database(home: Home) -> None:
    home.configure(home.folder())
    heavy = ("pika", "sqlalchemy", "cryptography", "pydantic", "lxml", "zeep", "http.server")
    program = (
        "import sys\nfrom pathlib import Path\nfrom front_end_agent.agent import Agent\n"
        "from front_end_agent.settings import read_settings\n"
        f"agent = Agent(read_settings(Path({str(home.path)!r})))\nagent.start()\nagent.stop()\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )

    assert programs.done([sys.executable, "-c", program]).splitlines()[-1] == "[]"
