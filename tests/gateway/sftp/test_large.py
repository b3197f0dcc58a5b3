"""A large drop comes in bounded memory, is cut into parts as its feed says, and is booked row by row."""

from __future__ import annotations

from pathlib import Path

import msgspec
import paramiko
import pytest

from adapters.file.blobs import FileBlobs
from core.hub.arrivals import Arrival
from core.hub.documents import StoredDocument
from tests.gateway.processes import House
from tests.gateway.sftp.homes import DROPS, HEAD, ROWS, Machine, SftpHouse
from tests.hub_world import CONTRACT
from tests.patience import until
from tests.rebuild import assert_rebuilds

MB = 1024 * 1024


def rows(count: int, *, remark: int = 200) -> bytes:
    """So many slips of a row each."""
    body = (f"IN-{number},2026-11-23T15:00:00+08:00,L{number},1,{'r' * remark}\n" for number in range(count))
    return (HEAD + "".join(body)).encode()


def test_a_file_that_is_cut_is_booked_row_by_row_and_answered_as_one(house: SftpHouse) -> None:
    house.publish(DROPS, feed="cut: {head: 1, bytes: 65536}, ", slips=ROWS)
    payload = rows(1500)

    house.drop("stock.csv", payload)
    assert house.turn() == 1

    parts = [row for row in house.hub.store.rows(Arrival, limit=99) if row.kind == "document"]
    assert len(parts) > 4
    facts = [msgspec.json.decode(row.facts, type=dict[str, str]) for row in parts]
    assert [fact["part"] for fact in facts] == [str(number) for number in range(1, len(parts) + 1)]
    assert {fact["file_bytes"] for fact in facts} == {str(len(payload))}
    assert len(house.hub.store.rows(StoredDocument, limit=9999, type="wms.inbound.v1")) == 1500
    ack = house.ack("stock.csv")
    assert (ack.outcome, ack.documents, ack.bytes) == ("done", {"done": 1500}, len(payload))
    assert_rebuilds(house.hub)


def test_a_row_that_is_wrong_is_answered_with_its_place(house: SftpHouse) -> None:
    house.publish(DROPS, feed="cut: {head: 1, bytes: 65536}, ", slips=ROWS + "unit: document\n")
    house.drop("stock.csv", rows(800).replace(b",L700,1,", b",L700,one,"))

    house.turn()

    ack = house.ack("stock.csv")
    assert (ack.outcome, ack.documents["done"], ack.faults_in_all) == ("unreadable", 799, 1)
    assert "one" in ack.faults[0].text


def test_what_nobody_reads_is_not_fetched_however_large_it_is(
    house: SftpHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over what its reader takes, or broken: its answer says so, and no process holds all of it."""
    monkeypatch.setattr("core.hub.profiles.READ_BYTES_MAX", 300_000)
    fetched: list[str] = []
    get = FileBlobs.get

    def fetching(blobs: FileBlobs, name: str) -> bytes:
        fetched.append(name)
        return get(blobs, name)

    monkeypatch.setattr(FileBlobs, "get", fetching)
    payload = rows(2000)

    house.drop("broken.csv.sha256", b"0" * 64)
    for name in ("whole.csv", "broken.csv"):
        house.drop(name, payload)
        house.turn()

    causes = [house.ack(name).faults[0].cause for name in ("whole.csv", "broken.csv")]
    assert causes == ["json.too_large", "file.broken"]
    assert fetched == []


@pytest.fixture
def alone(tmp_path: Path) -> House:
    made = House(tmp_path, LIANQIAO_SFTP_PORT="0")
    contract = CONTRACT.replace("rules:", "cut: {head: 1}, rules:") + DROPS
    (tmp_path / "mappings" / "wms" / "partner.yaml").write_text(contract)
    (tmp_path / "mappings" / "wms" / "in" / "slips.yaml").write_text(ROWS)
    return made


def test_a_large_drop_streams_in_bounded_memory_through_a_door_of_its_own(alone: House) -> None:
    """200 MB come in, and the process grows by a small part of that."""
    alone.hub("partner", "publish")
    machine = Machine()
    public = alone.folder / "machine.pub"
    public.write_text(machine.public)
    alone.hub("partner", "key", "add", "wms", str(public))
    program = alone.start_module("gateway", "sftp")
    port = until(lambda: _port(program.said), "the SFTP door")
    piece = rows(4000, remark=1000)[len(HEAD) :]
    files = _files(port, machine)
    before = _resident(program.pid)

    with files.open("/in/large.csv.part", "wb") as file:
        file.set_pipelined(True)
        file.write(HEAD.encode())
        for _ in range(200 * MB // len(piece)):
            file.write(piece)
    files.rename("/in/large.csv.part", "/in/large.csv")

    until(lambda: not files.listdir("/in"), "all of it to be taken in")
    assert alone.count("hub_arrival") > 300
    assert _resident(program.pid) - before < 60 * MB
    assert alone.hub("health", "sftp").count("well ") == 2
    assert program.stop() == 0, program.last_words()
    alone.close()


def _port(said: str) -> int:
    return int(said.rpartition("serving at sftp://127.0.0.1:")[2].split()[0]) if "sftp://" in said else 0


def _files(port: int, machine: Machine) -> paramiko.SFTPClient:
    import io

    transport = paramiko.Transport(("127.0.0.1", port))
    key = paramiko.Ed25519Key.from_private_key(
        io.StringIO(machine.key.export_private_key("openssh").decode())
    )
    transport.connect(username="wms", pkey=key)
    files = paramiko.SFTPClient.from_transport(transport)
    assert files is not None
    return files


def _resident(pid: int) -> int:
    """The most it ever had in memory."""
    [line] = [one for one in Path(f"/proc/{pid}/status").read_text().splitlines() if one.startswith("VmHWM")]
    return int(line.split()[1]) * 1024
