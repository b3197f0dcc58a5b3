"""A database: nothing that was committed is passed over, nothing is sent twice unchanged."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from front_end_agent.paging import Pages
from front_end_agent.rows import Row, as_json, name_of
from tests.front_end_agent.homes import Home, ManualClock
from tests.front_end_agent.rounds import Rounds

QUERY = "SELECT id, amount, updated_at FROM orders WHERE updated_at >= :watermark"
TABLE = """CREATE TABLE orders (
    id VARCHAR(20) PRIMARY KEY, amount DECIMAL(20, 4), updated_at TIMESTAMP, note TEXT)"""


class Erp:
    """A partner's table of orders, in any database."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = sa.create_engine(url)
        self.run(TABLE)

    def run(self, statement: str, **values: object) -> None:
        with self.engine.begin() as connection:
            connection.execute(sa.text(statement), values)

    def order(self, number: str, at: str, amount: str = "1.0000") -> None:
        self.run(
            "INSERT INTO orders (id, amount, updated_at) VALUES (:id, :amount, :at)",
            id=number, amount=amount, at=self.time(at),
        )  # fmt: skip

    def time(self, at: str) -> object:
        return at if self.engine.dialect.name == "sqlite" else dt.datetime.fromisoformat(at)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def erp(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Erp]:
    """The same table in SQLite and in a real PostgreSQL."""
    if request.param == "sqlite":
        made = Erp(f"sqlite:///{tmp_path / 'erp.db'}")
    else:
        made = Erp(request.getfixturevalue("database_url"))
    yield made
    made.engine.dispose()


def read_from(home: Home, erp: Erp, extra: str = "", *, now: str = "2026-11-23T10:00:00+00:00") -> Rounds:
    home.configure(
        f'kind = "database"\nname = "wms"\nsite = "HQ"\nurl = "{erp.url}"\nquery = "{QUERY}"\n'
        f'watermark_column = "updated_at"\nkey = ["id"]\n{extra}'
    )
    return Rounds(home, ManualClock(now))


def test_each_row_is_a_document_named_by_its_key_with_every_digit(home: Home, erp: Erp) -> None:
    erp.order("SO-1", "2026-11-23 09:00:00", "12345678901234.5678")
    rounds = read_from(home, erp)

    rounds.round()
    rounds.round()

    [document] = rounds.documents()
    row = json.loads(document["payload"])
    assert document["name"] == "SO-1"
    assert document["media"] == "application/json"
    assert list(row) == ["id", "amount", "updated_at"]
    assert row["updated_at"].replace("T", " ") == "2026-11-23 09:00:00"
    if erp.engine.dialect.name == "postgresql":
        assert row["amount"] == "12345678901234.5678"


def test_rows_of_one_moment_at_the_edge_of_a_page_are_all_read(home: Home, erp: Erp) -> None:
    for number in range(7):
        erp.order(f"SO-{number}", "2026-11-23 09:00:00")
    rounds = read_from(home, erp, "page_rows = 3\noverlap_s = 0\n")

    rounds.round()
    rounds.round()

    assert sorted(rounds.names()) == [f"SO-{number}" for number in range(7)]


def test_a_row_inserted_while_the_second_page_is_read_is_read_too(home: Home, erp: Erp) -> None:
    for number in range(6):
        erp.order(f"SO-{number}", f"2026-11-23 09:00:0{number}")
    rounds = read_from(home, erp, "page_rows = 2\n")
    reading = rounds.source.batches()
    rounds.spool.put(next(reading))
    erp.order("SO-early", "2026-11-23 08:59:59")
    erp.order("SO-late", "2026-11-23 09:00:09")

    for batch in reading:
        rounds.spool.put(batch)
    rounds.round()

    assert sorted(rounds.names()) == sorted([*[f"SO-{n}" for n in range(6)], "SO-early", "SO-late"])


def test_what_was_committed_ten_minutes_late_behind_the_watermark_is_still_read(home: Home, erp: Erp) -> None:
    rounds = read_from(home, erp, "overlap_s = 900\n", now="2026-11-23T09:00:00+00:00")
    erp.order("SO-1", "2026-11-23 09:00:00")
    rounds.round()
    for minute in range(1, 11):
        rounds.clock.pass_s(60)
        erp.order(f"SO-minute-{minute}", f"2026-11-23 09:{minute:02d}:00")
        rounds.round()

    # Written at 09:00:01 in a transaction that stayed open until now.
    erp.order("SO-open", "2026-11-23 09:00:01")
    rounds.round()

    assert rounds.names()[-1] == "SO-open"
    assert len(rounds.names()) == len(set(rounds.names())) == 12


