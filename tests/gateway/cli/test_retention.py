"""`hub retention`: the rules, what would go now, and that exactly this goes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.database.queues import DatabaseQueues
from core.hub.retention import JOB, Retention
from core.kernel.clock import FixedClock
from schedules.job import discover
from tests.gateway.cli.conftest import Office, make_office
from tests.gone import let_go
from tests.hub_world import CONTRACT, slip

LONG_AGO = datetime(2020, 1, 6, 8, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(LONG_AGO)


@pytest.fixture
def old(home: Path, clock: FixedClock) -> Iterator[Office]:
    """A hub that took two messages in long ago, and one today, under a contract of a year."""
    made = make_office(home, clock)
    made.publish(contract=f"{CONTRACT}retention_days: 365\n")
    made.deliver(slip("in", "IN-1", ("L1", "1")), "k1")
    clock.move(60)
    made.deliver(slip("in", "IN-2", ("L2", "1")), "k2")
    clock.move((datetime.now(UTC) - clock.now()).total_seconds())
    made.deliver(slip("in", "IN-3", ("L3", "1")), "k3")
    yield made
    made.hub.store.engine.dispose()


def test_the_rules_are_those_of_the_contracts_and_never_less_than_a_month(old: Office) -> None:
    said = old.done("retention", "rules")
    assert "wms                         365 days\n" in said
    assert "sends that arrived           90 days" in said
    assert "it never ran" in said

    old.publish(contract=f"{CONTRACT}retention_days: 7\n")

    assert "wms                          30 days, for its contract's 7 are too few" in old.done(
        "retention", "rules"
    )


def test_what_the_preview_says_is_what_the_clock_lets_go(old: Office, clock: FixedClock) -> None:
    said = old.done("retention", "preview")
    assert said.startswith("wms/W1: 2 messages, ")
    assert "2020-01-06 08:00:00Z to 2020-01-06 08:01:00Z" in said
    retention = Retention(old.hub.store, old.hub.library, DatabaseQueues(old.hub.store.engine))
    [going] = retention.preview(clock.now())

    old.tick("keep_retention")

    assert "no raw bytes would go" in old.done("retention", "preview")
    assert f"last run: {clock.now():%Y-%m-%d}" in old.done("retention", "rules")
    assert f"done: {going.messages} bodies" in old.done("retention", "rules")


def test_the_job_whose_runs_are_shown_is_one_that_there_is() -> None:
    assert JOB in discover()


def test_months_are_kept_for_ever_unless_a_setting_says_how_long(
    old: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert re.search(r"messages by months +for ever", old.done("retention", "rules"))

    monkeypatch.setenv("LIANQIAO_MONTHS_KEPT", "6")
    said = old.done("retention", "rules")
    assert "6 months; still here, for message 1/1 of 202001 has raw bytes" in said

    monkeypatch.setenv("LIANQIAO_MONTHS_KEPT", "2")
    refused = old.told("retention", "rules")
    assert refused.exit_code != 0
    assert "at least 4" in str(refused.exception or refused.output)


def test_what_was_let_go_is_explained_by_when_it_came_and_since_when_it_is_gone(old: Office) -> None:
    let_go(old.hub)

    said = old.done("explain", "1/3")

    assert "message 1/3: let go" in said
    assert "it came in 20" in said
