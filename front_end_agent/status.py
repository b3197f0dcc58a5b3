"""`agent status`: how the spool stands, read from its file while the agent runs or after."""

import sqlite3
from pathlib import Path

import msgspec

from front_end_agent.book import SourceState, read_states
from front_end_agent.errors import Misconfigured
from front_end_agent.store import read_meta
from front_end_agent.texts import say


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """One look at the spool."""

    agent: str
    epoch: str
    sealed: int
    receipted: int
    depth: int
    files: int
    bytes: int
    oldest_at: str | None
    state: str
    error: str
    uplink: str
    beat_at: str
    command: int
    sources: list[SourceState]


def read_status(home: Path) -> Status:
    """Raises Misconfigured if there is no spool here yet."""
    path = home / "spool.db"
    if not path.exists():
        raise Misconfigured(f"there is no spool in {home}; has the agent run yet?")
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=5, isolation_level=None)
    try:
        connection.execute("BEGIN")
        return _status(connection)
    except sqlite3.DatabaseError as error:
        raise Misconfigured(f"{path} cannot be read: {error}") from error
    finally:
        connection.close()


def as_lines(status: Status) -> list[str]:
    """The same for people."""
    lines = [
        f"{say('agent'):<14}{status.agent}    {say(status.state)}",
        f"{say('epoch'):<14}{status.epoch}",
        f"{say('frames'):<14}{say('sealed')} {status.sealed}, {say('receipted')} {status.receipted}, "
        f"{say('waiting')} {status.depth}",
        f"{say('oldest'):<14}{status.oldest_at or '-'}",
        f"{say('large files'):<14}{status.files}",
        f"{say('size'):<14}{status.bytes:,}",
        f"{say('uplink'):<14}{status.uplink or '-'}    {say('last beat')} {status.beat_at or '-'}",
    ]
    if status.error:
        lines.append(f"{say('error'):<14}{status.error}")
    lines.append(say("sources"))
    for source in status.sources:
        state = say("failed") if source.error else say("rereading") if source.reread else say("ok")
        lines.append(f"  {source.source:<20}{state:<12}{source.seen_at or '-':<30}{source.watermark or '-'}")
        if source.error:
            lines.append(f"  {'':<20}{source.error}")
    return lines


def _status(connection: sqlite3.Connection) -> Status:
    known = read_meta(connection)
    sealed, receipted = int(known["sealed"]), int(known["receipted"])
    pages, free, page = (
        int(connection.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("page_count", "freelist_count", "page_size")
    )
    files, staged = connection.execute("SELECT count(*), coalesce(sum(size), 0) FROM files").fetchone()
    oldest = connection.execute(
        "SELECT sealed_at FROM frames WHERE number > ? ORDER BY number LIMIT 1", (receipted,)
    ).fetchone()
    return Status(
        agent=known["agent"], epoch=known["epoch"], sealed=sealed, receipted=receipted,
        depth=sealed - receipted, files=files, bytes=(pages - free) * page + staged,
        oldest_at=oldest[0] if oldest else None, state=known.get("state", "stopped"),
        error=known.get("error", ""), uplink=known.get("uplink", ""), beat_at=known.get("beat_at", ""),
        command=int(known.get("command", "0")), sources=read_states(connection),
    )  # fmt: skip
