"""What is packed is unpacked by its receiver alone, byte for byte; OpenSSL packs and unpacks the same."""

from __future__ import annotations

import shutil
import subprocess
import zlib
from pathlib import Path

import pytest

from adapters.as2 import ber
from adapters.as2.entity import Entity, of_request, parts_of
from adapters.as2.enveloped import CIPHERS, compress, decrypt, encrypt
from adapters.as2.packing import Opened, Paper, Way, pack, unpack
from adapters.as2.signed import digest_of, sign, verify
from core.kernel.errors import Unreadable
from tests.adapters.as2.houses import DOCUMENT, certificate_pem, house, key_pem, packed, trust

US, THEM, EVE = house("us"), house("them"), house("eve")
OPENSSL = shutil.which("openssl")
with_openssl = pytest.mark.skipif(OPENSSL is None, reason="no openssl on this machine")
INNER = b"Content-Type: application/json\r\n\r\n" + DOCUMENT
ENVELOPED = {"content-type": "application/pkcs7-mime; smime-type=enveloped-data"}


def opened(headers: dict[str, str], body: bytes, *, weak: bool = False, bytes_max: int = 1_000_000) -> Opened:
    return unpack(of_request(headers, body), trust(THEM, US, weak=weak, bytes_max=bytes_max))


def cause_of(headers: dict[str, str], body: bytes, **said: bool) -> str:
    with pytest.raises(Unreadable) as fault:
        opened(headers, body, **said)
    return fault.value.cause


@pytest.mark.parametrize("cipher", [*CIPHERS, ""])
@pytest.mark.parametrize("packs", [False, True], ids=["", "compressed"])
def test_what_is_packed_is_unpacked_byte_for_byte(cipher: str, packs: bool) -> None:
    way = Way(cipher=cipher, compress=packs)

    found = opened(*packed(US, THEM, way), weak=cipher == "3des")

    assert (found.document, found.media, found.name) == (DOCUMENT, "application/json", "a.json")
    assert found.encrypted == bool(cipher)


def test_the_mic_is_the_same_at_every_try_and_on_both_sides() -> None:
    first, second = (
        pack(Paper(payload=DOCUMENT, media="a/b", name="a"), own=US, theirs=THEM.certificate, way=Way())
        for _ in "12"
    )

    assert first.mic == second.mic
    assert first.body != second.body
    found = opened({name.lower(): value for name, value in first.headers.items()}, first.body)
    assert digest_of(found.signed, "sha256") == first.mic


