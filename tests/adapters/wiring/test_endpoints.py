"""The contract says where a send goes; what it declares and cannot keep is refused before it matters."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from adapters.memory.store import MemoryStore
from adapters.wiring.endpoints import ContractDestinations, discover
from core.hub.contracts import Contract, Partner, Send
from core.hub.outbox import Outgoing
from core.kernel.clock import FixedClock
from core.kernel.errors import Refused, Unavailable
from tests.core.hub.outbound import House

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
FILES = Send(name="files", adapter="file", address="file:///drop", types=("t",), repeat="ask")
HOOK = Send(
    name="hook", adapter="webhook", address="https://b.test/", types=("t",), repeat="safe", secret_file="b"
)


class OneContract:
    """A library in which every hash is one contract, changed as a test likes."""

    def __init__(self, *sends: Send) -> None:
        self.kept = {"old": Contract(partner="bank", name="Bank", parties=(), sites=(), sends=sends)}

    def contract(self, hash_: str) -> Contract:
        return self.kept[hash_]


def destinations(home: Path, library: OneContract, *, present: str = "old") -> ContractDestinations:
    store = MemoryStore(FixedClock(NOON))
    with store.unit() as unit:
        unit.shelf(Partner).put(Partner(partner="bank", contract=present, published_at=NOON))
    return ContractDestinations(store, library, home)  # type: ignore[arg-type]


def a_send_to(name: str) -> Outgoing:
    house = House()
    house.intend(endpoint=f"bank/{name}")
    [outgoing] = house.store.rows(Outgoing, limit=1)
    return msgspec.structs.replace(outgoing, contract="old")


def test_every_adapter_that_sends_is_discovered() -> None:
    assert {"webhook", "mail", "file", "soap"} <= {module.ADAPTER for module in discover()}


def test_a_send_by_a_wsdl_that_is_not_registered_yet_waits_for_it(tmp_path: Path) -> None:
    service = msgspec.structs.replace(
        HOOK, name="erp", adapter="soap", secret_file="", options={"wsdl": "erp", "operation": "Deliver"}
    )

    with pytest.raises(Unavailable, match="hub soap register"):
        destinations(tmp_path, OneContract(service)).find(a_send_to("erp"))


def test_the_present_contract_says_where(tmp_path: Path) -> None:
    library = OneContract(FILES)
    moved = msgspec.structs.replace(FILES, address="file:///elsewhere")
    library.kept["new"] = msgspec.structs.replace(library.kept["old"], sends=(moved,))

    found = destinations(tmp_path, library, present="new").find(a_send_to("files"))

    assert found.send.address == "file:///elsewhere"


def test_a_send_that_left_the_contract_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="sends nothing to 'hook' any more"):
        destinations(tmp_path, OneContract(FILES)).find(a_send_to("hook"))


def test_a_repeat_that_the_adapter_cannot_keep_is_refused(tmp_path: Path) -> None:
    twice = msgspec.structs.replace(FILES, repeat="safe")

    with pytest.raises(Refused, match="file cannot keep repeat: safe; it can ask, never"):
        destinations(tmp_path, OneContract(twice)).find(a_send_to("files"))


def test_an_unknown_adapter_is_refused_and_the_known_ones_named(tmp_path: Path) -> None:
    pigeon = msgspec.structs.replace(FILES, adapter="pigeon")

    with pytest.raises(Refused, match=r"known are .*file, mail.*, webhook"):
        destinations(tmp_path, OneContract(pigeon)).find(a_send_to("files"))


def test_a_missing_secret_waits_and_a_new_one_is_taken_at_once(tmp_path: Path) -> None:
    where = destinations(tmp_path, OneContract(HOOK))
    with pytest.raises(Unavailable, match="cannot be read"):
        where.find(a_send_to("hook"))

    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "b").write_bytes(b"0123456789abcdef")
    first = where.find(a_send_to("hook"))
    assert where.find(a_send_to("hook")) is first

    (tmp_path / "secrets" / "b").write_bytes(b"fedcba9876543210")
    assert where.find(a_send_to("hook")) is not first


def test_a_secret_is_a_name_and_never_a_path(tmp_path: Path) -> None:
    thief = msgspec.structs.replace(HOOK, secret_file="../keys/hub.key")

    with pytest.raises(Refused, match="not a path"):
        destinations(tmp_path, OneContract(thief)).find(a_send_to("hook"))
