"""Who this agent is: its keys, and what the hub said when it enrolled."""

from pathlib import Path

import msgspec

from front_end_agent import machine
from front_end_agent.errors import Misconfigured
from front_end_agent.suites import GM, INTL, Key, SigningKey, Sm2Key, new_key

# Before the secret of an SM2 key; a secret without a name is of Ed25519.
SM2_MARK = "sm2:"


class Encrypt(msgspec.Struct, frozen=True):
    """What the hub wants encrypted: nothing where it names no key of its own for it."""

    mode: str = "off"
    key: str = ""


class Enrolment(msgspec.Struct, frozen=True, kw_only=True):
    """What the hub said when this agent enrolled; kept in `enrolment.json`."""

    agent: str
    partner: str
    hub: str
    hub_key: str
    shard: str | int
    suite: str = INTL
    encrypt: Encrypt = Encrypt()
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

    def make(self, suite: str = INTL) -> SigningKey:
        """The key of this home, made if there is none yet."""
        if not (self.home / "agent.key").exists():
            return self._write("agent.key", new_key(suite))
        key = self.read()
        if key.suite != suite:
            raise Misconfigured(
                f"{self.home / 'agent.key'} is of suite {key.suite}, and a home keeps its suite for"
                f" life; enrol with --suite {key.suite}, or from an empty home"
            )
        return key

    def make_next(self) -> SigningKey:
        """A new key that waits until the spool holds the frame which announces it; its suite is the same."""
        return self._write("agent.key.next", new_key(self.read().suite))

    def read(self, name: str = "agent.key") -> SigningKey:
        path = self.home / name
        try:
            if machine.open_to_others(path):
                raise Misconfigured(f"{path} can be read by others; run `chmod 600 {path}`")
            return _as_key(path.read_text("ascii").strip())
        except FileNotFoundError:
            raise Misconfigured(f"there is no key {path}; run `agent enrol`") from None
        except (ValueError, OSError) as error:
            raise Misconfigured(f"{path} is not a key: {error}; restore it or enrol again") from error

    def by_id(self, wanted: str) -> SigningKey:
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

    def _write(self, name: str, key: SigningKey) -> SigningKey:
        mark = SM2_MARK if key.suite == GM else ""
        machine.write_private(self.home / name, f"{mark}{key.seed.hex()}\n".encode("ascii"))
        return key


def _as_key(text: str) -> SigningKey:
    if text.startswith(SM2_MARK):
        return Sm2Key(bytes.fromhex(text.removeprefix(SM2_MARK)))
    return Key(bytes.fromhex(text))
