"""What a partner says of its file is held against it before anything is booked; what goes out lies ready."""

from __future__ import annotations

import json
from hashlib import sha256

import msgspec
import pytest

from adapters.sftp_home.endpoint import make_home_endpoint
from core.hub.contracts import Send
from core.hub.documents import StoredDocument
from core.kernel.errors import Refused
from tests.contracts.test_endpoints import HEADERS, NAME, PAYLOAD
from tests.gateway.sftp.homes import DROPS, SftpHouse
from tests.hub_world import slip

SLIP = slip("in", "IN-1", ("L1", "10"))
OUT = Send(name="out", adapter="sftp-home", address="home:out", types=("t",), repeat="ask")


def beside(house: SftpHouse, name: str, text: str) -> None:
    with house.files().open(f"/in/{name}", "wb") as file:
        file.write(text.encode())


@pytest.mark.parametrize(
    ("ending", "right", "wrong"),
    [
        (".sha256", f"{sha256(SLIP).hexdigest()}  slip.json\n", f"{'0' * 64}  slip.json\n"),
        (".manifest.json", json.dumps({"bytes": len(SLIP), "lines": 1}), json.dumps({"lines": 2})),
    ],
)
def test_a_file_is_booked_when_its_manifest_holds_and_else_kept_and_answered(
    house: SftpHouse, ending: str, right: str, wrong: str
) -> None:
    beside(house, f"slip.json{ending}", wrong)
    house.drop("slip.json", SLIP)
    house.turn()
    ack = house.ack("slip.json")
    assert (ack.outcome, ack.faults[0].cause) == ("unreadable", "file.broken")
    assert "the manifest says" in ack.faults[0].text
    assert house.hub.store.rows(StoredDocument, limit=9) == []
    assert house.taken() == [("slip.json", SLIP)]

    beside(house, f"again.json{ending}", right)
    house.drop("again.json", SLIP)
    house.turn()
    assert house.ack("again.json").outcome == "done"
    assert house.files().listdir("/in") == []


def test_a_file_whose_manifest_is_required_waits_for_it(house: SftpHouse) -> None:
    house.publish(DROPS.replace("site: W1,", "site: W1, manifest: required,"))
    house.drop("slip.json", SLIP)
    assert house.turn(after_s=3600) == 0

    beside(house, "slip.json.sha256", sha256(SLIP).hexdigest())

    assert house.turn() == 1


def test_a_manifest_that_is_dropped_first_waits_for_its_file_and_goes_with_it(house: SftpHouse) -> None:
    house.drop("slip.json.sha256", f"{'0' * 64}  b.json\n{sha256(SLIP).hexdigest()}  slip.json\n".encode())
    assert house.turn() == 0

    house.drop("slip.json", SLIP)

    assert house.turn() == 1
    assert house.ack("slip.json").outcome == "done"
    assert sorted(path.name for path in (house.home / ".taken" / "in").iterdir()) == [
        "slip.json", "slip.json.sha256"
    ]  # fmt: skip
    assert list((house.home / "in").iterdir()) == []


def test_a_manifest_whose_file_never_comes_is_answered(house: SftpHouse) -> None:
    house.drop("slip.json.sha256", b"0" * 64)
    assert house.turn() == 0

    assert house.turn(after_s=3600) == 1

    ack = house.ack("slip.json.sha256")
    assert (ack.outcome, ack.faults[0].cause) == ("unreadable", "file.broken")
    assert "slip.json did not come within 3600 s of its manifest" in ack.faults[0].text


def test_what_goes_out_is_fetched_and_found_when_asked_for(house: SftpHouse) -> None:
    endpoint = make_home_endpoint(OUT, house.hub.home, "wms")
    assert endpoint.query(NAME, HEADERS) is None
    endpoint.send(NAME, PAYLOAD, HEADERS)
    files = house.files()

    assert files.listdir("/out") == [NAME]
    assert files.open(f"/out/{NAME}").read() == PAYLOAD
    files.remove(f"/out/{NAME}")

    assert files.listdir("/out") == []
    asked = endpoint.query(NAME, HEADERS)
    assert asked is not None
    anew = NAME.replace("0000000007", "0000000003")
    assert endpoint.query(anew, HEADERS) == asked


@pytest.mark.parametrize("changed", [{"address": "home:in"}, {"secret_file": "x"}])
def test_the_way_out_has_one_address(house: SftpHouse, changed: dict[str, str]) -> None:
    with pytest.raises(Refused, match="is home:out"):
        make_home_endpoint(msgspec.structs.replace(OUT, **changed), house.hub.home, "wms")
