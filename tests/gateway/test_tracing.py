"""One record from the agent to the webhook is one trace at a collector; one that is away troubles nobody."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.contracts.hook_partner import SECRET, HookPartner
from tests.gateway.processes import House
from tests.hub_world import CONTRACT, slip
from tests.patience import PATIENCE_S, until
from tests.programs import Program, done

SENDS = """
sends:
  - name: hook
    adapter: webhook
    address: "{address}"
    secret_file: hook
    types: [wms.inbound.v1]
    repeat: safe
"""


class Collected:
    """The collector's program and what it was told."""

    def __init__(self, folder: Path) -> None:
        self.program = Program([sys.executable, "-m", "tests.otlp_receiver"], folder / "collector.log")
        until(lambda: self.program.said.count("\n") > 0, "the collector's port")
        self.url = f"http://127.0.0.1:{json.loads(self.program.said.splitlines()[0])['port']}"

    def of(self, trace: str) -> list[dict[str, Any]]:
        whole = self.program.said.rpartition("\n")[0].splitlines()[1:]
        return [span for line in whole if (span := json.loads(line))["trace"] == trace]


@pytest.fixture
def partner() -> Iterator[HookPartner]:
    partner = HookPartner()
    yield partner
    partner.leave()


@pytest.fixture
def house(tmp_path: Path, partner: HookPartner) -> Iterator[House]:
    """A hub that tells the partner of everything that came in; it stands at no collector yet."""
    made = House(tmp_path, LIANQIAO_OTEL_RATIO="1")
    contract = tmp_path / "mappings" / "wms" / "partner.yaml"
    contract.write_text(CONTRACT + SENDS.format(address=partner.address))
    secrets = tmp_path / "home" / "secrets"
    secrets.mkdir(parents=True, mode=0o700)
    (secrets / "hook").write_bytes(SECRET)
    made.hub("partner", "publish")
    yield made
    made.close()


def an_agent(house: House) -> Path:
    """An agent at work on a folder; the folder."""
    token = house.hub("agent", "invite", "agent-1", "--partner", "wms").strip()
    drops, home = house.folder / "drops", house.folder / "agent"
    drops.mkdir()
    home.mkdir(mode=0o700)
    ca = house.folder / "home" / "certs" / "ca.pem"
    (home / "agent.toml").write_text(
        f'[hub]\nurl = "https://127.0.0.1:{house.agent_port}"\nca = "{ca}"\n'
        f'[[source]]\nkind = "folder"\nname = "slips"\nsite = "W1"\npath = "{drops}"\nstable_s = 0.2\n'
    )
    done(house.agent_command("enrol", "--token", token), environment=house.environment)
    house.start(house.agent_command("run"), "agent")
    return drops


def told(partner: HookPartner) -> str:
    """The trace of the first webhook."""
    until(lambda: partner.requests, "the webhook")
    said = {name.lower(): value for name, value in partner.requests[0][0].items()}
    return said["traceparent"].split("-")[1]


def figure(house: House, name: str) -> float:
    page = httpx.get(f"{house.url}/metrics", timeout=PATIENCE_S, trust_env=False).text
    return sum(float(line.split()[-1]) for line in page.splitlines() if line.startswith(f"{name}_total{{"))


def test_from_the_agent_to_the_webhook_it_is_one_trace_at_the_collector(
    house: House, partner: HookPartner
) -> None:
    collected = Collected(house.folder)
    house.running.append(collected.program)
    house.environment["LIANQIAO_OTEL_URL"] = collected.url
    house.start_hub()
    (an_agent(house) / "slip.json").write_bytes(slip("in", "IN-1", ("L1", "10")))
    trace = told(partner)

    rooms = {"custody.book_inbound", "risk.watch_inbound"}
    wanted = {"agent slips", "intake", "understand", "handle", *rooms, "send wms/hook"}
    until(lambda: {span["name"] for span in collected.of(trace)} == wanted, "every station at the collector")
    spans = {span["name"]: span for span in collected.of(trace)}
    parents = {name: next((one for one in wanted if spans[one]["span"] == span["parent"]), "")
               for name, span in spans.items()}  # fmt: skip
    assert parents == {
        "agent slips": "", "intake": "agent slips", "understand": "intake", "handle": "intake",
        **dict.fromkeys(rooms, "handle"), "send wms/hook": "intake",
    }  # fmt: skip
    assert spans["agent slips"]["service"] == "lianqiao-agent"
    assert {span["service"] for name, span in spans.items() if name != "agent slips"} == {"lianqiao-run"}
    assert len(spans["intake"]["links"]) == 1
    assert all(span["lasted_ns"] >= 0 for span in spans.values())
    assert f"  trace     {trace}" in house.hub("explain", spans["intake"]["said"]["lianqiao.message"])
    until(lambda: figure(house, "lianqiao_spans_exported") >= len(wanted), "the figure of spans")
    assert figure(house, "lianqiao_spans_dropped") == 0


def test_a_caller_s_trace_goes_through_the_door_to_the_collector(house: House, partner: HookPartner) -> None:
    trace, span = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
    collected = Collected(house.folder)
    house.running.append(collected.program)
    house.environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = collected.url
    token = house.hub("partner", "token", "wms").split()[-1]
    house.start_hub()

    httpx.post(
        f"{house.url}/v1/messages",
        params={"source": "slips", "site": "W1"},
        content=slip("in", "IN-1", ("L1", "10")),
        headers={
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Idempotency-Key": "k1",
            "traceparent": f"00-{trace}-{span}-01",
        },
        timeout=PATIENCE_S,
        trust_env=False,
    ).raise_for_status()

    assert told(partner) == trace
    until(lambda: len(collected.of(trace)) == 7, "every station at the collector")
    [door] = [one for one in collected.of(trace) if one["name"] == "POST /v1/messages"]
    [intake] = [one for one in collected.of(trace) if one["name"] == "intake"]
    assert (door["parent"], intake["parent"]) == (span, door["span"])
    assert door["said"]["http.response.status_code"] == 202


def test_where_the_collector_is_away_all_goes_on_and_what_was_dropped_is_counted(
    house: House, partner: HookPartner
) -> None:
    # Nobody serves at the discard port of a machine of today.
    house.environment["LIANQIAO_OTEL_URL"] = "http://127.0.0.1:9"
    house.start_hub()
    (an_agent(house) / "slip.json").write_bytes(slip("in", "IN-1", ("L1", "10")))

    assert told(partner)
    until(lambda: figure(house, "lianqiao_spans_dropped") > 0, "the figure of dropped spans")


def test_spans_go_over_plain_http_to_this_machine_alone(house: House) -> None:
    house.environment["LIANQIAO_OTEL_URL"] = "http://collector.example:4318"

    code, said = house.asked("partition", "list")

    assert code == 2
    assert "plain http goes to this machine alone" in said
