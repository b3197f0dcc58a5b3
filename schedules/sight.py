"""Telling custody which sites a silent feed or agent leaves unseen, and when they are seen again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from core.custody import Blindness, FeedHeard, FeedSilent
from core.hub.arrivals import Arriving, Stream
from core.hub.notices import internal
from schedules.timed_hub import TimedHub

SITES_MAX = 10_000


def unseen(timed: TimedHub) -> dict[str, list[Blindness]]:
    """What is known to be unseen, by its cause."""
    found: dict[str, list[Blindness]] = {}
    for row in timed.hub.store.rows(Blindness, limit=SITES_MAX):
        found.setdefault(row.cause, []).append(row)
    return found


def lost_sight(
    timed: TimedHub, partner: str, said: tuple[str, datetime, str], known: Collection[Blindness]
) -> list[Arriving]:
    """One message for each site the partner has spoken of that is not known to be unseen.

    said: the cause, since when, and the text of it.
    """
    cause, since, text = said
    unseen_sites = {row.site for row in known}
    return [
        internal(
            "custody.feed_silent.v1",
            FeedSilent(site=site, cause=cause, since=since, text=text),
            partner=partner,
            site=site,
            key=f"{site} {cause} {since.isoformat()}",
        )
        for site in _sites(timed, partner)
        if site not in unseen_sites
    ]


def in_sight(partner: str, known: Collection[Blindness], at: datetime) -> list[Arriving]:
    """One message for each site that was unseen for one cause."""
    return [
        internal(
            "custody.feed_heard.v1",
            FeedHeard(site=row.site, cause=row.cause, at=at),
            partner=partner,
            site=row.site,
            key=f"{row.site} {row.cause} {row.since.isoformat()}",
        )
        for row in known
    ]


def _sites(timed: TimedHub, partner: str) -> list[str]:
    """The sites that the partner's messages came from."""
    streams = timed.hub.store.rows(Stream, limit=SITES_MAX, partner=partner)
    return sorted({stream.site for stream in streams if stream.site})
