"""What a hub must know to answer receipts, as small as it can be."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.front_end_agent.wire_reader import KnownAgent, ReadFrame, WireError, read_frame, sign_text


@dataclass
class HubBook:
    """One agent's chain as the hub sees it; every frame that came is kept, doubles too."""

    agent: str = "wms-01"
    incarnation: int = 1
    hub_key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    known: KnownAgent = field(default_factory=KnownAgent)
    epoch: str = ""
    epochs: list[dict[str, Any]] = field(default_factory=list)
    by_number: dict[int, ReadFrame] = field(default_factory=dict)
    contiguous: int = 0
    came: list[int] = field(default_factory=list)
    raws: dict[tuple[str, int], set[bytes]] = field(default_factory=dict)
    refused: list[dict[str, Any]] = field(default_factory=list)
    beats: list[dict[str, Any]] = field(default_factory=list)
    commands: list[dict[str, Any]] = field(default_factory=list)

    @property
    def hub_public(self) -> bytes:
        return self.hub_key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def take(self, raw: bytes) -> None:
        """A frame, however it came; what is wrong with it stands in the next receipt."""
        try:
            frame = read_frame(raw, self.known)
            self._chain(frame)
        except WireError as error:
            number = json.loads(raw[8 : 8 + int.from_bytes(raw[4:8], "big")]).get("number", 0)
            self.refused.append({"number": number, "code": error.code, "text": str(error)})

    def records(self) -> list[dict[str, Any]]:
        """Of the frames up to the first gap, in their order."""
        frames = [self.by_number[number] for number in range(1, self.contiguous + 1)]
        return [record for frame in frames for record in frame.records]

    def documents(self) -> list[dict[str, Any]]:
        return [record for record in self.records() if record["kind"] == "document"]

    def notices(self) -> list[str]:
        return [record["what"] for record in self.records() if record["kind"] == "notice"]

    def files(self) -> dict[str, bytes]:
        """Large files put together again, by name; those whose manifest does not hold are left out."""
        whole = {}
        for manifest in (record for record in self.records() if record["kind"] == "manifest"):
            chunks = [r for r in self.records() if r["kind"] == "chunk" and r["file"] == manifest["file"]]
            assert [chunk["index"] for chunk in chunks] == list(range(manifest["chunks"]))
            whole[manifest["name"]] = b"".join(chunk["payload"] for chunk in chunks)
        return whole

    def receipt(self) -> dict[str, Any]:
        held = sorted(number for number in self.by_number if number > self.contiguous)
        missing = [n for n in range(self.contiguous + 1, held[-1]) if n not in held] if held else []
        said = {
            "agent": self.agent, "hub": "test-hub", "incarnation": self.incarnation, "epoch": self.epoch,
            "contiguous": self.contiguous, "hash": self._head(), "held": held, "missing": missing,
            "refused": self.refused, "watermarks": {}, "at": now_text(),
        }  # fmt: skip
        self.refused = []
        return sign_text("receipt", said, self.hub_key)

    def _head(self) -> str:
        frame = self.by_number.get(self.contiguous)
        return frame.hash if frame else ""

    def command(self, number: int, command: str, arguments: dict[str, Any], *, expires_at: str = "") -> None:
        said = {
            "agent": self.agent, "number": number, "expires_at": expires_at or "2099-01-01T00:00:00.000000Z",
            "command": command, "arguments": arguments,
        }  # fmt: skip
        self.commands.append(sign_text("command", said, self.hub_key))

    def _chain(self, frame: ReadFrame) -> None:
        header = frame.header
        self.came.append(frame.number)
        self.raws.setdefault((header["epoch"], frame.number), set()).add(frame.raw)
        if header["agent"] != self.agent:
            raise WireError("unknown_agent", header["agent"])
        if header["kind"] == "open" and header["epoch"] not in [known["epoch"] for known in self.epochs]:
            self.epochs.append(header)
            self.epoch, self.by_number, self.contiguous = header["epoch"], {}, 0
        before = self.by_number.get(frame.number)
        if before is not None and before.hash != frame.hash:
            raise WireError("fork", f"{frame.number} was {before.hash}, now {frame.hash}")
        self.by_number[frame.number] = frame
        while (following := self.by_number.get(self.contiguous + 1)) is not None:
            previous = self.by_number[self.contiguous].hash if self.contiguous else "0" * 64
            if following.header["previous"] != previous:
                raise WireError("chain", f"{following.number} does not follow")
            self.contiguous += 1


def now_text() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
