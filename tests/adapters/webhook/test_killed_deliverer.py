"""A deliverer process killed around the very moment of sending: what the next one finds, and what it does."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.hub.outbox import Attempt, Outgoing
from tests.adapters.webhook.deliver_once import deliverer, store_at
from tests.contracts.hook_partner import HookPartner
from tests.core.hub.outbound import House
from tests.programs import run

NOW, SOON, LATER = "2026-03-02T12:00:00+00:00", "2026-03-02T12:00:10+00:00", "2026-03-02T12:05:00+00:00"


@pytest.fixture
def partner() -> Iterator[HookPartner]:
    partner = HookPartner()
    yield partner
    partner.leave()


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A store on disk with one send due."""
    url = f"sqlite:///{tmp_path / 'hub.db'}"
    house = House()
    house.intend()
    [outgoing] = house.store.rows(Outgoing, limit=1)
    with store_at(url, NOW).unit() as unit:
        unit.shelf(Outgoing).add(outgoing)
    return url


def killed(url: str, partner: HookPartner, repeat: str, step: str) -> None:
    """The deliverer of NOW, in a process of its own, dies with SIGKILL at the step."""
    command = [
        sys.executable,
        "-m",
        "tests.adapters.webhook.deliver_once",
        url,
        partner.address,
        repeat,
        NOW,
        step,
    ]
    died = run(command)
    assert died.returncode == -signal.SIGKILL, died.stderr


def run_again(url: str, partner: HookPartner, repeat: str, now: str) -> str:
    """Another deliverer at `now`; how the send stands after it."""
    store = store_at(url, now)
    deliverer(store, partner.address, repeat).run(limit=10)
    [outgoing] = store.rows(Outgoing, limit=1)
    return outgoing.state


@pytest.mark.parametrize("step", ["deliver.claimed", "deliver.answered"])
@pytest.mark.parametrize(("repeat", "ends"), [("safe", "sent"), ("ask", "sent"), ("never", "in_doubt")])
def test_the_partner_has_it_once_or_a_person_is_called(
    url: str, partner: HookPartner, step: str, repeat: str, ends: str
) -> None:
    killed(url, partner, repeat, step)
    left = step == "deliver.answered"
    assert len(partner.requests) == int(left)

    assert run_again(url, partner, repeat, SOON) == "waiting", "the dead one's claim still holds"
    assert len(partner.requests) == int(left)

    assert run_again(url, partner, repeat, LATER) == ends
    if repeat == "never":
        assert len(partner.requests) == int(left)
    else:
        assert len(partner.took()) == 1


def test_the_dead_try_is_on_record(url: str, partner: HookPartner) -> None:
    killed(url, partner, "safe", "deliver.answered")

    [before] = store_at(url, NOW).rows(Attempt, limit=10)
    assert before.result == ""
    run_again(url, partner, "safe", LATER)

    tries = store_at(url, LATER).rows(Attempt, limit=10)
    assert [(one.attempt, one.result, one.sha256, one.name) for one in tries] == [
        (1, "in_doubt", before.sha256, before.name),
        (2, "sent", before.sha256, before.name),
    ]
