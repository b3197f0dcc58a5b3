"""A database that fails, lags or is asked again: told in its own words, and nothing is lost."""

import datetime as dt
import json
from pathlib import Path

import pytest

from front_end_agent.paging import Pages
from front_end_agent.rows import Row, as_json, name_of
from tests.front_end_agent.erp_table import QUERY, Erp, read_from
from tests.front_end_agent.homes import Home, ManualClock
from tests.front_end_agent.rounds import Rounds


def test_a_row_dated_in_the_future_does_not_hide_what_follows(home: Home, erp: Erp) -> None:
    erp.order("SO-2099", "2099-01-01 00:00:00")
    rounds = read_from(home, erp)
    rounds.round()
    erp.order("SO-2", "2026-11-23 10:00:05")
    rounds.clock.pass_s(10)

    rounds.round()
    rounds.round()

    assert rounds.names() == ["SO-2099", "SO-2"]
    assert "2099" not in str(rounds.spool.book.watermark("wms"))


def test_a_row_without_a_watermark_is_sent_once_if_the_query_gives_it(home: Home, erp: Erp) -> None:
    erp.run("INSERT INTO orders (id, amount) VALUES ('SO-null', 1)")
    erp.order("SO-1", "2026-11-23 09:00:00")
    home.configure(
        f'kind = "database"\nname = "wms"\nsite = "HQ"\nurl = "{erp.url}"\n'
        f'query = "{QUERY} OR updated_at IS NULL"\nwatermark_column = "updated_at"\nkey = ["id"]\n'
    )
    rounds = Rounds(home, ManualClock("2026-11-23T10:00:00+00:00"))

    rounds.round()
    rounds.round()

    assert sorted(rounds.names()) == ["SO-1", "SO-null"]


def test_a_row_over_256_kib_goes_as_a_large_file(home: Home, tmp_path: Path) -> None:
    erp = Erp(f"sqlite:///{tmp_path / 'erp.db'}")
    erp.run("INSERT INTO orders VALUES ('SO-1', 1, '2026-11-23 09:00:00', :note)", note="x" * (300 * 1024))
    home.configure(
        f'kind = "database"\nname = "wms"\nsite = "HQ"\nurl = "{erp.url}"\n'
        'query = "SELECT * FROM orders WHERE updated_at >= :watermark"\n'
        'watermark_column = "updated_at"\nkey = ["id"]\n'
    )
    rounds = Rounds(home, ManualClock("2026-11-23T10:00:00+00:00"))

    rounds.round()
    while rounds.spool.seal_chunk():
        pass

    assert [record["kind"] for record in rounds.records()] == ["chunk", "manifest"]
    assert rounds.records()[1]["name"] == "SO-1"
    erp.engine.dispose()


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("query", "SELECT id FROM nowhere WHERE x >= :watermark", "nowhere"),
        ("watermark_column", "changed_at", "changed_at"),
        ("key", ["number"], "number"),
    ],
)
def test_a_query_that_fails_is_told_in_the_databases_words_and_tried_ever_later(
    home: Home, tmp_path: Path, setting: str, value: object, words: str
) -> None:
    erp = Erp(f"sqlite:///{tmp_path / 'erp.db'}")
    said = {"query": QUERY, "watermark_column": "updated_at", "key": ["id"], setting: value}
    lines = "\n".join(f"{name} = {json.dumps(value)}" for name, value in said.items())
    home.configure(f'kind = "database"\nname = "wms"\nsite = "HQ"\nurl = "{erp.url}"\n{lines}\n')
    rounds = Rounds(home)

    waits = [rounds.round() for _ in range(5)]

    [(what, text)] = rounds.notices()
    assert what == "source_failed"
    assert words in text
    assert waits == sorted(waits)
    assert waits[-1] >= 8 * waits[0]
    erp.engine.dispose()


def test_no_password_is_told_when_the_database_cannot_be_reached(home: Home) -> None:
    home.configure(
        'kind = "database"\nname = "wms"\nsite = "HQ"\ntimeout_s = 60.0\n'
        'url = "postgresql+psycopg://erp:top-secret-word@127.0.0.1:1/erp"\n'
        f'query = "{QUERY}"\nwatermark_column = "updated_at"\nkey = ["id"]\n'
    )
    rounds = Rounds(home)

    rounds.round()

    [(what, text)] = rounds.notices()
    assert what == "source_failed"
    assert "refused" in text
    assert "top-secret-word" not in text


def test_reading_again_sends_everything_behind_the_watermark_once_more(home: Home, erp: Erp) -> None:
    for minute in (10, 20, 30):
        erp.order(f"SO-{minute}", f"2026-11-23 09:{minute}:00")
    rounds = read_from(home, erp, "overlap_s = 60\n")
    rounds.round()
    watermark = rounds.documents()[1]["facts"]["watermark"]

    rounds.ask_reread(watermark)
    rounds.round()
    rounds.round()

    assert rounds.names()[3:] == ["SO-20", "SO-30"]
    assert [what for what, _ in rounds.notices()] == ["reread_started", "reread_done"]


def test_a_dry_look_names_what_it_would_take(home: Home, erp: Erp) -> None:
    erp.order("SO-1", "2026-11-23 09:00:00")
    rounds = read_from(home, erp)

    assert rounds.source.look() == ["SO-1"]
    rounds.round()
    assert rounds.source.look() == []


def test_every_kind_of_value_has_one_writing() -> None:
    from decimal import Decimal
    from uuid import UUID

    row: Row = {
        "amount": Decimal("1E+3"), "rate": Decimal("0.10"), "at": dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC),
        "day": dt.date(2026, 11, 23), "raw": b"\x00\xff", "none": None, "yes": True, "n": 2**60,
        "uuid": UUID(int=1), "list": [Decimal("1.50")], "text": "中",
    }  # fmt: skip

    assert json.loads(as_json(row)) == {
        "amount": "1000", "rate": "0.10", "at": "2026-11-23T08:00:00+00:00", "day": "2026-11-23",
        "raw": "AP8=", "none": None, "yes": True, "n": 2**60,
        "uuid": "00000000-0000-0000-0000-000000000001", "list": ["1.50"], "text": "中",
    }  # fmt: skip
    assert name_of(("a", 1)) != name_of(("a,1",))


def test_no_read_stands_open_between_two_pages(home: Home, erp: Erp) -> None:
    for number in range(4):
        erp.order(f"SO-{number}", f"2026-11-23 09:00:0{number}")
    rounds = read_from(home, erp, "page_rows = 2\n")
    reading = rounds.source.batches()
    next(reading)

    erp.run("DROP TABLE orders")

    assert isinstance(rounds.source._opened, Pages)  # type: ignore[attr-defined]
    reading.close()  # type: ignore[attr-defined]
