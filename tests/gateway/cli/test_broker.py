"""`hub broker policies`: set on a real broker, or printed for whoever runs it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest

from core.kernel.errors import Refused
from tests.gateway.cli.conftest import Office, make_office
from tests.servers.rabbitmq import RabbitMQ


@pytest.fixture
def desk(home: Path) -> Office:
    return make_office(home)


def refused(desk: Office, *words: str) -> str:
    result = desk.told("broker", "policies", *words)
    assert isinstance(result.exception, Refused), result.output
    return result.exception.text


def test_they_are_set_through_the_api_and_setting_them_again_changes_nothing(
    desk: Office, broker_url: str, rabbitmq: RabbitMQ, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIANQIAO_BROKER_URL", broker_url)
    monkeypatch.setenv("LIANQIAO_BROKER_API_URL", rabbitmq.management_url)
    vhost = broker_url.rsplit("/", 1)[1]
    printed = desk.done("broker", "policies")
    assert rabbitmq.api("GET", f"/policies/{quote(vhost, safe='')}").json() == []

    first = desk.done("broker", "policies", "--apply")
    second = desk.done("broker", "policies", "--apply")

    assert first == second
    set_ = rabbitmq.api("GET", f"/policies/{quote(vhost, safe='')}").json()
    names = {"lianqiao-intake", "lianqiao-dead", "lianqiao-beat", "lianqiao-down"}
    assert {one["name"] for one in set_} == names
    assert {line.split()[6] for line in printed.splitlines()} == names


def test_without_an_api_they_are_printed_for_the_version_that_is_said(
    desk: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIANQIAO_BROKER_URL", "amqps://hub:secret@broker/%2F")

    new, old = (desk.done("broker", "policies", "--version", said) for said in ("4.1.0", "3.10.8"))

    assert new.count("rabbitmqctl set_policy --vhost '/'") == 4
    assert ("consumer-timeout" in new, "consumer-timeout" in old) == (True, False)
    assert "secret" not in new
    assert "is no version" in refused(desk, "--version", "newest")
    assert "say --version" in refused(desk)
    assert "LIANQIAO_BROKER_API_URL names no management API" in refused(desk, "--apply")


def test_where_there_is_no_broker_there_is_nothing_to_tune(desk: Office) -> None:
    assert "agents speak HTTPS" in refused(desk)
