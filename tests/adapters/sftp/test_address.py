"""An SFTP address pins whom it means; one that does not is refused before anything is said to anybody."""

from __future__ import annotations

import pytest

from adapters.sftp.address import read_address, weaknesses
from core.kernel.errors import Refused

KEY = "SHA256:" + "a+/" * 14 + "b"
OTHER = "SHA256:" + "c" * 43


def test_an_address_says_place_person_folder_and_host_keys() -> None:
    address = read_address(f"sftp://hub%40acme@sftp.example/in%20here/?host_key={KEY},{OTHER}", of="pull in")

    assert (address.host, address.port, address.user) == ("sftp.example", 22, "hub@acme")
    assert (address.folder, address.archive) == ("/in here", "/in here/archive")
    assert address.host_keys == (KEY, OTHER)
    assert not address.legacy
    assert address.place == "sftp://sftp.example:22/in here"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sftp://hub@h/in", "host_key=SHA256"),
        (f"sftp://hub@h/in?host_key={KEY[:-1]}", "host_key=SHA256"),
        ("sftp://hub@h/in?host_key=MD5:00", "host_key=SHA256"),
        (f"sftp://hub@h/in?host_key={','.join([OTHER] * 9)}", "at most 8"),
        (f"sftp://h/in?host_key={KEY}", "is no sftp://user@host"),
        (f"ftp://hub@h/in?host_key={KEY}", "is no sftp://user@host"),
        (f"sftp://hub@h:x/in?host_key={KEY}", "Port could not be cast"),
        (f"sftp://hub@[h/in?host_key={KEY}", "Invalid IPv6"),
        (f"sftp://hub@h/in?host_key={KEY}&algorithms=old", "modern or legacy"),
        (f"sftp://hub@h/in?host_key={KEY}&password=x", "no such word"),
    ],
)
def test_what_is_no_such_address_is_refused_and_named(text: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        read_address(text, of="pull in")


def test_old_algorithms_are_a_weakness_that_is_told() -> None:
    address = f"sftp://hub@h/in?host_key={KEY}"

    assert weaknesses(address) == []
    assert weaknesses(f"{address}&algorithms=legacy") == ["sftp://h:22/in: algorithms=legacy (SHA-1)"]
