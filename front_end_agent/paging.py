"""A query read page by page behind a position, so that no long read stands open in the partner's database."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.exc import NoSuchModuleError, SQLAlchemyError

from front_end_agent.errors import SourceFailed
from front_end_agent.position import Position
from front_end_agent.rows import Row

if TYPE_CHECKING:
    from front_end_agent.sources.database import Settings

TEXT_MAX = 500


class Pages:
    """One database and one query; connected when first read."""

    def __init__(self, settings: "Settings", *, url: str) -> None:
        self.settings, self._url = settings, url
        self._engine: sa.Engine | None = None
        mark, keys = settings.watermark_column, settings.key
        columns: list[sa.ColumnClause[Any]] = [sa.column(name) for name in dict.fromkeys((mark, *keys))]
        self._rows = sa.text(settings.query).columns(*columns).subquery("rows_")
        self._mark = self._rows.c[mark]
        self._keys = [self._rows.c[name] for name in keys]

    @property
    def text_times(self) -> bool:
        """SQLite has no time of its own: it gives and compares texts."""
        return self._url.startswith("sqlite")

    def behind(self, low: Any, start: Position | None) -> Iterator[list[Row]]:
        """Pages of rows from `low` on, after `start` if one is given, in order of (watermark, key)."""
        position = start
        while True:
            rows = self._page(self._after(low, position), low)
            if rows:
                yield rows
            if len(rows) < self.settings.page_rows:
                return
            position = self.position(rows[-1])

    def without_watermark(self, low: Any) -> Iterator[list[Row]]:
        """Rows whose watermark is NULL: no watermark will ever find them, so all of them are looked at."""
        key: tuple[Any, ...] | None = None
        while True:
            where: sa.ColumnElement[bool] = self._mark.is_(None)
            if key is not None:
                where = sa.and_(where, self._key_after(key))
            rows = self._page(where, low)
            if rows:
                yield rows
            if len(rows) < self.settings.page_rows:
                return
            key = self.position(rows[-1]).key

    def position(self, row: Row) -> Position:
        try:
            return Position(
                row[self.settings.watermark_column], tuple(row[name] for name in self.settings.key)
            )
        except KeyError as error:
            raise SourceFailed(f"the query gives no column {error}; it has {', '.join(row)}") from None

    def run(self, statement: str, rows: Sequence[Row]) -> None:
        """The partner's own statement, once for each row."""
        try:
            with self._connect().connect() as connection:
                connection.execute(sa.text(statement), [dict(row) for row in rows])
        except SQLAlchemyError as error:
            raise SourceFailed(f"when_kept: {self._told(error)}") from error

    def close(self) -> None:
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def _page(self, where: sa.ColumnElement[bool], low: Any) -> list[Row]:
        query: sa.Select[Any] = (
            sa.select(sa.literal_column("rows_.*"))
            .select_from(self._rows)
            .where(where)
            .order_by(self._mark, *self._keys)
            .limit(self.settings.page_rows)
        )
        try:
            # Each statement on its own: between two pages nothing is held open.
            with self._connect().connect() as connection:
                return [dict(row) for row in connection.execute(query, {"watermark": low}).mappings()]
        except SQLAlchemyError as error:
            raise SourceFailed(self._told(error)) from error

    def _after(self, low: Any, position: Position | None) -> sa.ColumnElement[bool]:
        from_low: sa.ColumnElement[bool] = self._mark >= low
        if position is None:
            return from_low
        same = sa.and_(self._mark == position.watermark, self._key_after(position.key))
        return sa.and_(from_low, sa.or_(self._mark > position.watermark, same))

    def _key_after(self, key: tuple[Any, ...]) -> sa.ColumnElement[bool]:
        """(a, b) > (x, y), written out because not every database compares rows."""
        after: sa.ColumnElement[bool] = sa.false()
        for place in reversed(range(len(key))):
            column, value = self._keys[place], key[place]
            after = sa.or_(column > value, sa.and_(column == value, after))
        return after

    def _connect(self) -> sa.Engine:
        if self._engine is None:
            try:
                self._engine = sa.create_engine(
                    self._url,
                    pool_size=1, max_overflow=0, pool_timeout=self.settings.timeout_s, pool_pre_ping=True,
                    isolation_level="AUTOCOMMIT", connect_args=self._limits(),
                )  # fmt: skip
            except (ImportError, NoSuchModuleError, SQLAlchemyError) as error:
                raise SourceFailed(f"the database cannot be used: {self._told(error)}") from error
        return self._engine

    def _limits(self) -> dict[str, Any]:
        seconds = max(1, int(self.settings.timeout_s))
        if self._url.startswith("sqlite"):
            return {"timeout": seconds}
        if self._url.startswith("postgresql"):
            return {"connect_timeout": seconds, "options": f"-c statement_timeout={seconds * 1000}"}
        if self._url.startswith(("mysql", "mariadb")):
            return {"connect_timeout": seconds, "read_timeout": seconds}
        return {}

    def _told(self, error: BaseException) -> str:
        """The database's own words; the statement and the password are not repeated."""
        said = str(getattr(error, "orig", None) or error)
        password = urlsplit(self._url).password
        return (said.replace(password, "***") if password else said).strip()[:TEXT_MAX]
