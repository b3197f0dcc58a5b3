"""Agents: how far each chain reaches, what is missing, and commands that are looked at first."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from core.hub.agents import Agent, Epoch, Gap, Quarantined, Watermark
from core.hub.commands import HubCommand
from core.hub.easing import Slowed
from core.hub.filling import Filling
from core.hub.heartbeats import Beat, SourceBeat
from tests.gateway.console.conftest import Operator, text_of

EPOCH = "ab" * 16


def an_agent(
    operator: Operator,
    *,
    name: str = "dh-wms-1",
    state: str = "running",
    silent_s: int = 3,
    skew_ms: int = -1500,
) -> None:
    """An enrolled agent that sealed 120 frames, of which the hub has 118 but 40 to 42."""
    now = operator.world.clock.now()
    beat = Beat(
        agent=name, epoch=EPOCH, beat=9, at=now, version="0.1.0", sealed=120, receipted=39, depth=81,
        bytes=1_000_000, bytes_max=100_000_000, state=state, command=0,  # type: ignore[arg-type]
        oldest_at=(now - timedelta(seconds=75)).isoformat(),
        sources=[SourceBeat(source="slips", state="ok", watermark="f-9"),
                 SourceBeat(source="erp", state="failed", error="no route to host")],
    )  # fmt: skip
    with operator.world.hub.store.unit() as unit:
        unit.shelf(Agent).put(
            Agent(agent=name, partner="donghai", state="enrolled", shard=0, token_hash="", token_until=None,
                  epoch=EPOCH, beat=9, beat_at=now - timedelta(seconds=silent_s), skew_ms=skew_ms,
                  status=msgspec.json.encode(beat), command=0)
        )  # fmt: skip
        unit.shelf(Epoch).put(
            Epoch(agent=name, epoch=EPOCH, state="open", booked=118, head="", opened_at=now, closed_at=None,
                  text="")
        )  # fmt: skip
        unit.shelf(Gap).put(Gap(agent=name, epoch=EPOCH, first=40, last=42, since=now))
        unit.shelf(Watermark).put(Watermark(agent=name, source="slips", watermark="f-9", at=now))


def test_an_agent_shows_how_far_its_chain_is_contiguous_and_what_is_missing(operator: Operator) -> None:
    an_agent(operator)

    text = text_of(operator.page("/agents"))

    assert "dh-wms-1 Running donghai 39 120 40–42 81 1 % 75 s -1.5 s 3 s" in text


def test_a_clock_that_is_some_milliseconds_behind_is_not_said_to_be_minus_nothing(operator: Operator) -> None:
    an_agent(operator, skew_ms=-20)

    assert "75 s 0.0 s 3 s" in text_of(operator.page("/agents"))
    assert "Clock skew 0.0 s" in text_of(operator.page("/agents/dh-wms-1"))


def test_an_agent_that_was_not_heard_is_silent_whatever_it_said_last(operator: Operator) -> None:
    an_agent(operator, silent_s=46)

    assert "Silent" in text_of(operator.page("/agents"))
    assert "0/1 agents running" in text_of(operator.page("/"))


def test_those_in_trouble_come_first(operator: Operator) -> None:
    an_agent(operator, name="b-well")
    with operator.world.hub.store.unit() as unit:
        unit.shelf(Gap).remove("b-well", EPOCH, 40)
    an_agent(operator, name="c-full", state="full")

    page = operator.page("/agents")

    assert page.index("c-full") < page.index("b-well")


def test_the_page_of_an_agent_has_its_sources_spool_and_epochs(operator: Operator) -> None:
    an_agent(operator)

    text = text_of(operator.page("/agents/dh-wms-1"))

    assert "slips Fine f-9" in text
    assert "erp Failed" in text
    assert "no route to host" in text
    assert "976.6 kB / 95.4 MB" in text
    assert "81 frames, oldest 75 s" in text


def test_a_command_is_looked_at_with_its_count_before_it_is_given(operator: Operator) -> None:
    an_agent(operator)

    preview = text_of(operator.page("/agents/dh-wms-1/preview?command=resend&argument=40"))
    assert "The agent sends 81 frames again." in preview
    assert operator.world.hub.store.rows(HubCommand, limit=10) == []

    answer = operator.post("/agents/dh-wms-1/command?command=resend&argument=40")

    assert answer.headers["location"] == "/console/agents/dh-wms-1?did=1"
    [given] = operator.world.hub.store.rows(HubCommand, limit=10)
    assert (given.command, given.arguments) == ("resend", b'{"from":40}')
    assert "Command 1 is given" in operator.page("/agents/dh-wms-1?did=1")


def test_a_source_is_read_again_from_the_hubs_watermark(operator: Operator) -> None:
    an_agent(operator)

    operator.post("/agents/dh-wms-1/command?command=reread&argument=slips")
    operator.post("/agents/dh-wms-1/command?command=reread&argument=new-source")
    operator.post("/agents/dh-wms-1/command?command=pace&argument=50")
    operator.post("/agents/dh-wms-1/command?command=log_level&argument=debug")

    given = operator.world.hub.store.rows(HubCommand, limit=10)
    assert [one.arguments for one in given] == [
        b'{"source":"slips","watermark":"f-9"}',
        b'{"source":"new-source","watermark":null}',
        b'{"frames_per_s":50}',
        b'{"level":"debug"}',
    ]


def test_what_is_no_command_is_refused(operator: Operator) -> None:
    an_agent(operator)

    for query in (
        "command=format_disk&argument=c",
        "command=resend&argument=x",
        "command=log_level&argument=all",
    ):
        answer = operator.post(f"/agents/dh-wms-1/command?{query}")
        assert answer.status_code == 409, query
    assert operator.world.hub.store.rows(HubCommand, limit=10) == []


def test_an_unknown_agent_is_not_found(operator: Operator) -> None:
    assert operator.get("/agents/nobody").status_code == 404
    assert "No agent is enrolled yet" in operator.page("/agents")


def test_frames_that_could_not_be_verified_stand_with_their_reason(operator: Operator) -> None:
    an_agent(operator)
    now = operator.world.clock.now()
    with operator.world.hub.store.unit() as unit:
        for agent in ("", "dh-wms-1"):
            unit.shelf(Quarantined).put(
                Quarantined(
                    sha256=f"{agent:0<64}",
                    agent=agent,
                    code="signature",
                    text=f"not signed by {agent or 'anybody we know'}",
                    frame=b"xyz",
                    received_at=now,
                )
            )

    assert "not signed by anybody we know" in operator.page("/agents")
    assert "not signed by dh-wms-1" in operator.page("/agents/dh-wms-1")
    assert "could not be verified" not in operator.page("/messages")


def test_who_is_told_to_slow_how_full_a_spool_and_the_disk_are_and_how_soon_they_will_be(
    operator: Operator,
) -> None:
    an_agent(operator)
    now = operator.world.clock.now()
    with operator.world.hub.store.unit() as unit:
        unit.shelf(Slowed).add(slowed_row(now))
        unit.shelf(Filling).add(Filling(what="spool/dh-wms-1", used=1, size=99, per_hour=14, at=now))
        unit.shelf(Filling).add(Filling(what="disk", used=80, size=100, per_hour=0, at=now))

    text = text_of(operator.page("/agents"))
    chinese = operator.client.get("/console/agents", headers={"accept-language": "zh"}).text

    assert "donghai is told to slow: 20,001 of its messages wait." in text.replace("20001", "20,001")
    assert "empty in 5 min" in text
    assert "Disk of the hub: 80 %" in text
    assert "1 % · full in 7 hours told to slow" in text
    assert "已通知 donghai 放慢" in chinese


def slowed_row(now: datetime) -> Slowed:
    return Slowed(
        partner="donghai", since=now, at=now, waiting=20_001, handled=7, empty_in_s=300, told_at=now,
        until=now + timedelta(days=365),
    )  # fmt: skip
