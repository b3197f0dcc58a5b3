"""A run of frames against their agents' chains: taken, held, repeated or refused (docs/wire.md §3, §7)."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import msgspec

from core.hub import agents
from core.hub.agents import Agent, AgentKey, Epoch, HeldFrame, Quarantined, TakenFrame, Watermark, new_epoch
from core.hub.arrivals import Arriving
from core.hub.files import FileStaging
from core.hub.frames import SIGNATURE_BYTES, Frame, WireRecord, open_body, parse_frame, unhex
from core.hub.gaps import contiguous, fill, open_gap
from core.hub.notices import Noticed, What, notice
from core.hub.ports import Unit
from core.hub.records import key_of
from core.kernel.errors import Unreadable

Verify = Callable[[AgentKey, Frame], bool]

KEY_BYTES = 32


class FrameRefused(msgspec.Struct, frozen=True):
    """A frame the agent must not simply send again."""

    number: int
    code: str
    text: str


class ChainRun:
    """One unit of work's view of the chains: feed it frames, then take what became bookable."""

    def __init__(self, unit: Unit, verify: Verify, files: FileStaging) -> None:
        self._unit = unit
        self._verify = verify
        self._files = files
        self._held: dict[tuple[str, str], dict[int, HeldFrame]] = {}
        self.arriving: list[Arriving] = []
        self.refused: dict[str, list[FrameRefused]] = {}
        self.spoken: dict[str, str] = {}

    def take(self, frame: Frame) -> None:
        """Takes one frame as far as its chain allows."""
        header = frame.header
        agent = self._unit.shelf(Agent).get(header.agent)
        if agent is None:
            self._quarantine(frame, "unknown_agent", f"no agent {header.agent!r} is enrolled here")
            return
        self.spoken[header.agent] = header.epoch
        epoch = None if agent.state == "stopped" else self._epoch(agent, frame)
        if agent.state == "stopped":
            self._refuse(frame, "fork", "this agent is stopped until a person decides")
        elif epoch is None:
            self._wrong_signature(frame, agent)
        elif epoch.state != agents.OPEN:
            self._quarantine(frame, "closed", f"epoch {header.epoch} is {epoch.state}")
        elif header.number > epoch.booked + 1:
            self._hold(frame, agent, epoch)
        elif header.number <= epoch.booked:
            self._again(frame, agent, epoch)
        else:
            self._accept(frame, agent, epoch, late=False)
            self._drain(agent, header.epoch)

    def _epoch(self, agent: Agent, frame: Frame) -> Epoch | None:
        """The frame's epoch, opened if a signed frame names it first; None if the frame is not signed."""
        header = frame.header
        epochs = self._unit.shelf(Epoch)
        known = epochs.get(header.agent, header.epoch)
        if known is not None or not self._signed(frame, agent):
            return known
        fresh = new_epoch(header.agent, header.epoch, self._unit.now)
        for old in epochs.find(agent=header.agent):
            if old.state == agents.OPEN:
                self._close(agent, old, header.epoch)
        epochs.add(fresh)
        agent = self._unit.shelf(Agent).get(header.agent) or agent
        self._unit.shelf(Agent).put(msgspec.structs.replace(agent, epoch=header.epoch))
        return fresh

    def _close(self, agent: Agent, old: Epoch, new: str) -> None:
        """Closes an epoch; what is held may be the only copy left, so it is booked behind its gap first."""
        while self._skip_gap(agent, old):
            self._drain(agent, old.epoch)
            old = self._unit.shelf(Epoch).get(old.agent, old.epoch) or old
        text = f"contiguous up to {contiguous(self._unit, old)}, unknown after"
        closed = msgspec.structs.replace(old, state=agents.CLOSED, closed_at=self._unit.now, text=text)
        self._unit.shelf(Epoch).put(closed)
        sources = self._unit.shelf(Watermark).find(agent=agent.agent)
        detail = {"old": old.epoch, "new": new, "sources": " ".join(mark.source for mark in sources)}
        said = f"epoch {old.epoch[:8]} {text}"
        self._notice(agent, "epoch_changed", f"{agent.agent}/epoch", said, detail)

    def held(self, epoch: Epoch) -> list[int]:
        return sorted(self._held_frames(epoch.agent, epoch.epoch))

    def _signed(self, frame: Frame, agent: Agent) -> bool:
        key = self._unit.shelf(AgentKey).get(agent.agent, frame.header.key)
        return key is not None and not key.revoked and self._verify(key, frame)

    def _accept(self, frame: Frame, agent: Agent, epoch: Epoch, *, late: bool) -> None:
        header = frame.header
        records = self._readable(frame, agent, epoch, late=late)
        if records is None:
            return
        self._take_records(frame, agent, records, late=late)
        if header.kind == "key":
            self._new_key(agent, frame)
        taken = TakenFrame(
            agent=header.agent,
            epoch=header.epoch,
            number=header.number,
            hash=frame.hash,
            previous=header.previous,
            received_at=self._unit.now,
        )
        self._unit.shelf(TakenFrame).add(taken)
        if not late:
            self._unit.shelf(Epoch).put(msgspec.structs.replace(epoch, booked=header.number, head=frame.hash))

    def _readable(self, frame: Frame, agent: Agent, epoch: Epoch, *, late: bool) -> list[WireRecord] | None:
        """The frame's records if it is signed, follows its forerunner and unpacks; else it is answered."""
        if not self._signed(frame, agent):
            self._wrong_signature(frame, agent)
            return None
        if not self._fits(frame, epoch, late=late):
            self._fork(frame, agent, epoch, "does not fit the frames beside it")
            return None
        try:
            return open_body(frame)
        except Unreadable as error:
            self._quarantine(frame, "unreadable", error.text)
            return None

    def _fits(self, frame: Frame, epoch: Epoch, *, late: bool) -> bool:
        """Whether it follows the frame before it, and a late one is what the frame behind it follows."""
        if not late:
            return epoch.head in ("", frame.header.previous)
        number = frame.header.number
        behind = self._unit.shelf(TakenFrame).get(epoch.agent, epoch.epoch, number + 1)
        return behind is None or behind.previous == frame.hash

    def _take_records(self, frame: Frame, agent: Agent, records: list[WireRecord], *, late: bool) -> None:
        for ordinal, record in enumerate(records):
            delivery = f"{agent.agent}/{frame.header.epoch}/{frame.header.number}#{ordinal}"
            self.arriving.extend(
                self._files.arriving(agent, frame.header, record, delivery=delivery, late=late)
            )

    def _new_key(self, agent: Agent, frame: Frame) -> None:
        header = frame.header
        new_key, signature = unhex(header.new_key), unhex(header.new_signature)
        text = f"lianqiao-key-1\n{header.agent}\n{header.epoch}\n{header.number}\n{header.new_key}"
        key = AgentKey(
            agent=agent.agent,
            key_id=key_id(new_key),
            public_key=new_key,
            epoch=header.epoch,
            first=header.number + 1,
            revoked=False,
        )
        sized = len(new_key) == KEY_BYTES and len(signature) == SIGNATURE_BYTES
        if sized and self._files.signatures.verify(new_key, signature, text.encode()):
            self._unit.shelf(AgentKey).put(key)
        else:
            self._notice(
                agent, "signature_wrong", f"{agent.agent}/{header.number}", "the new key did not sign itself"
            )

    def _again(self, frame: Frame, agent: Agent, epoch: Epoch) -> None:
        header = frame.header
        taken = self._unit.shelf(TakenFrame).get(header.agent, header.epoch, header.number)
        if taken is None:
            self._fill_gap(frame, agent, epoch)
        elif taken.hash != frame.hash and not self._signed(frame, agent):
            self._wrong_signature(frame, agent)
        elif taken.hash != frame.hash:
            self._fork(frame, agent, epoch, "was taken before with another hash")

    def _fill_gap(self, frame: Frame, agent: Agent, epoch: Epoch) -> None:
        self._accept(frame, agent, epoch, late=True)
        number = frame.header.number
        if self._unit.shelf(TakenFrame).get(epoch.agent, epoch.epoch, number) is None:
            return
        if fill(self._unit, epoch, number):
            self._notice(
                agent,
                "gap_closed",
                f"{agent.agent}/{epoch.epoch}",
                f"frame {number} came, nothing is missing",
            )

    def _hold(self, frame: Frame, agent: Agent, epoch: Epoch) -> None:
        """Keeps a frame that came before its forerunners; a key that they may still bring is waited for."""
        known_key = self._unit.shelf(AgentKey).get(agent.agent, frame.header.key)
        if known_key is not None and not self._signed(frame, agent):
            self._wrong_signature(frame, agent)
            return
        held = self._held_frames(epoch.agent, epoch.epoch)
        number = frame.header.number
        if number in held:
            return
        row = HeldFrame(
            agent=epoch.agent,
            epoch=epoch.epoch,
            number=number,
            hash=frame.hash,
            frame=frame.raw,
            received_at=self._unit.now,
        )
        self._unit.shelf(HeldFrame).put(row)
        held[number] = row

    def _held_frames(self, agent: str, epoch: str) -> dict[int, HeldFrame]:
        if (agent, epoch) not in self._held:
            rows = self._unit.shelf(HeldFrame).find(agent=agent, epoch=epoch)
            self._held[agent, epoch] = {row.number: row for row in rows}
        return self._held[agent, epoch]

    def _drain(self, agent: Agent, epoch_id: str) -> None:
        held = self._held_frames(agent.agent, epoch_id)
        while held:
            epoch = self._unit.shelf(Epoch).get(agent.agent, epoch_id)
            if epoch is None or epoch.state != agents.OPEN or epoch.booked + 1 not in held:
                return
            row = held.pop(epoch.booked + 1)
            self._unit.shelf(HeldFrame).remove(*key_of(row))
            self._accept(parse_frame(row.frame), agent, epoch, late=False)

    def go_on_without(self, epoch: Epoch) -> None:
        """The wait is over: marks the gap, alarms, and books what lies beyond it."""
        agent = self._unit.shelf(Agent).get(epoch.agent)
        text = self._skip_gap(agent, epoch) if agent is not None else ""
        if agent is not None and text:
            self._notice(agent, "gap_opened", f"{epoch.agent}/{epoch.epoch}", text)
            self._drain(agent, epoch.epoch)

    def _skip_gap(self, agent: Agent, epoch: Epoch) -> str:
        """Marks what is missing before the first held frame of a known key and says it; "" if nothing is."""
        rows = sorted(self._held_frames(epoch.agent, epoch.epoch).items())
        held = next((number for number, row in rows if self._signed(parse_frame(row.frame), agent)), 0)
        if epoch.state != agents.OPEN or held <= epoch.booked + 1:
            return ""
        first, last = epoch.booked + 1, held - 1
        open_gap(self._unit, epoch, first, last)
        self._unit.shelf(Epoch).put(msgspec.structs.replace(epoch, booked=last, head=""))
        return f"frames {first} to {last} did not come in time"

    def _fork(self, frame: Frame, agent: Agent, epoch: Epoch, why: str) -> None:
        text = f"frame {frame.header.number} of epoch {epoch.epoch[:8]} {why}"
        self._unit.shelf(Agent).put(msgspec.structs.replace(agent, state="stopped"))
        self._unit.shelf(Epoch).put(msgspec.structs.replace(epoch, state=agents.FORKED, text=text))
        self._notice(agent, "forked", f"{agent.agent}/{epoch.epoch}", text)
        self._quarantine(frame, "fork", text)

    def _wrong_signature(self, frame: Frame, agent: Agent) -> None:
        text = f"frame {frame.header.number} is not signed by a key of {agent.agent}"
        self._quarantine(frame, "signature", text)
        self._notice(
            agent, "signature_wrong", f"{agent.agent}/{frame.header.epoch}/{frame.header.number}", text
        )

    def _refuse(self, frame: Frame, code: str, text: str) -> None:
        self.spoken.setdefault(frame.header.agent, frame.header.epoch)
        self.refused.setdefault(frame.header.agent, []).append(FrameRefused(frame.header.number, code, text))

    def _quarantine(self, frame: Frame, code: str, text: str) -> None:
        """What cannot be verified is kept as what it is, and moves nothing."""
        row = Quarantined(
            sha256=frame.hash + code,
            agent=frame.header.agent,
            code=code,
            text=text,
            frame=frame.raw,
            received_at=self._unit.now,
        )
        self._unit.shelf(Quarantined).put(row)
        self._refuse(frame, code, text)

    def _notice(
        self, agent: Agent, what: What, about: str, text: str, detail: dict[str, str] | None = None
    ) -> None:
        for site in self._files.sites(agent):
            said = {"agent": agent.agent, **(detail or {})}
            body = Noticed(what=what, object=about, text=text, site=site, detail=said)
            self.arriving.append(notice(agent.partner, body))


def key_id(public_key: bytes) -> str:
    """The first 16 hex digits of the SHA-256 of the raw public key."""
    return sha256(public_key).hexdigest()[:16]
