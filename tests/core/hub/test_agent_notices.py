"""What an agent says of itself: a full disk, a source that fails; alarmed until it says that it is over."""

from __future__ import annotations

from typing import Any

import pytest

from core.hub.alert_book import Alert
from tests.frames import document
from tests.hub_world import HubWorld, slip


def _notice(what: str, text: str) -> dict[str, Any]:
    return {"kind": "notice", "source": "slips", "site": "W1", "what": what, "text": text, "seen_at": ""}


@pytest.mark.parametrize(
    ("bad", "good", "text"),
    [
        ("spool_full", "spool_free", "the disk has no room: 0 bytes are free"),
        ("source_failed", "source_mended", "the folder is not there"),
    ],
)
def test_an_agent_in_trouble_is_alarmed_until_it_is_over_and_books_on(
    world: HubWorld, bad: str, good: str, text: str
) -> None:
    agent = world.agent()

    world.take(agent.open(), agent.data(_notice(bad, text)))
    world.take(agent.data(_notice(bad, text), document(slip("in", "IN-1", ("L1", "10")))))
    world.work()

    [alert] = world.store.rows(Alert, limit=9)
    assert (alert.code, alert.object, alert.site, alert.state) == (
        "C05",
        f"agent-1/slips/{bad}",
        "W1",
        "open",
    )
    assert text in alert.text
    assert "look at the agent's machine" in alert.action
    assert [row.outcome for row in world.documents("wms.inbound.v1")] == ["done"]

    world.take(agent.data(_notice(good, "there is room again")))
    world.work()

    assert [row.state for row in world.store.rows(Alert, limit=9)] == ["closed"]
