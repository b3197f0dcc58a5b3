"""A long history, made in the database: copies of what was booked, each with names and ids of its own."""

from __future__ import annotations

import psycopg

from bench.places import dsn_of

# The partitions of a copy stand so far behind those it was made from.
APART = 100
_OTHER_ID = "decode(md5(encode({0}, 'hex') || k::text), 'hex')"
_OTHER_TEXT = "{0} || '~' || k::text"
_OTHER_PLACE = "{0} + k * " + str(APART)
# A copy is older by a quarter of an hour, in microseconds: else as many as there are would be of one moment.
_EARLIER = "{0} - k * 900000000"
# Which columns of which table are a copy's own, and how; everything else is as it was.
_TABLES: dict[str, dict[str, str]] = {
    "hub_stream": {"stream": _OTHER_TEXT, "partition": _OTHER_PLACE},
    "hub_inlet": {"id": _OTHER_PLACE},
    "hub_outlet": {"id": _OTHER_PLACE},
    "hub_arrival": {
        "partition": _OTHER_PLACE, "delivery": _OTHER_TEXT, "name": _OTHER_TEXT, "received_at": _EARLIER,
    },
    "hub_seen": {"identity": _OTHER_ID, "partition": _OTHER_PLACE},
    "hub_document": {
        "partition": _OTHER_PLACE, "message_id": _OTHER_ID, "key": _OTHER_TEXT, "identity": _OTHER_TEXT,
        "record_time": _EARLIER,
    },
    "hub_business_key": {"value": _OTHER_TEXT, "partition": _OTHER_PLACE},
    "hub_effect": {"effect_id": _OTHER_ID, "partition": _OTHER_PLACE},
    "hub_handled": {"handled": "{0} - k * 1000000", "partition": _OTHER_PLACE, "at": _EARLIER},
    "custody_movement": {
        "movement_id": _OTHER_ID, "message_id": _OTHER_ID, "lot_no": _OTHER_TEXT, "record_time": _EARLIER,
    },
    "custody_lot": {"lot_no": _OTHER_TEXT},
}  # fmt: skip
_MANY = "SELECT sum(next - 1), sum(next - 1) FILTER (WHERE id < %(apart)s) FROM hub_inlet"
_ORIGINALS = {"id": "id BETWEEN 1 AND {0}", "partition": "partition BETWEEN 1 AND {0}"}


def lengthen(database: str, *, after: int, until: int) -> int:
    """Copies of everything that stands in the partitions below APART, until there are so many messages.

    Copies are numbered: those up to `after` are there already; the number of the last is answered.
    """
    with psycopg.connect(dsn_of(database), autocommit=True) as connection:
        connection.execute("SET synchronous_commit = off")
        held, originals = connection.execute(_MANY, {"apart": APART}).fetchone() or (0, 0)
        first, last = after + 1, after + max(1, (until - int(held)) // int(originals))
        for table, changed in _TABLES.items():
            connection.execute(_copies(connection, table, changed), {"first": first, "last": last})
        connection.execute("VACUUM ANALYZE")
        # A history is on its disk: what was just written must not be written again under the race.
        connection.execute("CHECKPOINT")
    return last


def _copies(connection: psycopg.Connection[tuple[str]], table: str, changed: dict[str, str]) -> str:
    names = [column.name for column in connection.execute(f"SELECT * FROM {table} LIMIT 0").description or ()]
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(changed.get(name, "{0}").format(f'"{name}"') for name in names)
    original = next(
        (_ORIGINALS[name].format(APART - 1) for name in ("partition", "id") if name in names),
        "position('~' in lot_no) = 0",
    )
    return (
        f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table},"
        f" generate_series(%(first)s::bigint, %(last)s::bigint) AS k WHERE {original}"
    )
