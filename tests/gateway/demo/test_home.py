"""The demo's home: apart from the person's own hub, kept from run to run, never in the tree."""

from __future__ import annotations

import shutil
from pathlib import Path

from gateway.demo.home import TREE, Notes, make_home


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


def test_a_second_demo_has_ports_of_its_own(tmp_path: Path) -> None:
    one, two = make_home(tmp_path / "1", {}, {}).settings, make_home(tmp_path / "2", {}, {}).settings

    assert len({one.port, one.agent_port, two.port, two.agent_port}) == 4


def test_notes_are_kept_for_the_owner_alone(tmp_path: Path) -> None:
    Notes(tmp_path / "notes.json").put("password", "secret")

    assert Notes(tmp_path / "notes.json").get("password") == "secret"
    assert (tmp_path / "notes.json").stat().st_mode & 0o077 == 0


def test_a_demo_begun_by_an_older_version_gets_the_standards_of_today(tmp_path: Path) -> None:
    standards = make_home(tmp_path, {}, {}).settings.mappings / "standards"
    shutil.rmtree(standards / "edifact")

    make_home(tmp_path, {}, {})

    assert (standards / "edifact" / "rules.yaml").exists()
