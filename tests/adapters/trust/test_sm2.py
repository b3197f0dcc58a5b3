"""SM2, SM3 and SM4 give what their standards print, in both houses."""

from __future__ import annotations

import hashlib
from types import ModuleType

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import SM4

from adapters.trust import sm2 as hubs
from adapters.trust.libcrypto import Failed
from front_end_agent import sm2 as agents

HOUSES = [hubs, agents]
# GB/T 32918.5-2017, appendix A: the key, the signature of "message digest" (A.2) with the user id
# 1234567812345678, and what "encryption standard" was wrapped to (A.3 in the order C1 C3 C2).
PRIVATE = bytes.fromhex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8")
PUBLIC = bytes.fromhex(
    "0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)
SIGNATURE = bytes.fromhex(
    "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
    "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
)
WRAPPED = bytes.fromhex(
    "0404EBFC718E8D1798620432268E77FEB6415E2EDE0E073C0F4F640ECD2E149A73"
    "E858F9D81E5430A57B36DAAB8F950A3C64E6EE6A63094D99283AFF767E124DF0"
    "59983C18F809E262923C53AEC295D30383B54E39D609D160AFCB1908D0BD8766"
    "21886CA989CA9C7D58087307CA93092D651EFA"
)
# GB/T 32905-2016, appendix A.
SM3 = {
    b"abc": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
    b"abcd" * 16: "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
}
# GB/T 32907-2016, appendix A: one block, and the same encrypted 1,000,000 times.
SM4_KEY = bytes.fromhex("0123456789abcdeffedcba9876543210")
SM4_ONCE, SM4_MILLION = "681edf34d206965e86b3e94f536e4246", "595298c7c6fd271f0402f804c33d3f66"
# RFC 8998, appendix A.1.
GCM_NONCE = bytes.fromhex("00001234567800000000ABCD")
GCM_BOUND = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
GCM_PLAIN = bytes.fromhex(
    "AA" * 8 + "BB" * 8 + "CC" * 8 + "DD" * 8 + "EE" * 8 + "FF" * 8 + "EE" * 8 + "AA" * 8
)
GCM_SECRET = bytes.fromhex(
    "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
    "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
)
GCM_TAG = bytes.fromhex("83DE3541E4C2B58177E065A9BF7B62EC")


@pytest.mark.parametrize("house", HOUSES)
def test_the_signature_of_the_standard_holds_and_no_other_does(house: ModuleType) -> None:
    assert house.public_of(PRIVATE) == PUBLIC
    assert house.verify(PUBLIC, SIGNATURE, b"message digest")
    assert not house.verify(PUBLIC, SIGNATURE, b"message digesT")
    for place in (0, 31, 32, 63):
        touched = bytearray(SIGNATURE)
        touched[place] ^= 1
        assert not house.verify(PUBLIC, bytes(touched), b"message digest")


@pytest.mark.parametrize("house", HOUSES)
@pytest.mark.parametrize("other", HOUSES)
def test_what_one_house_signs_the_other_verifies(house: ModuleType, other: ModuleType) -> None:
    for text in (b"", b"slip", b"x" * 20_000):
        signature = house.sign(PRIVATE, PUBLIC, text)
        assert len(signature) == 64
        assert other.verify(PUBLIC, signature, text)


@pytest.mark.parametrize("house", HOUSES)
def test_a_key_that_is_none_signs_nothing_and_verifies_nothing(house: ModuleType) -> None:
    assert not house.verify(b"\x04" + b"\x01" * 64, SIGNATURE, b"message digest")
    assert not house.verify(b"no key", SIGNATURE, b"message digest")
    assert not house.verify(PUBLIC, b"", b"message digest")
    for private in (bytes(32), b"\xff" * 32, b"short"):
        with pytest.raises(ValueError, match="no private key"):
            house.public_of(private)


def test_what_the_standard_wrapped_is_unwrapped() -> None:
    assert hubs.unwrap(PRIVATE, PUBLIC, WRAPPED) == b"encryption standard"


@pytest.mark.parametrize("house", HOUSES)
def test_a_wrapped_key_comes_back_whole_or_not_at_all(house: ModuleType) -> None:
    wrapped = house.wrap(PUBLIC, b"k" * 16)
    other = hubs.make_private()

    assert len(wrapped) == 65 + 32 + 16
    assert hubs.unwrap(PRIVATE, PUBLIC, wrapped) == b"k" * 16
    for bad in (
        wrapped[:-1],
        wrapped[:-1] + bytes([wrapped[-1] ^ 1]),
        b"\x04" + bytes(112),
        b"",
        wrapped * 10,
    ):
        with pytest.raises(Failed):
            hubs.unwrap(PRIVATE, PUBLIC, bad)
    with pytest.raises(Failed):
        hubs.unwrap(other, hubs.public_of(other), wrapped)


def test_sm3_is_as_its_standard_prints_it() -> None:
    assert {text: hashlib.new("sm3", text).hexdigest() for text in SM3} == SM3


def test_sm4_is_as_its_standard_prints_it() -> None:
    block = SM4_KEY
    encryptor = Cipher(SM4(SM4_KEY), modes.ECB()).encryptor()  # noqa: S305 - what the standard prints
    block = encryptor.update(block)
    assert block.hex() == SM4_ONCE
    for _ in range(999_999):
        block = encryptor.update(block)
    assert block.hex() == SM4_MILLION


def test_sm4_gcm_is_as_rfc_8998_prints_it() -> None:
    encryptor = Cipher(SM4(SM4_KEY), modes.GCM(GCM_NONCE)).encryptor()
    encryptor.authenticate_additional_data(GCM_BOUND)
    assert encryptor.update(GCM_PLAIN) + encryptor.finalize() == GCM_SECRET
    assert encryptor.tag == GCM_TAG

    decryptor = Cipher(SM4(SM4_KEY), modes.GCM(GCM_NONCE, bytes(16))).decryptor()
    decryptor.authenticate_additional_data(GCM_BOUND)
    decryptor.update(GCM_SECRET)
    with pytest.raises(InvalidTag):
        decryptor.finalize()
