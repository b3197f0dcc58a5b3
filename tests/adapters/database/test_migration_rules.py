"""Every version of the database is one that a hub at work does not feel, and the rule is one that finds."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from adapters.database.migrations import VERSIONS
from adapters.database.migrations.draft import draft
from tests.adapters.database.migration_rules import unsafe

# The first ones are one draft in several files, and are only ever done to an empty database.
LATER = sorted(path for path in VERSIONS.glob("v*.py") if "_first" not in path.name)


@pytest.mark.parametrize("path", LATER, ids=lambda path: path.stem)
def test_a_version_stops_no_intake_and_breaks_no_older_code(path: Path) -> None:
    assert unsafe(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ('op.drop_column("hub_seen", "kind")', "takes away what the version before still uses"),
        ('op.drop_table("hub_seen")', "takes away what the version before still uses"),
        ('op.alter_column("hub_seen", "kind", type_=sa.BigInteger())', "op.alter_column"),
        ('op.create_foreign_key("f", "hub_seen", "hub_arrival", ["a"], ["b"])', "op.create_foreign_key"),
        ('op.create_index("i", "hub_arrival", ["name"])', "use index_beside"),
        ('op.add_column("hub_seen", sa.Column("new", sa.Text(), nullable=False))', "server_default"),
        (
            'op.add_column("s", sa.Column("new", sa.Text(), nullable=False, server_default=sa.func.now()))',
            "server_default that is a constant",
        ),
        ("op.execute(\"UPDATE hub_seen SET kind = ''\")", "UPDATE hub_seen"),
        ('op.execute("create unique index i ON hub_arrival (name)")', "create unique"),
        ('op.execute("LOCK TABLE hub_seen")', "LOCK TABLE"),
        ('index_beside("i", "hub_arrival", ["name"])', "needs `BESIDE = True`"),
        ('op.create_table("t")\nBESIDE = True\n', "a version of its own"),
    ],
)
def test_what_would_be_felt_is_found(said: str, found: str) -> None:
    assert any(found in one for one in unsafe(f"\n{said}\n"))


@pytest.mark.parametrize(
    "said",
    [
        'op.create_table("lots")\nop.create_index("i", "lots", ["name"])',
        'op.add_column("hub_seen", sa.Column("new", sa.Text(), nullable=True))',
        'op.add_column("hub_seen", sa.Column("new", sa.Text(), nullable=False, server_default="x"))',
        'op.drop_column("hub_seen", "kind")\nRETIRED = "nobody has read it since 0.4"\n',
        'index_beside("i", "hub_arrival", ["name"])\nBESIDE = True\n',
    ],
)
def test_what_is_not_felt_is_allowed(said: str) -> None:
    assert unsafe(f"\n{said}\n") == []


def test_what_is_drafted_keeps_the_rule(tmp_path: Path) -> None:
    draft("first", _tables(), tmp_path)
    newer = _tables()
    newer.tables["goods"].append_column(sa.Column("colour", sa.Text))
    sa.Index("ix_goods_name", newer.tables["goods"].c.name)

    written = draft("second", newer, tmp_path)

    assert [unsafe(path.read_text()) for path in written] == [[], []]
    assert "BESIDE = True" in written[1].read_text()


def _tables() -> sa.MetaData:
    metadata = sa.MetaData()
    number = sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False)
    sa.Table("goods", metadata, number, sa.Column("name", sa.Text, nullable=False))
    return metadata
