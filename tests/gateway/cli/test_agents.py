"""`hub agent`: who is invited stands at a partner that there is."""

from __future__ import annotations

from core.hub.agents import Agent
from core.kernel.errors import Refused
from tests.gateway.cli.conftest import Office


def test_an_agent_is_invited_to_a_partner_with_a_contract(office: Office) -> None:
    assert office.done("agent", "invite", "wh-1", "--partner", "wms").startswith("wh-1.")


def test_an_agent_of_a_partner_nobody_published_is_not_invited(office: Office) -> None:
    result = office.told("agent", "invite", "wh-1", "--partner", "wsm")

    assert isinstance(result.exception, Refused)
    assert "no contract of 'wsm' was published" in result.exception.text
    assert office.hub.store.get(Agent, "wh-1") is None