def openssl(folder: Path, *words: str, given: bytes = b"") -> bytes:
    assert OPENSSL is not None
    for name, own in (("us", US), ("them", THEM)):
        (folder / f"{name}.pem").write_bytes(key_pem(own) + certificate_pem(own).encode())
    done = subprocess.run(
        [OPENSSL, "cms", *words], cwd=folder, input=given, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@with_openssl
@pytest.mark.parametrize("cipher", list(CIPHERS))
def test_openssl_decrypts_and_verifies_what_we_pack(tmp_path: Path, cipher: str) -> None:
    _, body = packed(US, THEM, Way(cipher=cipher))
    (tmp_path / "in").write_bytes(body)

    inside = openssl(tmp_path, "-decrypt", "-inform", "DER", "-in", "in", "-recip", "them.pem", "-binary")

    header, _, rest = inside.partition(b"\r\n\r\n")
    said = {"content-type": header.decode().partition(": ")[2].split("\r\n")[0]}
    content, signature = parts_of(of_request(said, rest))
    (tmp_path / "content").write_bytes(content.raw)
    (tmp_path / "signature").write_bytes(signature.decoded())
    words = ("-verify", "-binary", "-inform", "DER", "-in", "signature", "-content", "content")
    out = openssl(tmp_path, *words, "-CAfile", "us.pem", "-purpose", "any", "-no_check_time")
    assert out == content.raw


@with_openssl
@pytest.mark.parametrize("signs", [[], ["-noattr"], ["-md", "sha512"], ["-keyopt", "rsa_padding_mode:pss"]])
@pytest.mark.parametrize(
    "seals",
    [["-aes128"], ["-aes256", "-stream"], ["-aes-256-gcm"],
     ["-aes192", "-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:sha256"]],
)  # fmt: skip
def test_we_decrypt_and_verify_what_openssl_packs(tmp_path: Path, signs: list[str], seals: list[str]) -> None:
    (tmp_path / "in").write_bytes(INNER)
    signed = openssl(tmp_path, "-sign", "-binary", "-in", "in", "-signer", "us.pem", *signs)
    body = openssl(
        tmp_path, "-encrypt", "-binary", "-outform", "DER", seals[0], "-recip", "them.pem", *seals[1:],
        given=signed,
    )  # fmt: skip

    assert opened(ENVELOPED, body).document == DOCUMENT


def swapped(body: bytes, at: int) -> bytes:
    """One bit of it is another."""
    return body[:at] + bytes((body[at] ^ 1,)) + body[at + 1 :]


@pytest.mark.parametrize("cipher", ["aes256", "aes256-gcm"])
def test_one_bit_altered_anywhere_in_a_sealed_body_is_told_by_one_word(cipher: str) -> None:
    """As EFAIL does it: what CBC lets through, the signature does not; which of both it was nobody hears."""
    headers, body = packed(US, THEM, Way(cipher=cipher))
    begin = len(body) // 2

    causes = {cause_of(headers, swapped(body, at)) for at in range(begin, len(body), 97)}

    assert causes == {"as2.sealed"}


def test_what_nobody_signed_is_no_document_even_if_it_was_encrypted() -> None:
    sealed = encrypt(INNER, THEM.certificate)
    authentic = encrypt(INNER, THEM.certificate, "aes256-gcm")

    assert cause_of(ENVELOPED, sealed) == "as2.sealed"
    assert cause_of(ENVELOPED, authentic) == "as2.sealed"
    assert cause_of({"content-type": "application/json"}, DOCUMENT) == "as2.unsigned"


def test_a_stranger_s_signature_and_a_stripped_one_are_none() -> None:
    assert cause_of(*packed(EVE, THEM, Way(cipher=""))) == "as2.signature"
    assert cause_of(*packed(EVE, THEM)) == "as2.sealed"
    headers, body = packed(US, THEM, Way(cipher=""))
    content, _ = parts_of(of_request(headers, body))
    assert cause_of({"content-type": "application/json"}, content.body) == "as2.unsigned"
    alone = body.replace(content.raw, content.raw + b"x")
    assert cause_of(headers, alone) == "as2.signature"


def test_a_document_wrapped_around_a_signed_one_is_not_taken_for_it() -> None:
    """A third part beside the two, or a signature over another part, proves nothing of what is read."""
    headers, body = packed(US, THEM, Way(cipher=""))
    boundary = of_request(headers, body).word("boundary").encode()
    wrapped = b"--" + boundary + b"\r\nContent-Type: application/json\r\n\r\n{}\r\n" + body

    assert cause_of(headers, wrapped) == "as2.signature"
    behind = body.replace(
        b"--" + boundary + b"--", b"--" + boundary + b"\r\nA: b\r\n\r\n{}\r\n--" + boundary + b"--"
    )
    assert cause_of(headers, behind) == "as2.signature"


def test_what_was_sealed_for_another_stays_shut() -> None:
    assert cause_of(*packed(US, EVE)) == "as2.sealed"


def test_broken_ciphers_and_hashes_count_only_where_the_contract_says_so() -> None:
    headers, body = packed(US, THEM, Way(cipher="3des"))
    assert cause_of(headers, body) == "as2.cipher"
    assert opened(headers, body, weak=True).document == DOCUMENT

    old = packed(US, THEM, Way(cipher="", sign="sha1"))
    assert cause_of(*old) == "as2.signature"
    assert opened(*old, weak=True).document == DOCUMENT


def test_what_bursts_when_it_is_unpacked_is_refused_at_its_bound() -> None:
    headers, body = packed(US, THEM, Way(cipher="", compress=True), b"0" * 50_000_000)

    assert len(body) < 200_000
    assert cause_of(headers, body) == "as2.decompression"


def test_layers_without_end_are_no_document() -> None:
    content = INNER
    for _ in range(9):
        content = b"Content-Type: application/pkcs7-mime; smime-type=compressed-data\r\n\r\n" + compress(
            content
        )
    header, _, body = content.partition(b"\r\n\r\n")

    assert cause_of({"content-type": header.decode().partition(": ")[2]}, body) == "as2.unsigned"


@pytest.mark.parametrize(
    "made",
    [
        b"", b"\x30", b"\x30\x80", b"\x30\x80" * 5000, b"\x30\x84\xff\xff\xff\xff", b"\x1f" * 40, b"\x30\x00",
        b"\x30\x89" + b"\x01" * 20, ber.sequence(ber.oid("1.2.3"), ber.written(0xA0, ber.sequence())),
        b"\x30\x80" + b"\x04\x00" * 300_000, zlib.compress(b"x"),
    ],
)  # fmt: skip
def test_asn1_that_is_none_is_refused_everywhere(made: bytes) -> None:
    with pytest.raises(Unreadable):
        decrypt(made, (THEM,), weak=False)
    with pytest.raises(Unreadable):
        verify(made, b"x", [US.certificate], weak=False)
    assert cause_of(ENVELOPED, made)


def test_what_is_nested_is_held_once() -> None:
    made = b"x" * 1000
    for _ in range(ber.DEPTH_MAX - 1):
        made = ber.sequence(made if made[0] != 120 else ber.written(ber.OCTETS, made))

    node = ber.read(made)
    while node.parts:
        assert node.whole is made
        node = node.part(0)
    assert node.octets() == b"x" * 1000


def test_a_signature_s_own_parts_cut_or_swapped_are_no_error_of_ours() -> None:
    signature = sign(b"x", US)
    verify(signature, b"x", [US.certificate], weak=False)

    for at in range(0, len(signature), 7):
        for broken in (signature[:at], swapped(signature, at)):
            try:
                verify(broken, b"x", [US.certificate], weak=False)
            except Unreadable:
                continue
            # A certificate that comes along says nothing: what is swapped in it changes nothing.
            assert broken[-256:] == signature[-256:]


def test_lines_of_lf_alone_are_read_too() -> None:
    headers, body = packed(US, THEM, Way(cipher=""))
    content, signature = parts_of(of_request(headers, body))
    boundary = of_request(headers, body).word("boundary").encode()
    plain = b"".join(
        b"--" + boundary + b"\n" + raw + b"\n" for raw in (content.raw, signature.raw.replace(b"\r\n", b"\n"))
    )

    assert opened(headers, plain + b"--" + boundary + b"--\n").document == DOCUMENT
    assert isinstance(content, Entity)
