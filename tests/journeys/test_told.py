"""An alarm leaves the house: signed to the bank's server, by mail to its people, whatever the line does."""

from __future__ import annotations

import base64
import email
import hmac
import json
import threading
from collections.abc import Iterator
from hashlib import sha256

import pytest

from core.hub import outbox
from core.hub.outbox import Outgoing
from gateway.sending import Sending
from tests.contracts.hook_partner import SECRET, HookPartner
from tests.contracts.partners import MailPartner
from tests.journeys import papers
from tests.journeys.house import House
from tests.journeys.papers import SITE, record
from tests.journeys.pledging import pledge
from tests.patience import until


@pytest.fixture
def hook() -> Iterator[HookPartner]:
    made = HookPartner()
    yield made
    made.leave()


@pytest.fixture
def mail() -> Iterator[MailPartner]:
    made = MailPartner()
    yield made
    made.leave()


@pytest.fixture
def told(house: House, hook: HookPartner, mail: MailPartner) -> Iterator[House]:
    """The bank's contract wants alarms at both addresses, and what must leave is being sent."""
    secrets = house.settings.home / "secrets"
    secrets.mkdir(exist_ok=True)
    (secrets / "hook").write_bytes(SECRET)
    wants = "types: [alert.opened.v1], scope: all"
    signed = "repeat: safe, secret_file: hook"
    with (house.mappings / "demo-bank" / "partner.yaml").open("a") as contract:
        contract.write(
            "sends:\n"
            f"  - {{name: hook, adapter: webhook, address: '{hook.address}', {wants}, {signed}}}\n"
            f"  - {{name: mail, adapter: mail, address: '{mail.address}', {wants}, repeat: never}}\n"
        )
    house.publish("demo-bank")
    stop = threading.Event()
    sending = threading.Thread(target=Sending(house.hub).run, args=(stop,))
    sending.start()
    yield house
    stop.set()
    sending.join(timeout=30)


def _sends(house: House) -> dict[str, Outgoing]:
    """What was to leave about the unauthorised release, by endpoint."""
    rows = house.hub.store.rows(Outgoing, limit=99)
    return {row.endpoint: row for row in rows if row.key.startswith("C01:")}


def test_an_alarm_reaches_the_banks_server_signed_and_its_people_by_mail(
    told: House, hook: HookPartner, mail: MailPartner
) -> None:
    agent = told.agent("wh-01", "demo-warehouse")
    pledge(told, agent)
    hook.mood("loses_answer")

    told.send(agent, agent.data(record(papers.slip("出库", "CK-1", "LOT-1", "30"), "slips", "CK-1.csv")))
    told.alert("C01", f"{SITE}/CK-1/LOT-1")
    until(lambda: [one for one in hook.requests if b'"C01"' in one[1]], "the first try")
    hook.mood("calm")

    until(lambda: {row.state for row in _sends(told).values()} == {outbox.SENT}, "both to be sent")
    assert sorted(_sends(told)) == ["demo-bank/hook", "demo-bank/mail"]
    [body] = [said for said in _bodies(hook) if said["code"] == "C01"]
    assert (body["object"], body["severity"]) == (f"{SITE}/CK-1/LOT-1", "critical")
    assert all(_is_signed(headers, payload) for headers, payload in hook.requests)
    subjects = [email.message_from_bytes(one)["Subject"] for one in mail.mails]
    assert subjects.count(f"alert.opened.v1 C01:{SITE}/CK-1/LOT-1:1") == 1


def _bodies(hook: HookPartner) -> list[dict[str, str]]:
    """What the bank's server took, out of the envelopes."""
    return [json.loads(payload)["body"] for payload in hook.took()]


def _is_signed(headers: dict[str, str], payload: bytes) -> bool:
    """As Standard Webhooks has it: HMAC-SHA256 over id, time and body."""
    key = base64.b64decode(SECRET.removeprefix(b"whsec_"))
    said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + payload
    return headers["webhook-signature"] == "v1," + base64.b64encode(hmac.digest(key, said, sha256)).decode()
