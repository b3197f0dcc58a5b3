"""The demo's home: apart from the person's own hub, kept from run to run, never in the tree."""

from __future__ import annotations

import socket
from pathlib import Path

from gateway.demo.home import TREE, Notes, free_port, make_home


def test_the_settings_of_the_persons_own_hub_are_not_the_demos(tmp_path: Path) -> None:
    own = {"PATH": "/bin", "LIANQIAO_DATABASE_URL": "postgresql://elsewhere", "LIANQIAO_HOME": "/elsewhere"}

    home = make_home(tmp_path, own, {})

    assert home.settings.embedded
    assert home.settings.home == tmp_path / "hub"
    assert home.environment["PATH"] == "/bin"
    assert "LIANQIAO_DATABASE_URL" not in home.environment


def test_nothing_of_it_is_in_the_tree(tmp_path: Path) -> None:
    home = make_home(tmp_path, {}, {})

    for path in (home.settings.home, home.settings.mappings, home.erp, home.logs, home.agent("a")):
        assert path.is_relative_to(tmp_path)
        assert not path.is_relative_to(TREE)


def test_a_mapping_that_was_mended_stays_mended(tmp_path: Path) -> None:
    units = make_home(tmp_path, {}, {}).settings.mappings / "demo-warehouse" / "units.yaml"
    units.write_text(units.read_text() + "捆: H87\n")

    make_home(tmp_path, {}, {})

    assert "捆" in units.read_text()


def test_a_port_that_is_taken_is_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = int(taken.getsockname()[1])

        assert free_port(port) > port


def test_notes_are_kept_for_the_owner_alone(tmp_path: Path) -> None:
    Notes(tmp_path / "notes.json").put("password", "secret")

    assert Notes(tmp_path / "notes.json").get("password") == "secret"
    assert (tmp_path / "notes.json").stat().st_mode & 0o077 == 0
