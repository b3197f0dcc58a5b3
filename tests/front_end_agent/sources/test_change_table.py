"""A change table, or any table by its key: rows behind the watermark are read, and changed only as told."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa

from front_end_agent.errors import Misconfigured
from tests.front_end_agent.erp_table import Erp
from tests.front_end_agent.homes import Home
from tests.front_end_agent.rounds import Rounds

TABLE = "CREATE TABLE changes (seq INTEGER PRIMARY KEY, op VARCHAR(1), id VARCHAR(20))"
READ = "SELECT seq, op, id FROM changes WHERE seq >= :watermark"


def changes(home: Home, erp: Erp, extra: str = "", *, query: str = READ) -> Rounds:
    home.configure(
        f'kind = "database"\nname = "wms"\nsite = "HQ"\nurl = "{erp.url}"\nwatermark_type = "integer"\n'
        f'query = "{query}"\nwatermark_column = "seq"\nkey = ["seq"]\n{extra}'
    )
    return Rounds(home)


def change(erp: Erp, seq: int, op: str, number: str) -> None:
    erp.run("INSERT INTO changes VALUES (:seq, :op, :id)", seq=seq, op=op, id=number)


def left(erp: Erp) -> list[int]:
    with erp.engine.connect() as connection:
        return [row[0] for row in connection.execute(sa.text("SELECT seq FROM changes ORDER BY seq"))]


@pytest.fixture(autouse=True)
def table(erp: Erp) -> None:
    erp.run(TABLE)
    for seq, op, number in ((1, "I", "SO-1"), (2, "U", "SO-1"), (3, "D", "SO-1")):
        change(erp, seq, op, number)


def test_what_was_inserted_changed_and_deleted_is_told_in_order_and_nothing_is_touched(
    home: Home, erp: Erp
) -> None:
    rounds = changes(home, erp)
    rounds.round()
    change(erp, 4, "I", "SO-2")

    rounds.round()
    rounds.round()

    told = [json.loads(document["payload"]) for document in rounds.documents()]
    assert [(row["seq"], row["op"]) for row in told] == [(1, "I"), (2, "U"), (3, "D"), (4, "I")]
    assert left(erp) == [1, 2, 3, 4]


def test_rows_go_when_they_are_kept_if_we_are_told_so(home: Home, erp: Erp) -> None:
    rounds = changes(home, erp, 'when_kept = "DELETE FROM changes WHERE seq = :seq"\n')

    rounds.round()

    assert (rounds.names(), left(erp)) == (["1", "2", "3"], [])
    change(erp, 4, "I", "SO-2")
    rounds.round()
    assert (rounds.names(), left(erp)) == (["1", "2", "3", "4"], [])


def test_rows_that_are_marked_are_no_change_to_be_told(home: Home, erp: Erp) -> None:
    marking = "when_kept = \"UPDATE changes SET op = 'x' WHERE seq = :seq\"\n"
    rounds = changes(home, erp, marking, query=f"{READ} AND op <> 'x'")

    rounds.round()
    rounds.round()

    assert rounds.names() == ["1", "2", "3"]
    assert left(erp) == [1, 2, 3]


def test_a_run_that_ended_before_it_could_delete_does_so_later_and_tells_nothing_twice(
    home: Home, erp: Erp
) -> None:
    extra = 'overlap = 100\nwhen_kept = "DELETE FROM changes WHERE seq = :seq"\n'
    first = changes(home, erp, extra)
    for batch in first.source.batches():
        first.spool.put(batch)
    first.spool.close()

    again = changes(home, erp, extra)
    again.round()
    again.round()

    assert (again.names(), left(erp)) == (["1", "2", "3"], [])


def test_a_statement_that_fails_is_told_and_the_rows_go_on(home: Home, erp: Erp) -> None:
    rounds = changes(home, erp, 'when_kept = "DELETE FROM nowhere WHERE seq = :seq"\n')
    rounds.round()
    change(erp, 4, "I", "SO-2")

    rounds.round()

    assert rounds.names() == ["1", "2", "3", "4"]
    assert left(erp) == [1, 2, 3, 4]
    [(what, text)] = rounds.notices()
    assert (what, text.partition(":")[0]) == ("source_failed", "when_kept")


@pytest.mark.parametrize("statement", ["DELETE FROM changes", "DELETE FROM changes WHERE seq <= :x"])
def test_a_statement_that_is_not_about_its_row_is_refused(home: Home, erp: Erp, statement: str) -> None:
    with pytest.raises(Misconfigured, match="when_kept"):
        changes(home, erp, f'when_kept = "{statement}"\n')


def test_a_table_without_any_time_is_read_by_its_key(home: Home, erp: Erp) -> None:
    home.configure(
        f'kind = "database"\nname = "wms"\nsite = "HQ"\nurl = "{erp.url}"\nwatermark_type = "text"\n'
        'query = "SELECT id, op FROM changes WHERE id >= :watermark"\nwatermark_column = "id"\nkey = ["id"]\n'
    )
    erp.run("DELETE FROM changes")
    rounds = Rounds(home)
    for seq, number in ((1, "SO-1"), (2, "SO-2")):
        change(erp, seq, "I", number)
    rounds.round()
    change(erp, 3, "I", "SO-3")

    rounds.round()
    rounds.round()

    assert rounds.names() == ["SO-1", "SO-2", "SO-3"]
