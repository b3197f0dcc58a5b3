"""Settings are read whole, and what is wrong is named by file, line and field."""

from pathlib import Path

import pytest

from front_end_agent.errors import Misconfigured
from front_end_agent.settings import agent_home, read_settings, source_kinds

HUB = '[hub]\nurl = "https://hub.example"\n'
FOLDER = '[[source]]\nkind = "folder"\nname = "wms"\nsite = "WH-01"\npath = "/drop"\n'
PUSH = '[[source]]\nkind = "push"\nname = "scale"\nsite = "WH-01"\n'
DATABASE = (
    '[[source]]\nkind = "database"\nname = "erp"\nsite = "HQ"\nurl = "sqlite://"\n'
    'query = "SELECT 1 WHERE :watermark"\nwatermark_column = "at"\nkey = ["id"]\n'
)
POLL = '[[source]]\nkind = "http_poll"\nname = "price"\nsite = "HQ"\nurl = "https://p.example/x"\n'


def read(tmp_path: Path, text: str) -> None:
    (tmp_path / "agent.toml").write_text(text, "utf-8")
    read_settings(tmp_path)


def test_every_kind_of_source_is_found_by_its_module() -> None:
    assert source_kinds() == ["database", "folder", "http_poll", "push"]


def test_a_whole_file_is_read_with_paths_inside_the_home(tmp_path: Path) -> None:
    (tmp_path / "agent.toml").write_text(
        '[hub]\nurl = "https://hub.example"\nca = "hub-ca.pem"\n' + FOLDER + PUSH + DATABASE + POLL
    )

    settings = read_settings(tmp_path)

    assert settings.file.hub.ca == tmp_path / "hub-ca.pem"
    assert [source.name for source in settings.sources] == ["wms", "scale", "erp", "price"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HUB + FOLDER + "pattern = 1\n", ["line 8", "number 1", "pattern"]),
        (HUB + FOLDER + FOLDER.replace("wms", "b") + 'every_s = "1"\n', ["line 13", "number 2", "every_s"]),
        (HUB + FOLDER.replace("folder", "ftp"), ["line 4", "'ftp'", "database, folder, http_poll, push"]),
        (HUB + FOLDER.replace('name = "wms"\n', ""), ["number 1", "name"]),
        (HUB + FOLDER.replace('"wms"', '"WMS 1"'), ["line 5", "'WMS 1'"]),
        (HUB + FOLDER.replace("/drop", "drop"), ["line 7", "absolute"]),
        (HUB + FOLDER + "every_s = 0.0\n", ["line 8", "every_s"]),
        (HUB + FOLDER + "stable_s = -1.0\n", ["line 8", "stable_s"]),
        (HUB + FOLDER + FOLDER, ["'wms'"]),
        (HUB + PUSH + 'host = "0.0.0.0"\n', ["line 7", "tokens_file"]),
        (HUB + PUSH + "port = 70000\n", ["line 7", "port"]),
        (HUB + DATABASE.replace(":watermark", "1"), ["line 8", ":watermark"]),
        (HUB + DATABASE.replace('["id"]', "[]"), ["key"]),
        (HUB + DATABASE + 'zone = "Asia/Peking2"\n', ["line 11", "Asia/Peking2"]),
        (HUB + DATABASE + "page_rows = 0\n", ["line 11", "page_rows"]),
        (HUB + DATABASE + 'url_file = "x"\n', ["url_file"]),
        (HUB + POLL.replace("https", "ftp"), ["line 7", "http(s)"]),
        (HUB + POLL + 'page_parameter = "p"\n', ["items_path"]),
        (HUB + POLL + 'next_path = "n"\nnext_header = true\n', ["one way of paging"]),
        (HUB + "[spool]\nbytes_max = 1000\n", ["spool.bytes_max", "8388608"]),
        (HUB + "[frame]\nrecords_max = 1001\n", ["frame.records_max"]),
        (HUB + "[frame]\npayload_bytes_max = 1000000\n", ["frame.payload_bytes_max"]),
        (HUB + '[uplink]\namqp = "amqp://broker.example/"\n', ["uplink.amqp", "amqps"]),
        (HUB + '[uplink]\namqp = "http://broker.example/"\n', ["uplink.amqp"]),
        (HUB + '[uplink]\ncertificate = "a.pem"\n', ["uplink.certificate"]),
        (HUB.replace("https", "http"), ["hub.url", "https"]),
        (HUB.replace("https://hub.example", "hub"), ["hub.url"]),
        ("beat_s = 0.5\n" + HUB, ["beat_s"]),
        ('log_level = "loud"\n' + HUB, ["line 1", "log_level"]),
        ("[hub\n", ["line 1"]),
        ("", ["hub"]),
        (HUB.replace("url", "uri"), ["uri"]),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, words: list[str]) -> None:
    with pytest.raises(Misconfigured) as caught:
        read(tmp_path, text)

    assert "agent.toml" in str(caught.value)
    for word in words:
        assert word in str(caught.value)


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / "agent.toml").write_bytes('site = "仓库"'.encode("gb18030"))

    with pytest.raises(Misconfigured, match="utf-8"):
        read_settings(tmp_path)


def test_without_a_file_it_is_said_where_one_is_wanted(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"agent\.toml"):
        read_settings(tmp_path)


def test_plain_http_and_amqp_are_for_this_machine_alone(tmp_path: Path) -> None:
    read(tmp_path, '[hub]\nurl = "http://127.0.0.1:8080"\n[uplink]\namqp = "amqp://[::1]:5672/"\n')
    read(tmp_path, HUB + '[uplink]\namqp = "amqp://127.0.0.1/"\n')


def test_the_home_is_the_one_named_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LIANQIAO_AGENT_HOME", str(tmp_path / "named"))

    assert agent_home(str(tmp_path / "chosen")) == tmp_path / "chosen"
    assert agent_home(None) == tmp_path / "named"

    monkeypatch.delenv("LIANQIAO_AGENT_HOME")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert agent_home(None) == tmp_path / "lianqiao-agent"


def test_a_broker_of_several_members_is_held_to_the_same_at_each(tmp_path: Path) -> None:
    read(tmp_path, HUB + '[uplink]\namqp = "amqps://one.example/;amqps://two.example/"\n')
    with pytest.raises(Misconfigured, match="uplink"):
        read(tmp_path, HUB + '[uplink]\namqp = "amqps://one.example/;amqp://two.example/"\n')
