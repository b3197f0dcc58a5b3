"""Who this agent is: its keys, and what the hub said when it enrolled."""

import hashlib
import os
from pathlib import Path

import msgspec
from nacl.bindings import crypto_sign, crypto_sign_open, crypto_sign_seed_keypair
from nacl.exceptions import BadSignatureError

from front_end_agent import machine
from front_end_agent.errors import Misconfigured, Untrusted

SEED_BYTES = 32


class Key:
    """An Ed25519 key pair."""

    def __init__(self, seed: bytes) -> None:
        self.seed = seed
        self.public, self._secret = crypto_sign_seed_keypair(seed)
        self.id = key_id(self.public)

    def sign(self, message: bytes) -> bytes:
        return crypto_sign(message, self._secret)[:64]


def key_id(public: bytes) -> str:
    return hashlib.sha256(public).hexdigest()[:16]


def verify(public: bytes, *, message: bytes, signature: bytes) -> None:
    """Raises Untrusted if the message was not signed by this key."""
    try:
        crypto_sign_open(signature + message, public)
    except (BadSignatureError, ValueError, TypeError) as error:
        raise Untrusted(f"the signature does not hold under key {key_id(public)}") from error


class Enrolment(msgspec.Struct, frozen=True, kw_only=True):
    """What the hub said when this agent enrolled; kept in `enrolment.json`."""

    agent: str
    partner: str
    hub: str
    hub_key: str
    shard: str | int
    broker_url: str | None = None

    @property
    def hub_public(self) -> bytes:
        return bytes.fromhex(self.hub_key)


def read_enrolment(home: Path) -> Enrolment:
    """Raises Misconfigured if this home was never enrolled."""
    try:
        return msgspec.json.decode((home / "enrolment.json").read_bytes(), type=Enrolment)
    except FileNotFoundError:
        raise Misconfigured(f"{home} is not enrolled; run `agent enrol` with the hub's token") from None
    except (msgspec.DecodeError, OSError) as error:
        raise Misconfigured(f"{home / 'enrolment.json'} cannot be read: {error}; enrol again") from error


def write_enrolment(home: Path, enrolment: Enrolment) -> None:
    machine.write_private(home / "enrolment.json", msgspec.json.encode(enrolment))


class KeyRing:
    """The keys of a home: the one that seals, and while it is being changed the one before or after."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def make(self) -> Key:
        """The key of this home, made if there is none yet."""
        if (self.home / "agent.key").exists():
            return self.read()
        return self._write("agent.key", Key(os.urandom(SEED_BYTES)))

    def make_next(self) -> Key:
        """A new key that waits until the spool holds the frame which announces it."""
        return self._write("agent.key.next", Key(os.urandom(SEED_BYTES)))

    def read(self, name: str = "agent.key") -> Key:
        path = self.home / name
        try:
            if machine.open_to_others(path):
                raise Misconfigured(f"{path} can be read by others; run `chmod 600 {path}`")
            return Key(bytes.fromhex(path.read_text("ascii").strip()))
        except FileNotFoundError:
            raise Misconfigured(f"there is no key {path}; run `agent enrol`") from None
        except (ValueError, OSError) as error:
            raise Misconfigured(f"{path} is not a key: {error}; restore it or enrol again") from error

    def by_id(self, wanted: str) -> Key:
        """The key the spool last sealed with; finishes a change of keys that was cut short."""
        current = self.read()
        if current.id == wanted:
            return current
        if (self.home / "agent.key.next").exists() and self.read("agent.key.next").id == wanted:
            self.promote()
            return self.read()
        raise Misconfigured(
            f"{self.home / 'agent.key'} is key {current.id}, but the spool was sealed by {wanted}; "
            "restore that key, or move the spool away to open a new epoch"
        )

    def promote(self) -> None:
        """The next key becomes the key; the one before is kept, the hub may not know of the change yet."""
        machine.write_private(self.home / "agent.key.before", (self.home / "agent.key").read_bytes())
        (self.home / "agent.key.next").replace(self.home / "agent.key")
        machine.sync_folder(self.home)

    def made_at(self) -> float:
        return (self.home / "agent.key").stat().st_mtime

    def _write(self, name: str, key: Key) -> Key:
        machine.write_private(self.home / name, key.seed.hex().encode("ascii") + b"\n")
        return key
