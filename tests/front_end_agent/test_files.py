"""A large file goes in pieces, and nothing small waits behind it."""

import threading
from collections.abc import Sequence

import pytest

from front_end_agent.batch import Batch
from front_end_agent.files import stage
from front_end_agent.record import Record
from tests.front_end_agent.homes import a_document
from tests.front_end_agent.sending import Sending
from tests.patience import PATIENCE_S


def a_large_file(sending: Sending, size: int = 5 * 512 * 1024) -> None:
    document = a_document(name="big.bin", payload=b"", watermark="w-big")
    source = sending.spool.home / "source.bin"
    source.write_bytes(bytes(size))
    with source.open("rb") as reader:
        staged = stage(reader, into=sending.spool.book.staging(), document=document, size_bytes_max=10**9)
    sending.spool.put(Batch(source="wms", items=(staged,), watermark="w-big"))


def test_a_small_record_does_not_wait_behind_a_large_file(sending: Sending) -> None:
    a_large_file(sending)
    for _ in range(4):
        sending.sender.step()
    sending.put("alarm")

    sending.work()

    kinds = [record["kind"] for record in sending.book.records()]
    assert sending.book.files()["big.bin"] == bytes(5 * 512 * 1024)
    assert "document" in kinds[:4]
    assert kinds[-1] == "manifest"


@pytest.mark.usefixtures("restless")
def test_pieces_and_small_records_sealed_at_the_same_time_stand_in_one_chain(sending: Sending) -> None:
    a_large_file(sending, size=40 * 512 * 1024)
    threads = [
        threading.Thread(target=sending.put, args=[f"{thread}-{n}" for n in range(40)]) for thread in range(3)
    ]
    for thread in threads:
        thread.start()
    while sending.spool.seal_chunk():
        pass
    for thread in threads:
        thread.join(PATIENCE_S)

    sending.work()

    assert sending.book.refused == []
    assert len(sending.names()) == 120
    assert sending.book.files()["big.bin"] == bytes(40 * 512 * 1024)


def test_a_record_that_comes_just_behind_a_piece_follows_it_in_the_chain(
    sending: Sending, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_large_file(sending, size=600 * 1024)
    real = sending.spool.files.sealed

    def another_comes(records: Sequence[Record]) -> None:
        comes = threading.Thread(target=sending.put, args=["just-behind"])
        comes.start()
        comes.join(PATIENCE_S)
        real(records)

    monkeypatch.setattr(sending.spool.files, "sealed", another_comes)
    while sending.spool.seal_chunk():
        pass
    sending.work()

    assert sending.book.refused == []
    assert sending.names() == ["just-behind"] * 2


def test_no_chunk_is_sealed_while_frames_wait_or_the_hub_is_away(sending: Sending) -> None:
    sending.https.away = "503"
    a_large_file(sending)

    sending.work(seconds=60)

    assert sending.spool.sealed <= 2
    assert sending.spool.files.waiting() == 1


def test_behind_a_large_file_on_its_way_no_later_watermark_is_promised(sending: Sending) -> None:
    sending.spool.put(Batch(source="wms", items=(a_document(name="a", watermark="w-a"),), watermark="w-a"))
    a_large_file(sending)
    sending.spool.put(Batch(source="wms", items=(a_document(name="b", watermark="w-b"),), watermark="w-b"))

    sending.work()

    said = {record.get("name"): record["facts"] for record in sending.book.records() if "facts" in record}
    assert said["a"] == {"watermark": "w-a"}
    assert said["b"] == {"watermark": "w-a"}
    assert said["big.bin"] == {"watermark": "w-b"}