def test_the_late_row_does_not_pull_the_watermark_back(home: Home, erp: Erp) -> None:
    rounds = read_from(home, erp)
    erp.order("SO-1", "2026-11-23 09:30:00")
    rounds.round()
    before = rounds.spool.book.watermark("wms")
    erp.order("SO-2", "2026-11-23 09:20:00")

    rounds.round()

    assert rounds.spool.book.watermark("wms") == before
    assert rounds.documents()[-1]["facts"]["watermark"] == before


def test_behind_a_real_open_transaction_nothing_is_lost(home: Home, database_url: str) -> None:
    erp = Erp(database_url)
    rounds = read_from(home, erp)
    with erp.engine.connect() as slow:
        slow.execute(
            sa.text("INSERT INTO orders VALUES ('SO-slow', 1, :at, NULL)"),
            {"at": erp.time("2026-11-23 09:00:00")},
        )
        erp.order("SO-quick", "2026-11-23 09:09:00")
        rounds.round()
        assert rounds.names() == ["SO-quick"]
        rounds.clock.pass_s(600)
        slow.commit()
    rounds.round()

    assert rounds.names() == ["SO-quick", "SO-slow"]
    erp.engine.dispose()


def test_a_changed_row_is_sent_again_and_an_unchanged_one_is_not(home: Home, erp: Erp) -> None:
    erp.order("SO-1", "2026-11-23 09:00:00", "1.0000")
    rounds = read_from(home, erp)
    rounds.round()
    erp.run("UPDATE orders SET amount = 2, updated_at = :at", at=erp.time("2026-11-23 09:00:01"))

    rounds.round()
    rounds.round()

    assert rounds.names() == ["SO-1", "SO-1"]


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


def test_after_a_restart_it_goes_on_where_it_was(home: Home, erp: Erp) -> None:
    erp.order("SO-1", "2026-11-23 09:00:00")
    rounds = read_from(home, erp)
    rounds.round()
    rounds.spool.close()
    erp.order("SO-2", "2026-11-23 09:00:00")

    again = Rounds(home, rounds.clock)
    again.round()

    assert again.names() == ["SO-1", "SO-2"]


def test_a_whole_number_can_be_the_watermark(home: Home, tmp_path: Path) -> None:
    erp = Erp(f"sqlite:///{tmp_path / 'erp.db'}")
    erp.run("CREATE TABLE moves (version INTEGER PRIMARY KEY, item TEXT)")
    home.configure(
        f'kind = "database"\nname = "wms"\nsite = "HQ"\nurl = "{erp.url}"\nwatermark_type = "integer"\n'
        'query = "SELECT version, item FROM moves WHERE version >= :watermark"\noverlap = 5\n'
        'watermark_column = "version"\nkey = ["version"]\npage_rows = 4\n'
    )
    rounds = Rounds(home)
    for version in (1, 2, 3, 5, 6, 7, 8, 9):
        erp.run("INSERT INTO moves VALUES (:v, 'x')", v=version)
    rounds.round()
    erp.run("INSERT INTO moves VALUES (4, 'late')")

    rounds.round()
    rounds.round()

    assert rounds.names() == ["1", "2", "3", "5", "6", "7", "8", "9", "4"]
    erp.engine.dispose()


def test_a_key_of_several_columns_pages_without_a_loss(home: Home, tmp_path: Path) -> None:
    erp = Erp(f"sqlite:///{tmp_path / 'erp.db'}")
    erp.run("CREATE TABLE lines (doc TEXT, line INTEGER, at TEXT)")
    for doc in "AB":
        for line in range(5):
            erp.run("INSERT INTO lines VALUES (:d, :l, '2026-11-23 09:00:00')", d=doc, l=line)
    home.configure(
        f'kind = "database"\nname = "wms"\nsite = "HQ"\nurl = "{erp.url}"\n'
        'query = "SELECT doc, line, at FROM lines WHERE at >= :watermark"\n'
        'watermark_column = "at"\nkey = ["doc", "line"]\npage_rows = 3\noverlap_s = 0\n'
    )
    rounds = Rounds(home, ManualClock("2026-11-23T10:00:00+00:00"))

    rounds.round()

    assert rounds.names() == [f'["{doc}",{line}]' for doc in "AB" for line in range(5)]
    erp.engine.dispose()


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
        'kind = "database"\nname = "wms"\nsite = "HQ"\ntimeout_s = 2.0\n'
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
