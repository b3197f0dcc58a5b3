"""A database of any age becomes what the records say, once, whole, and with what it kept."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from adapters.database.engine import make_engine
from adapters.database.migrations import VERSIONS, newest_sql, present_revision, revisions
from adapters.database.migrations.declared import declared_tables
from adapters.database.migrations.draft import draft
from adapters.database.migrations.look import Changes, Look, changes, look_at
from adapters.database.migrations.upgrade import newest_text, upgrade
from adapters.database.schema import create_schema
from core.kernel.errors import Broken, Refused, Unavailable
from tests.programs import Program, done
from tests.servers.postgres import Postgres

TODAY = datetime(2026, 11, 23, tzinfo=UTC)
REDRAFT = (
    "the records and the versions differ; run `python -m adapters.database.migrations.draft NAME` "
    "(before the first release: `python -m adapters.database.migrations.draft first --afresh`)"
)
KINDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.servers))
NewDatabase = Callable[[], sa.Engine]

_numbers = itertools.count(1)


@pytest.fixture(params=KINDS)
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[NewDatabase]:
    """Gives an empty database, a new one at each call."""
    with ExitStack() as stack:

        def make() -> sa.Engine:
            number = next(_numbers)
            if request.param == "sqlite":
                url = f"sqlite:///{tmp_path / f'hub{number}.db'}"
            else:
                postgres: Postgres = request.getfixturevalue("postgres")
                url = postgres.add_database(f"migrated_{number}")
                stack.callback(postgres.drop_database, f"migrated_{number}")
            engine = make_engine(url)
            stack.callback(engine.dispose)
            return engine

        yield make


def test_what_the_versions_make_is_what_the_records_say(new_database: NewDatabase) -> None:
    migrated, declared = new_database(), new_database()
    with migrated.begin() as connection:
        upgrade(connection)
    with declared.begin() as connection:
        declared_tables().create_all(connection)

    assert changes(_look(migrated), _look(declared)) == Changes(), REDRAFT
    assert _look(migrated) == _look(declared), REDRAFT


def test_an_empty_database_is_made_by_the_same_sql_at_once(new_database: NewDatabase) -> None:
    slowly, at_once = new_database(), new_database()
    with slowly.begin() as connection:
        upgrade(connection)

    create_schema(at_once, TODAY)

    assert _look(at_once) == _look(slowly)
    assert _revision(at_once) == _revision(slowly) == revisions()[-1]


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_the_sql_beside_the_versions_is_what_they_do(dialect: str) -> None:
    assert newest_sql(dialect).read_text(encoding="utf-8") == newest_text(dialect), REDRAFT


def test_every_file_is_named_as_its_revision_and_follows_the_one_before() -> None:
    before = None
    for path, revision in zip(sorted(VERSIONS.glob("v*.py")), revisions(), strict=True):
        text = path.read_text(encoding="utf-8")
        assert f'\nrevision = "{revision}"\n' in text
        assert f"\ndown_revision = {before}\n" in text
        before = f'"{revision}"'


def test_opening_again_does_nothing_and_alembic_is_not_even_imported(new_database: NewDatabase) -> None:
    engine = new_database()

    assert done(_opening(engine)).strip() == "False"
    create_schema(engine, TODAY)
    assert done(_opening(engine)).strip() == "False"


def test_two_processes_at_once_make_it_once(new_database: NewDatabase, tmp_path: Path) -> None:
    engine = new_database()

    both = [Program(_opening(engine), tmp_path / f"{number}.log", may_die=True) for number in range(2)]

    for program in both:
        assert program.end() == 0, program.last_words()
    assert _revision(engine) == revisions()[-1]


def test_a_database_from_the_future_is_refused_and_left_as_it_is(new_database: NewDatabase) -> None:
    engine = new_database()
    create_schema(engine, TODAY)
    _set_revision(engine, "9999_0badcafe")

    with pytest.raises(Refused, match=r"9999_0badcafe, which this hub does not know.*newer hub.*backup"):
        create_schema(engine, TODAY)

    assert _revision(engine) == "9999_0badcafe"


def test_tables_without_a_version_are_refused(new_database: NewDatabase) -> None:
    engine = new_database()
    with engine.begin() as connection:
        declared_tables().tables["hub_arrival"].create(connection)

    with pytest.raises(Refused, match="no version"):
        create_schema(engine, TODAY)


def test_a_database_that_is_away_is_said_so() -> None:
    with pytest.raises(Unavailable, match="did not answer"):
        create_schema(make_engine("postgresql+psycopg://nobody@127.0.0.1:1/none"), TODAY)


def test_a_record_that_is_in_no_version_stops_the_opening_and_says_what_to_run(tmp_path: Path) -> None:
    declared = declared_tables()
    declared.remove(declared.tables["hub_seen"])
    draft("first", declared, tmp_path)

    with pytest.raises(Broken, match=r"hub_seen\.content.*migrations\.draft NAME"):
        create_schema(make_engine(f"sqlite:///{tmp_path / 'hub.db'}"), TODAY, tmp_path)


def test_an_old_database_gets_the_new_tables_columns_and_indexes_and_keeps_its_rows(
    new_database: NewDatabase, tmp_path: Path
) -> None:
    engine = new_database()
    draft("first", _older(), tmp_path)
    with engine.begin() as connection:
        upgrade(connection, tmp_path)
        connection.exec_driver_sql("INSERT INTO goods (number, name) VALUES (7, 'steel')")

    draft("second", _newer(), tmp_path)
    with engine.begin() as connection:
        upgrade(connection, tmp_path)

    with engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT number, name, colour FROM goods").all() == [
            (7, "steel", None)
        ]
        connection.exec_driver_sql("INSERT INTO lots (number) VALUES (1)")
    assert _look(engine)["goods"].indexes == {"ix_goods_name": "name"}
    assert [revision[:4] for revision in revisions(tmp_path)] == ["0001", "0002", "0003"]


def test_a_version_that_fails_leaves_the_database_as_it_was(
    new_database: NewDatabase, tmp_path: Path
) -> None:
    engine = new_database()
    draft("first", _older(), tmp_path)
    with engine.begin() as connection:
        upgrade(connection, tmp_path)
    before = _look(engine)
    second, _ = draft("second", _newer(), tmp_path)
    second.write_text(
        second.read_text().replace("_make_lots()\n", "_make_lots()\n    op.drop_table('none')\n", 1)
    )

    with pytest.raises(sa.exc.DatabaseError, match="none"), engine.begin() as connection:
        upgrade(connection, tmp_path)

    assert _look(engine) == before
    assert _revision(engine) == revisions(tmp_path)[0]


@pytest.mark.parametrize(
    ("column", "said"),
    [
        (sa.Column("weight", sa.BigInteger, nullable=False), "goods.weight: is new and never empty"),
        (
            sa.Column("name", sa.BigInteger, nullable=False),
            "goods.name: goes from TEXT NOT NULL to BIGINT NOT NULL",
        ),
        (sa.Column("name", sa.Text), "goods.name: goes from TEXT NOT NULL to TEXT"),
        (sa.Column("name", sa.Text, primary_key=True), "goods: key and storage go from"),
    ],
)
def test_what_cannot_be_guessed_is_asked_of_a_person_and_nothing_is_written(
    tmp_path: Path, column: sa.Column[object], said: str
) -> None:
    draft("first", _older(), tmp_path)
    changed = _older()
    kept = [each._copy() for each in changed.tables["goods"].columns if each.name != column.name]
    changed.remove(changed.tables["goods"])
    sa.Table("goods", changed, *kept, column)

    with pytest.raises(Refused, match=said):
        draft("second", changed, tmp_path)

    assert len(revisions(tmp_path)) == 1


def test_what_the_records_no_longer_have_is_asked_of_a_person(tmp_path: Path) -> None:
    draft("first", _newer(), tmp_path)

    with pytest.raises(Refused) as refused:
        draft("second", _older(), tmp_path)

    for said in (
        'op.drop_table("lots")',
        'op.drop_column("goods", "colour")',
        'op.drop_index("ix_goods_name"',
    ):
        assert said in refused.value.text
    assert 'down_revision = "0001_' in refused.value.text


def test_a_draft_with_nothing_new_writes_nothing(tmp_path: Path) -> None:
    draft("first", _older(), tmp_path)

    assert draft("second", _older(), tmp_path) == []


def _older() -> sa.MetaData:
    metadata = sa.MetaData()
    number = sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False)
    sa.Table("goods", metadata, number, sa.Column("name", sa.Text, nullable=False))
    return metadata


def _newer() -> sa.MetaData:
    metadata = _older()
    metadata.tables["goods"].append_column(sa.Column("colour", sa.Text))
    sa.Index("ix_goods_name", metadata.tables["goods"].c.name)
    sa.Table("lots", metadata, sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False))
    return metadata


def _look(engine: sa.Engine) -> dict[str, Look]:
    with engine.connect() as connection:
        return look_at(connection)


def _revision(engine: sa.Engine) -> str:
    with engine.connect() as connection:
        return present_revision(connection)


def _set_revision(engine: sa.Engine, revision: str) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revision}'")


def _opening(engine: sa.Engine) -> list[str]:
    """The command of a process that opens the database and says whether it needed alembic for it."""
    code = (
        "import sys; from datetime import *; from adapters.database.engine import make_engine\n"
        "from adapters.database.schema import create_schema\n"
        "create_schema(make_engine(sys.argv[1]), datetime(2026, 11, 23, tzinfo=UTC))\n"
        "print('alembic' in sys.modules)"
    )
    return [sys.executable, "-c", code, engine.url.render_as_string(hide_password=False)]
