"""docs/agent.md is true: its settings are read, and its states are those the agent tells."""

import re
from pathlib import Path

import msgspec

from front_end_agent.settings import read_settings, source_kinds

DOCS = Path(__file__).parents[2] / "docs"


def test_the_settings_of_the_page_are_read_and_name_every_kind_of_source(tmp_path: Path) -> None:
    [sample] = re.findall(r"```toml\n(.*?)```", (DOCS / "agent.md").read_text("utf-8"), re.DOTALL)
    (tmp_path / "agent.toml").write_text(sample, "utf-8")

    settings = read_settings(tmp_path)

    assert sorted(source.kind for source in settings.sources) == source_kinds()


def test_what_the_page_calls_a_default_is_one(tmp_path: Path) -> None:
    [sample] = re.findall(r"```toml\n(.*?)```", (DOCS / "agent.md").read_text("utf-8"), re.DOTALL)
    (tmp_path / "agent.toml").write_text(sample, "utf-8")
    shown = read_settings(tmp_path).file
    (tmp_path / "agent.toml").write_text('[hub]\nurl = "https://hub.example:8443"\n', "utf-8")
    default = read_settings(tmp_path).file

    assert (shown.spool, shown.frame) == (default.spool, default.frame)
    assert (shown.log_level, shown.beat_s, shown.key_days) == (
        default.log_level,
        default.beat_s,
        default.key_days,
    )
    assert shown.hub.timeout_s == default.hub.timeout_s
    assert (
        msgspec.structs.replace(shown.uplink, amqp=None, ca=None, certificate=None, key=None)
        == default.uplink
    )
