"""A database: nothing that was committed is passed over, nothing is sent twice unchanged."""

import json
from pathlib import Path

import sqlalchemy as sa

from tests.front_end_agent.erp_table import Erp, read_from
from tests.front_end_agent.homes import Home, ManualClock
from tests.front_end_agent.rounds import Rounds


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
