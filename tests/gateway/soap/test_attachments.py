"""Documents attached behind their envelope (MTOM/XOP): streamed, bounded, and asked for by their id."""

from __future__ import annotations

import io
from collections.abc import Iterator
from hashlib import sha256

import pytest

from adapters.wiring.hub import Hub
from core.hub.arrivals import INLINE_BYTES_MAX
from gateway.soap import packages
from gateway.soap.words import OURS, SOAP_11, SOAP_12, XOP
from gateway.worker import Worker
from tests.gateway.soap.asking import Answered, Speaker, envelope, in_clear
from tests.gateway.soap.signing import holder_of, signed
from tests.hub_world import slip

SLIP = slip("in", "IN-1", ("L1", "10"))
INCLUDE = f'<xop:Include xmlns:xop="{XOP}" href="cid:HREF"/>'


def submission(content: str, key: str = "k1") -> str:
    return (
        f'<SubmitDocument xmlns="{OURS}"><idempotencyKey>{key}</idempotencyKey><source>slips</source>'
        f"<site>W1</site><mediaType>application/json</mediaType><content>{content}</content></SubmitDocument>"
    )


def package(
    root: bytes, *parts: tuple[str, bytes], soap: str = SOAP_11, boundary: str = "b-1"
) -> tuple[bytes, str]:
    """(the body, its Content-Type)."""
    kind = "text/xml" if soap == SOAP_11 else "application/soap+xml"
    heads = [f'Content-Type: application/xop+xml; charset=utf-8; type="{kind}"\r\nContent-ID: <root@a>']
    heads += [
        f"Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <{name}>"
        for name, _ in parts
    ]
    said = b"".join(
        f"--{boundary}\r\n{head}\r\n\r\n".encode() + body + b"\r\n"
        for head, body in zip(heads, [root, *(body for _, body in parts)], strict=True)
    )
    media = f'multipart/related; type="application/xop+xml"; start="<root@a>"; start-info="{kind}"'
    return said + f"--{boundary}--\r\n".encode(), f'{media}; boundary="{boundary}"'


def send(
    door: Speaker, content: str, *parts: tuple[str, bytes], soap: str = SOAP_11, key: str = "k1"
) -> Answered:
    root = envelope(submission(content, key), soap=soap, header=in_clear(door.machine))
    body, media = package(root, *parts, soap=soap)
    return door.raw(body, Content_Type=media)


@pytest.mark.parametrize("soap", [SOAP_11, SOAP_12])
def test_an_attached_document_is_kept_byte_for_byte_and_booked(door: Speaker, hub: Hub, soap: str) -> None:
    large = SLIP + b" " * (2 * INLINE_BYTES_MAX)

    answer = send(door, INCLUDE.replace("HREF", "doc%40a"), ("other", b"x"), ("doc@a", large), soap=soap)
    Worker(hub, "test", partitions_max=8).drain()

    assert answer.state == "taken"
    arrival = hub.store.arrival(1, 1)
    assert arrival is not None
    assert (arrival.blob, arrival.size) == (sha256(large).hexdigest(), len(large))
    assert hub.blobs.get(arrival.blob) == large
    assert door.ask("QueryStatus", "<id>1/1</id>").state == "done"


def test_the_same_document_inside_or_attached_is_a_repeat(door: Speaker, hub: Hub) -> None:
    door.submit(SLIP)

    assert send(door, INCLUDE.replace("HREF", "a"), ("a", SLIP)).text("standing/id") == "1/1"
    assert send(door, INCLUDE.replace("HREF", "a"), ("a", b"{}")).text("outcome") == "conflict"


def test_a_package_whose_content_stands_in_the_envelope_is_taken_too(door: Speaker) -> None:
    assert send(door, "e30=").text("standing/id") == "1/1"


@pytest.mark.parametrize(
    ("content", "parts", "cause"),
    [
        (INCLUDE.replace("HREF", "none"), [("a", b"1")], "soap.include"),
        (INCLUDE.replace("HREF", "a"), [("a", b"1"), ("a", b"2")], "soap.include"),
        (INCLUDE.replace("HREF", "a").replace("cid:", "http://h/"), [("a", b"1")], "soap.include"),
        (INCLUDE.replace("HREF", "a") * 2, [("a", b"1")], "soap.schema"),
        (INCLUDE.replace("HREF", "a"), [(str(n), b"1") for n in range(30)], "soap.parts_many"),
    ],
)
def test_a_package_that_does_not_add_up_is_refused(
    door: Speaker, hub: Hub, content: str, parts: list[tuple[str, bytes]], cause: str
) -> None:
    assert send(door, content, *parts).text("problem/code") == cause
    assert hub.store.arrival(1, 1) is None


def test_a_package_that_breaks_off_or_is_none_is_refused(door: Speaker, hub: Hub) -> None:
    root = envelope(submission(INCLUDE.replace("HREF", "a")), header=in_clear(door.machine))
    body, media = package(root, ("a", SLIP))

    assert door.raw(body[:-12], Content_Type=media).text("problem/code") == "soap.package"
    assert door.raw(body[:100], Content_Type=media).text("problem/code") == "soap.package"
    assert door.raw(b"", Content_Type=media).text("problem/code") == "soap.package"
    assert door.raw(root, Content_Type=media).text("problem/code") == "soap.package"
    assert door.raw(body, Content_Type=media.split("; boundary")[0]).text("problem/code") == "soap.boundary"
    other = media.replace("application/xop+xml", "text/html")
    assert door.raw(body, Content_Type=other).text("problem/code") == "soap.media"
    assert hub.store.arrival(1, 1) is None


def test_attachments_have_a_limit(door: Speaker, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "ATTACHMENTS_BYTES_MAX", 1000)

    answer = send(door, INCLUDE.replace("HREF", "a"), ("a", b"a" * 1001))

    assert (answer.status, answer.text("problem/code")) == (413, "soap.too_large")
    assert hub.store.arrival(1, 1) is None


def test_a_stranger_s_attachment_is_not_read(door: Speaker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only who is known may fill a disk."""
    root = envelope(submission(INCLUDE.replace("HREF", "a")))
    body, media = package(root, ("a", b"a" * 5000))
    monkeypatch.setattr(packages, "ATTACHMENTS_BYTES_MAX", 1_000_000)

    def pieces() -> Iterator[bytes]:
        yield body[:2000]
        yield body[2000:]

    answer = door.http.post(door.address, content=pieces(), headers={"Content-Type": media})

    assert answer.status_code == 401
    assert "soap.no_proof" in answer.text


def test_a_disk_that_is_full_is_the_server_s_fault_with_a_time_to_come_again(
    door: Speaker, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(io.BytesIO):
        def write(self, _: object) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(packages, "SpooledTemporaryFile", lambda **_: Full())

    answer = send(door, INCLUDE.replace("HREF", "a"), ("a", SLIP))

    assert (answer.status, answer.text("outcome")) == (503, "unavailable")
    assert int(answer.text("retryAfterS")) >= 1
    assert hub.store.arrival(1, 1) is None


def test_a_signature_and_attachments_do_not_go_together(door: Speaker, hub: Hub) -> None:
    root = signed(submission(INCLUDE.replace("HREF", "a")), holder_of(hub, "wms"))
    body, media = package(root, ("a", SLIP))

    assert door.raw(body, Content_Type=media).text("problem/code") == "soap.signed_attachment"
