"""A WSDL is kept with all it imports: what is missing or means harm is named, and nobody asks a network."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from adapters.soap.kept import decoded, gather
from adapters.soap.service import Service
from core.kernel.errors import HubError, Refused, Unreadable
from tests.contracts.soap_partner import PARTS, WSDL, write_wsdl

INCLUDE = 'schemaLocation="types/parts.xsd"'


@pytest.fixture(autouse=True)
def _no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a socket was opened")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)


def _with(folder: Path, location: str) -> Path:
    wsdl = write_wsdl(folder)
    wsdl.write_text(WSDL.replace("types/parts.xsd", location))
    return wsdl


def test_a_wsdl_with_its_imports_is_one_copy_that_is_enough(tmp_path: Path) -> None:
    kept = gather(write_wsdl(tmp_path), tmp_path, {})
    again = decoded(kept.encoded())
    for file in tmp_path.rglob("*.*"):
        file.unlink()

    assert again == kept
    assert sorted(name.rpartition("/")[2] for name in kept.files) == ["parts.xsd", "service.wsdl"]
    assert [one.name for one in Service(again).operations()] == ["Deliver"]


def test_an_import_from_elsewhere_is_taken_from_a_file_that_is_given(tmp_path: Path) -> None:
    for location in (
        "http://partner.example/a/parts.xsd",
        "/schemas/parts.xsd",
        "https://[2001:db8::1]/p?xsd=1",
    ):
        wsdl = _with(tmp_path, location.replace("&", "&amp;"))
        with pytest.raises(Refused, match="not on hand") as missing:
            gather(wsdl, tmp_path, {})
        assert missing.value.place == location
        assert f"--import {location}=FILE" in missing.value.text

        kept = gather(wsdl, tmp_path, {location: tmp_path / "types" / "parts.xsd"})
        assert [one.name for one in Service(kept).operations()] == ["Deliver"]


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd", "FILE:///etc/passwd", "file:types/parts.xsd", "ftp://h/a.xsd",
        "jar:file:a!/b.xsd",
        "http://169.254.169.254/latest", "http://[fe80::1]/a.xsd", "http://[fe80::1%25eth0]/a.xsd",
        "types/parts.dtd", "http://h/a.dtd", "http://[/a.xsd", "../../../../../../../etc/passwd", "types",
        "types/missing.xsd", "types/parts.xsd%00", "a" * 5000,
    ],
    ids=lambda one: one[:40],
)  # fmt: skip
def test_an_import_of_harm_or_of_nothing_is_refused_by_its_name(tmp_path: Path, location: str) -> None:
    folder = tmp_path / "deep" / "in"
    wsdl = _with(folder, location)

    with pytest.raises(HubError) as refused:
        gather(wsdl, folder, {})

    assert refused.value.cause in ("wsdl.import", "wsdl.missing", "wsdl.dtd")
    assert location[:200] in refused.value.text
    assert "service.wsdl" in refused.value.text


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("<!DOCTYPE a SYSTEM 'x'>" + PARTS, "xml.doctype"),
        ("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>" + PARTS, "xml.doctype"),
        (PARTS[:-5], "xml.malformed"),
        ("", "xml.malformed"),
    ],
)
def test_an_imported_file_that_cannot_be_read_is_named(tmp_path: Path, text: str, cause: str) -> None:
    wsdl = write_wsdl(tmp_path)
    (tmp_path / "types" / "parts.xsd").write_text(text)

    with pytest.raises(Unreadable) as unreadable:
        gather(wsdl, tmp_path, {})

    assert (unreadable.value.cause, unreadable.value.place) == (cause, "types/parts.xsd")


def test_what_imports_in_a_circle_is_taken_once(tmp_path: Path) -> None:
    wsdl = write_wsdl(tmp_path)
    circle = PARTS.replace("elementFormDefault", 'xmlns:z="z" elementFormDefault').replace(
        '<x:element name="Head">', '<x:include schemaLocation="parts.xsd"/><x:element name="Head">'
    )
    (tmp_path / "types" / "parts.xsd").write_text(circle)

    assert len(gather(wsdl, tmp_path, {}).files) == 2


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    wsdl = write_wsdl(folder)
    (tmp_path / "outside.xsd").write_text(PARTS)
    (folder / "types" / "parts.xsd").unlink()
    (folder / "types" / "parts.xsd").symlink_to(tmp_path / "outside.xsd")

    with pytest.raises(Refused, match="not on hand"):
        gather(wsdl, folder, {})
    with pytest.raises(Refused, match="below"):
        gather(tmp_path / "outside.xsd", folder, {})


def test_what_is_no_copy_of_ours_is_unreadable() -> None:
    for kept in (b"", b"[]", b"\xff", b'{"root":1}'):
        with pytest.raises(Unreadable):
            decoded(kept)


def test_a_wsdl_that_makes_no_sense_is_refused(tmp_path: Path) -> None:
    wsdl = write_wsdl(tmp_path)
    wsdl.write_text(WSDL.replace("t:Deliver", "q:Deliver"))

    with pytest.raises(Refused, match="cannot be made sense of"):
        Service(gather(wsdl, tmp_path, {}))


def test_a_wsdl_without_a_port_has_nothing_to_call(tmp_path: Path) -> None:
    wsdl = write_wsdl(tmp_path)
    wsdl.write_text(WSDL.replace("t:Binding", "t:Nowhere"))

    service = Service(gather(wsdl, tmp_path, {}))

    assert service.operations() == []
    with pytest.raises(Refused, match="there are none"):
        service.call("Deliver", {})
