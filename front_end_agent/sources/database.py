"""A database: rows behind a watermark, with a look back over it for what was committed late."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from front_end_agent.batch import Batch, Item, Mark, Reread, document_of, notice
from front_end_agent.clock import as_text
from front_end_agent.errors import SourceFailed
from front_end_agent.files import stage
from front_end_agent.position import Position, Scale, WatermarkType, as_position, as_watermark
from front_end_agent.record import DOCUMENT_BYTES_MAX, Document
from front_end_agent.rows import Row, as_json, fingerprint, name_of
from front_end_agent.sources import Context, SourceSettings

if TYPE_CHECKING:
    from front_end_agent.paging import Pages

ROWS_AT_ONCE = 200
UNDONE_MAX = 10_000
# `::` casts in PostgreSQL.
PARAMETER = re.compile(r"(?<!:):([A-Za-z_]\w*)")


class Settings(SourceSettings, frozen=True, kw_only=True):
    """`[[source]] kind = "database"`. when_kept: what is done there to each row that is on our disk."""

    query: str
    watermark_column: str
    key: tuple[str, ...]
    url: str = ""
    url_file: Path | None = None
    watermark_type: WatermarkType = "timestamp"
    zone: str = "UTC"
    overlap_s: float = 900.0
    overlap: int = 0
    page_rows: int = 500
    timeout_s: float = 30.0
    every_s: float = 5.0
    when_kept: str = ""

    def check(self, *, home: Path) -> None:
        super().check(home=home)
        if bool(self.url) == (self.url_file is not None):
            raise ValueError("one of `url` and `url_file` must be given - at `$.url`")
        if ":watermark" not in self.query:
            raise ValueError("`query` must use :watermark, as in updated_at >= :watermark - at `$.query`")
        if not self.key:
            raise ValueError("`key` must name at least one column - at `$.key`")
        if not 1 <= self.page_rows <= 10_000:
            raise ValueError("`page_rows` must be 1 to 10000 - at `$.page_rows`")
        said = set(PARAMETER.findall(self.when_kept))
        if self.when_kept and not set(self.key) <= said <= {self.watermark_column, *self.key}:
            raise ValueError(
                f"`when_kept` must name the row by {', '.join(f':{name}' for name in self.key)}, and may use"
                f" :{self.watermark_column} - at `$.when_kept`"
            )
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"`zone` {self.zone!r} is not known - at `$.zone`") from None


class Database:
    """One query, asked again and again."""

    def __init__(self, settings: Settings, context: Context) -> None:
        self.settings, self.context = settings, context
        self._opened: Pages | None = None
        self._sent: dict[str, Row] = {}
        self._undone: dict[str, Row] = {}
        self._fault: SourceFailed | None = None

    def batches(self) -> Iterator[Batch]:
        ledger, name = self.context.ledger, self.settings.name
        self._sent = {}
        self._do()
        reread = ledger.reread(name)
        if reread is not None and not reread.begun_at:
            yield self._begin(reread)
        pages, scale = self._pages()
        reached = as_position(ledger.watermark(name))
        low = scale.lowest() if reached is None else scale.back(reached.watermark, self._overlap())
        # Without an overlap the last row itself says where to go on; with one, all behind `low` is looked at.
        start = None if self._looks_back() else reached
        for rows in pages.without_watermark(low):
            yield from self._new(rows, low, reached)
        for rows in pages.behind(low, start):
            for batch in self._new(rows, low, reached):
                yield batch
                reached = as_position(batch.watermark) or reached
        if reread is not None:
            yield self._tell("reread_done", "read again", done=True)
        if self._fault is not None:
            # Rows are read and sent all the same; that theirs are not marked is told.
            raise self._fault

    def kept(self, batch: Batch) -> None:
        """Nothing is changed in the partner's database, unless the settings say what."""
        self._undone |= {mark.key: self._sent.pop(mark.key) for mark in batch.marks if mark.key in self._sent}
        self._do()

    def look(self) -> list[str]:
        pages, scale = self._pages()
        reached = as_position(self.context.ledger.watermark(self.settings.name))
        low = scale.lowest() if reached is None else scale.back(reached.watermark, self._overlap())
        for rows in pages.behind(low, None if self._looks_back() else reached):
            return [mark.key for batch in self._new(rows, low, reached) for mark in batch.marks]
        return []

    def _new(self, rows: list[Row], low: Any, reached: Position | None) -> Iterator[Batch]:
        """Of one page what was not sent before as it is now, in batches that fit a frame."""
        pages, scale = self._pages()
        made = [(pages.position(row), as_json(row)) for row in rows]
        keys = [name_of(position.key) for position, _ in made]
        known = self.context.ledger.fingerprints(self.settings.name, keys)
        documents: list[Item] = []
        marks: list[Mark] = []
        size = 0
        for key, row, (position, payload) in zip(keys, rows, made, strict=True):
            if self.settings.when_kept:
                self._sent[key] = self._named(row)
            if known.get(key) == fingerprint(payload):
                # Kept by a run that ended before it could say so there.
                self._undone |= {key: self._sent.pop(key)} if key in self._sent else {}
                continue
            if marks and (len(marks) >= ROWS_AT_ONCE or size + len(payload) > DOCUMENT_BYTES_MAX):
                yield self._batch(documents, marks, scale.sortable(low))
                documents, marks, size = [], [], 0
            reached = self._further(reached, position)
            documents.append(self._item(key, payload, reached))
            at = scale.sortable(position.watermark)
            marks.append(Mark(key=key, fingerprint=fingerprint(payload), position=at))
            size += len(payload)
        if marks:
            yield self._batch(documents, marks, scale.sortable(low))

    def _batch(self, documents: list[Item], marks: list[Mark], forget_before: str) -> Batch:
        return Batch(
            source=self.settings.name, items=tuple(documents), marks=tuple(marks),
            watermark=document_of(documents[-1]).facts.get("watermark"), forget_before=forget_before,
        )  # fmt: skip

    def _further(self, reached: Position | None, position: Position) -> Position | None:
        """The watermark never goes back for a late row, and never into the future for a wrong one."""
        if position.watermark is None:
            return reached
        _pages, scale = self._pages()
        mark = scale.not_after(position.watermark, self.context.clock.now())
        if mark != position.watermark:
            position = Position(mark, ())
        if reached is None:
            return position
        before, now = scale.sortable(reached.watermark), scale.sortable(position.watermark)
        return position if now >= before else reached

    def _item(self, key: str, payload: bytes, reached: Position | None) -> Item:
        document = self._document(key, payload, reached)
        if len(payload) <= DOCUMENT_BYTES_MAX:
            return document
        document.payload = b""
        into = self.context.ledger.staging()
        return stage(BytesIO(payload), into=into, document=document, size_bytes_max=len(payload))

    def _document(self, key: str, payload: bytes, reached: Position | None) -> Document:
        facts = {"encoding": "utf-8"}
        if reached is not None:
            facts["watermark"] = as_watermark(reached)
        return Document(
            source=self.settings.name, site=self.settings.site, name=key, media="application/json",
            seen_at=as_text(self.context.clock.now()), facts=facts, payload=payload,
        )  # fmt: skip

    def _begin(self, reread: Reread) -> Batch:
        """From here on it is an ordinary reading from an older watermark, and survives any end."""
        begun = Reread(reread.watermark, as_text(self.context.clock.now()))
        said = self._said("reread_started", f"from {reread.watermark or 'the beginning'}")
        known = reread.watermark if as_position(reread.watermark) else None
        return Batch(source=self.settings.name, items=(said,), watermark=known, reread=begun, reset=True)

    def _tell(self, what: str, text: str, *, done: bool) -> Batch:
        return Batch(source=self.settings.name, items=(self._said(what, text),), reread_done=done)

    def _said(self, what: str, text: str) -> Any:
        now = self.context.clock.now()
        return notice(source=self.settings.name, site=self.settings.site, what=what, text=text, now=now)

    def _do(self) -> None:
        """What the settings say of rows that are kept; what fails is tried again at the next round."""
        if not self._undone:
            return
        pages, _scale = self._pages()
        try:
            pages.run(self.settings.when_kept, list(self._undone.values()))
            self._undone, self._fault = {}, None
        except SourceFailed as failed:
            # What is forgotten here is met again as far as the source looks back.
            self._undone = dict(list(self._undone.items())[-UNDONE_MAX:])
            self._fault = failed

    def _named(self, row: Row) -> Row:
        return {name: row[name] for name in set(PARAMETER.findall(self.settings.when_kept))}

    def _looks_back(self) -> bool:
        """Whether what was kept may be met again."""
        return bool(self._overlap() or self.settings.when_kept)

    def _overlap(self) -> float:
        if self.settings.watermark_type == "timestamp":
            return self.settings.overlap_s
        return float(self.settings.overlap) if self.settings.watermark_type == "integer" else 0.0

    def _pages(self) -> "tuple[Pages, Scale]":
        if self._opened is None:
            try:
                from front_end_agent.paging import Pages
            except ImportError as error:
                raise SourceFailed(f"a database source needs SQLAlchemy and a driver: {error}") from error
            self._opened = Pages(self.settings, url=self._url())
        zone, text_times = self.settings.zone, self._opened.text_times
        return self._opened, Scale(self.settings.watermark_type, zone=zone, text_times=text_times)

    def _url(self) -> str:
        if self.settings.url_file is None:
            return self.settings.url
        path = self.context.home / self.settings.url_file
        try:
            return path.read_text("utf-8").strip()
        except OSError as error:
            raise SourceFailed(f"{path} cannot be read: {error.strerror}") from error


def open_source(settings: Settings, context: Context) -> Database:
    return Database(settings, context)
