"""`hub house` prints everything that was discovered; `hub trust` lets a forked agent speak again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from core.hub.agents import Agent
from core.kernel.errors import Refused
from gateway.cli import house, partitions
from gateway.opening import open_hub
from tests.core.hub.agents_on_the_wire import WireAgent

ROOT = Path(__file__).parents[3]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ROOT / "mappings", tmp_path / "mappings")
    monkeypatch.setenv("LIANQIAO_MAPPINGS", str(tmp_path / "mappings"))
    monkeypatch.setenv("LIANQIAO_HOME", str(tmp_path / "home"))
    return tmp_path


def _hub(*words: str) -> Result:
    app = typer.Typer()
    house.add_to(app)
    partitions.add_to(app)
    return CliRunner().invoke(app, list(words))


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("kind", "folder", "pattern"),
    [
        ("timed jobs", "schedules/jobs", "[a-z]*.py"),
        ("partners", "mappings", "*/partner.yaml"),
    ],
)
def test_every_file_of_a_kind_is_found_and_printed(kind: str, folder: str, pattern: str) -> None:
    printed = _hub("house").output

    files = list((ROOT / folder).glob(pattern))
    assert f"{kind} ({len(files)})" in printed


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    "line",
    [
        "wms.outbound.v1                    custody.book_outbound, risk.watch_outbound\n",
        "wms.outbound.v1                    Outbound",
        "csv                                reads, writes",
        "webhook                            repeat: safe",
        "hub_arrival                        key partition, number, month",
        "  messages\n",
        "  relay_outbox\n",
        "demo-bank                          orders",
    ],
)
def test_each_kind_of_discovery_is_printed(line: str) -> None:
    assert line in _hub("house").output


def test_a_new_partner_folder_is_printed_and_a_broken_one_is_named(home: Path) -> None:
    shutil.copytree(home / "mappings" / "demo-bank", home / "mappings" / "new-bank")
    contract = home / "mappings" / "new-bank" / "partner.yaml"
    contract.write_text(contract.read_text().replace("demo-bank", "new-bank"))
    (home / "mappings" / "demo-steel" / "partner.yaml").write_text("partner: [")

    printed = _hub("house").output

    assert "new-bank                           orders" in printed
    assert "demo-steel                         broken: " in printed


@pytest.mark.usefixtures("home")
def test_a_stopped_agent_is_trusted_again_by_name_and_no_other() -> None:
    hub, _settings = open_hub()
    agent = WireAgent(agent="wh-01", partner="demo-warehouse")
    agent.enrol_in(hub.store, state="stopped")

    said = _hub("trust", "wh-01")

    assert said.exit_code == 0, said.output
    assert "wh-01 may speak again" in said.output
    row = hub.store.get(Agent, "wh-01")
    assert row is not None
    assert row.state == "enrolled"
    assert isinstance(_hub("trust", "wh-01").exception, Refused)
    hub.store.engine.dispose()
