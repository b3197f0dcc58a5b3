"""A partner's table of orders, in any database, and a source that reads it."""

import datetime as dt

import sqlalchemy as sa

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


def read_from(home: Home, erp: Erp, extra: str = "", *, now: str = "2026-11-23T10:00:00+00:00") -> Rounds:
    home.configure(
        f'kind = "database"\nname = "wms"\nsite = "HQ"\nurl = "{erp.url}"\nquery = "{QUERY}"\n'
        f'watermark_column = "updated_at"\nkey = ["id"]\n{extra}'
    )
    return Rounds(home, ManualClock(now))
