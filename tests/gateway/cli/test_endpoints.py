"""`hub endpoint`: a person sees where messages go, pauses it, tries it and gives it another secret."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adapters.webhook.secrets import read_secrets
from core.hub.audit import AuditEntry
from core.hub.audit_desk import noted_of
from core.kernel.errors import Refused, Unavailable
from tests.contracts.hook_partner import SECRET, HookPartner
from tests.gateway.cli.conftest import Office
from tests.hub_world import CONTRACT, slip

HOOK = "wms/hook"


@pytest.fixture
def partner() -> Iterator[HookPartner]:
    partner = HookPartner()
    yield partner
    partner.leave()


@pytest.fixture
def hooked(office: Office, partner: HookPartner) -> Office:
    """The office, whose partner is told of its answers by a webhook."""
    (office.home / "secrets").mkdir()
    (office.home / "secrets" / "hook").write_bytes(SECRET)
    send = f"name: hook, adapter: webhook, address: '{partner.address}?t=1', types: [ack.v1], repeat: safe"
    office.publish(contract=f"{CONTRACT}sends: [{{{send}, secret_file: hook}}]\n")
    return office


def secret_file(office: Office) -> bytes:
    return (office.home / "secrets" / "hook").read_bytes()


def test_each_try_is_in_the_log_with_its_status_time_and_answer(hooked: Office, partner: HookPartner) -> None:
    assert "was not tried yet" in hooked.done("endpoint", "log", HOOK)
    partner.mood("busy")
    hooked.deliver(slip("in", "IN-1", ("L1", "1")), "k1")
    hooked.hub.deliverer.run(limit=1)
    partner.mood("calm")
    hooked.done("endpoint", "test", HOOK, "--by", "li")

    newest, oldest = hooked.done("endpoint", "log", HOOK).splitlines()

    assert all(said in newest for said in ("sent", "202", " ms", "endpoint.tried.v1", "taken"))
    assert all(said in oldest for said in ("unavailable", "503", "ack.v1", "IN-1", "said no"))


def test_the_list_says_how_each_stands_and_no_query_of_its_address(hooked: Office) -> None:
    hooked.deliver(slip("in", "IN-1", ("L1", "1")), "k1")
    hooked.done("endpoint", "pause", HOOK, "--why", "they move house", "--by", "li")

    [line] = hooked.done("endpoint", "list").splitlines()

    assert all(said in line for said in (HOOK, "paused", "webhook", "1 waiting", "li: they move house"))
    assert "t=1" not in line


def test_what_waited_goes_out_when_it_goes_on(hooked: Office, partner: HookPartner) -> None:
    hooked.done("endpoint", "pause", HOOK, "--why", "they move house", "--by", "li")
    hooked.deliver(slip("in", "IN-1", ("L1", "1")), "k1")
    hooked.hub.deliverer.run(limit=10)
    assert partner.took() == []

    assert "1 wait" in hooked.done("endpoint", "resume", HOOK, "--by", "li")
    hooked.hub.deliverer.run(limit=10)

    assert len(partner.took()) == 1


def test_a_test_that_does_not_get_there_is_said_and_ends_with_an_error(
    hooked: Office, partner: HookPartner
) -> None:
    partner.mood("refuses")

    failed = hooked.told("endpoint", "test", HOOK, "--by", "li").exception

    assert isinstance(failed, Unavailable)
    assert "422" in failed.text
    assert "no send is in doubt" in hooked.done("send", "list")


def test_a_secret_that_is_not_there_is_said_and_made_by_the_same_command(
    hooked: Office, partner: HookPartner
) -> None:
    (hooked.home / "secrets" / "hook").unlink()

    [line] = hooked.done("endpoint", "list").splitlines()
    assert f"secrets/hook of the hub's home is not there; `hub endpoint rotate {HOOK}` writes it" in line
    assert "it is the first one" in hooked.done("endpoint", "rotate", HOOK, "--by", "li")
    hooked.done("endpoint", "test", HOOK, "--by", "li")

    assert "is not there" not in hooked.done("endpoint", "list")
    headers, _ = partner.requests[-1]
    assert len(headers["webhook-signature"].split()) == 1


def test_a_new_secret_is_shown_once_and_both_sign_from_then_on(hooked: Office, partner: HookPartner) -> None:
    shown, said = hooked.done("endpoint", "rotate", HOOK, "--hours", "2", "--by", "li").splitlines()
    hooked.done("endpoint", "test", HOOK, "--by", "li")

    known = read_secrets(secret_file(hooked))
    assert shown.encode() == secret_file(hooked).splitlines()[0]
    assert known.present.id in said
    headers, _ = partner.requests[-1]
    assert headers["Lianqiao-Secret"].split() == [known.present.id, read_secrets(SECRET).present.id]
    assert len(headers["webhook-signature"].split()) == 2
    assert (hooked.home / "secrets" / "hook").stat().st_mode & 0o077 == 0


def test_who_did_it_stands_in_the_audit_and_no_secret_does(hooked: Office) -> None:
    shown = hooked.done("endpoint", "rotate", HOOK, "--by", "li").splitlines()[0]

    [noted] = [
        noted_of(entry)
        for entry in hooked.hub.store.rows(AuditEntry, limit=100)
        if b"secret_rotated" in entry.text
    ]
    assert (noted.by, noted.on) == ("li", HOOK)
    assert shown not in noted.change
    assert read_secrets(SECRET).present.id in noted.change


def test_an_endpoint_that_is_none_is_named_with_those_there_are(hooked: Office) -> None:
    refused = hooked.told("endpoint", "log", "wms/other").exception

    assert isinstance(refused, Refused)
    assert HOOK in refused.text
