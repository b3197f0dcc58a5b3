"""What a partner's own gpg sealed to us and signed is opened, nothing else; and it opens what we seal."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from adapters.pgp.keyring import Keys
from adapters.pgp.opening import opening
from adapters.pgp.sealing import seal
from core.hub.sealed_files import NotOpened
from core.kernel.errors import Unavailable
from tests.adapters.pgp.gpg_partner import BEGAN, Gpg, partners

pytestmark = pytest.mark.servers
PAPER = "批号,数量\nL-1,10.50\n".encode() * 1000


class World(NamedTuple):
    hub: Gpg
    bank: Gpg
    eve: Gpg

    def keys(self, *theirs: Gpg) -> Keys:
        public = [one.public for one in theirs or (self.bank,)]
        return Keys(secret=self.hub.secret, passphrase=self.hub.passphrase.encode() + b"\n", theirs=public)


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with partners("hub", "bank", "eve") as made:
        yield World(*made)


def opened(
    keys: Keys, sealed: bytes, *, signed: bool = True, bytes_max: int = 1_000_000
) -> tuple[bytes, str]:
    """What was inside, and who signed it."""
    with opening(keys, signed=signed, of="a.csv.pgp") as made:
        pieces: Sequence[bytes] = [sealed[at : at + 999] for at in range(0, len(sealed), 999)]
        assert b"".join(made.sealed(pieces)) == sealed
        return b"".join(made.opened(bytes_max=bytes_max)), made.signer


@pytest.mark.parametrize(
    "words", [(), ("--armor",), ("--compress-algo", "bzip2"), ("--compress-algo", "none")]
)
def test_what_the_partner_sealed_and_signed_is_opened_byte_for_byte(
    world: World, words: tuple[str, ...]
) -> None:
    sealed = world.bank.sealed(world.hub, PAPER, *words)

    assert opened(world.keys(world.eve, world.bank), sealed) == (PAPER, world.bank.fingerprint)


def test_what_we_seal_the_partner_opens_and_finds_signed_by_us(world: World) -> None:
    sealed = seal(PAPER, world.keys(), of="a.csv")

    assert PAPER not in sealed
    assert world.bank.opened(sealed) == PAPER
    said = world.bank.run("--status-fd", "1", "--decrypt", given=sealed)
    assert f"VALIDSIG {world.hub.fingerprint}".encode() in said


def test_what_nobody_of_the_contract_signed_is_not_opened(world: World) -> None:
    """Our own key is in the ring too, and is no partner's."""
    for sealed, why in (
        (world.bank.sealed(world.hub, PAPER, signed=False), "no signature"),
        (world.eve.sealed(world.hub, PAPER), "none of the keys"),
        (world.hub.sealed(world.hub, PAPER), "none of the keys"),
        (world.bank.run("--sign", given=PAPER), "not encrypted"),
    ):
        with pytest.raises(NotOpened, match=why):
            opened(world.keys(), sealed)


def test_a_contract_may_do_without_signatures_and_a_stranger_s_names_nobody(world: World) -> None:
    for sealed in (world.bank.sealed(world.hub, PAPER, signed=False), world.eve.sealed(world.hub, PAPER)):
        assert opened(world.keys(), sealed, signed=False) == (PAPER, "")


def test_what_is_sealed_to_another_or_altered_or_cut_off_or_no_message_is_told(world: World) -> None:
    good = world.bank.sealed(world.hub, PAPER, "--compress-algo", "none")
    middle = len(good) // 2
    altered = good[:middle] + bytes((good[middle] ^ 1,)) + good[middle + 1 :]
    for sealed, why in (
        (world.bank.sealed(world.eve, PAPER), "none of our keys"),
        (altered, "altered"),
        (good[:middle], "altered or cut off"),
        (PAPER, "no message of OpenPGP"),
        (b"", "no message of OpenPGP"),
        (world.bank.public.encode(), "no message of OpenPGP"),
    ):
        with pytest.raises(NotOpened, match=why):
            opened(world.keys(), sealed)


def test_what_bursts_when_it_is_opened_is_stopped_at_its_bound(world: World) -> None:
    bomb = world.bank.sealed(world.hub, b"\0" * 200_000_000, "--compress-algo", "zlib", "-z", "9")
    assert len(bomb) < 1_000_000

    with pytest.raises(NotOpened, match="more than the 1000000 bytes"):
        opened(world.keys(), bomb)


def test_a_key_of_theirs_that_is_over_neither_signs_nor_is_sealed_to(world: World) -> None:
    words = ("--quick-gen-key", "old@test", "future-default", "default", "1d")
    world.eve.run("--faked-system-time", BEGAN, *words)
    old = world.eve.run("--armor", "--export", "old@test").decode()
    keys = Keys(secret=world.hub.secret, passphrase=world.hub.passphrase.encode(), theirs=[old])
    sealed = world.eve.run(
        "--faked-system-time", "20200101T010000", "--local-user", "old@test", "--recipient", "hub",
        "--encrypt", "--sign", given=PAPER,
    )  # fmt: skip

    with pytest.raises(NotOpened, match="over"):
        opened(keys, sealed)
    with pytest.raises(Unavailable, match="no key of theirs"):
        seal(PAPER, keys, of="a.csv")


def test_a_wrong_passphrase_is_ours_to_mend_and_keys_that_are_none_are_told(world: World) -> None:
    wrong = Keys(secret=world.hub.secret, passphrase=b"no", theirs=[world.bank.public])
    with pytest.raises(Unavailable, match="passphrase"):
        opened(wrong, world.bank.sealed(world.hub, PAPER))
    with pytest.raises(Unavailable, match="passphrase"):
        seal(PAPER, wrong, of="a.csv")

    good = world.keys()
    for keys in (
        Keys(secret=b"", passphrase=b"", theirs=good.theirs),
        Keys(secret=world.hub.public.encode(), passphrase=b"", theirs=good.theirs),
        Keys(secret=good.secret, passphrase=good.passphrase, theirs=["none"]),
    ):
        with pytest.raises(Unavailable, match="holds no"):
            seal(PAPER, keys, of="a.csv")


def test_a_ring_that_a_killed_process_left_is_swept_and_one_at_work_is_not(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.pgp.keyring.gettempdir", lambda: str(tmp_path))
    for name in ("lq-pgp-dead", "lq-pgp-at-work"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "passphrase").write_text("hush")
    os.utime(tmp_path / "lq-pgp-dead", (0, 0))

    seal(PAPER, world.keys(), of="a.csv")

    assert [path.name for path in tmp_path.iterdir()] == ["lq-pgp-at-work"]


def test_a_machine_without_gpg_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = world.keys()
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(Unavailable, match="apt-get install gnupg"):
        seal(PAPER, keys, of="a.csv")
