"""Other people's clients call the door by nothing but its WSDL: zeep, and PHP's SoapClient."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import zeep
from zeep.wsse.username import UsernameToken

from tests.gateway.soap.asking import Machine, settled
from tests.gateway.soap.conftest import publish
from tests.hub_world import slip
from tests.patience import PATIENCE_S
from tests.programs import run
from tests.servers.errors import ServerMissing
from tests.servers.fixtures import do_without
from tests.servers.programs import program

SLIP = slip("in", "IN-1", ("L1", "10"))
PHP = Path(__file__).with_name("client.php")
INBOUND = {
    "number": "IN-7",
    "at": "2026-11-23T15:00:00+08:00",
    "lot": [{"lotNo": "L1", "quantity": Decimal("10.5"), "unit": "TNE"}],
}


def _zeep(address: str, machine: Machine, port: str, *, digest: bool) -> Any:
    password = machine.digest_password if digest else machine.secret
    token = UsernameToken(machine.client_id, password, use_digest=digest)
    transport = zeep.Transport(timeout=PATIENCE_S, operation_timeout=PATIENCE_S)
    client = zeep.Client(f"{address}?wsdl", wsse=token, transport=transport)
    offered = client.wsdl.services["Lianqiao"].ports[port]
    return client.create_service(offered.binding.name, offered.binding_options["address"])


def _php() -> str:
    try:
        return program("PHP", "php")
    except ServerMissing as missing:
        do_without(missing)
        raise


APPLICATION = {
    "applicationNo": "SQ-1",
    "appliedAt": "2026-11-23T15:00:00+08:00",
    "applicant": "wms",
    "product": "pledge",
    "amount": {"_value_1": Decimal("100.00"), "currency": "CNY"},
}


@pytest.mark.parametrize(("port", "digest"), [("Soap11", False), ("Soap12", True)])
@pytest.mark.usefixtures("worker")
def test_zeep_calls_every_operation(
    address: str, machine: Machine, hub: Any, tmp_path: Path, port: str, digest: bool
) -> None:
    publish(hub, tmp_path, "soap: {wait_s: 10}\n")
    door = _zeep(address, machine, port, digest=digest)

    submitted = settled(
        lambda: door.SubmitDocument(idempotencyKey="k1", source="slips", site="W1", content=SLIP)
    )
    booked = settled(lambda: door.WarehouseOperation(idempotencyKey="k2", site="W1", inbound=INBOUND))
    asked = settled(
        lambda: door.SubmitApplication(
            idempotencyKey="k3",
            site="W1",
            application=APPLICATION,
        )
    )
    with pytest.raises(zeep.exceptions.Fault) as refused:
        settled(
            lambda: door.SubmitDocument(
                idempotencyKey="k4",
                source="slips",
                site="W1",
                text=slip("in", "IN-3", ("L1", "ten")).decode(),
            )
        )
    status = door.QueryStatus(id=submitted.id)
    answers = door.FetchAnswers(most=100)

    assert (submitted.state, booked.state, asked.state) == ("done", "done", "noted")
    assert status.document[0].type == "wms.inbound.v1"
    assert refused.value.code in ("soap:Client", "soap:Sender")
    failure = refused.value.detail[0]
    assert failure.findtext("{*}outcome") == "unreadable"
    assert "ten" in (failure.findtext("{*}problem/{*}text") or "")
    assert [one.standing.state for one in answers.answer] == ["done", "done", "noted", "unreadable"]


@pytest.mark.servers
@pytest.mark.parametrize("version", ["1.1", "1.2"])
@pytest.mark.usefixtures("worker")
def test_php_calls_every_operation(
    address: str, machine: Machine, hub: Any, tmp_path: Path, version: str
) -> None:
    publish(hub, tmp_path, "soap: {wait_s: 10}\n")
    asked = json.dumps(
        {
            "wsdl": f"{address}?wsdl",
            "version": version,
            "client_id": machine.client_id,
            "secret": machine.secret,
            "slip": SLIP.decode(),
            "unreadable": slip("in", "IN-3", ("L1", "ten")).decode(),
        }
    )

    done = run([_php(), str(PHP), asked])

    assert done.returncode == 0, done.stderr + done.stdout
    said = json.loads(done.stdout)
    assert said["states"] == ["done", "done", "noted", "done"]
    assert said["answers"] == ["done", "done", "noted", "unreadable"]
    assert said["fault"]["code"] in ("soap:Client", "soap:Sender")
    assert said["fault"]["outcome"] == "unreadable"
    assert "ten" in said["fault"]["text"]
