"""A run of frames against their agents' chains: taken, held, repeated or refused (docs/wire.md §3, §7)."""

from __future__ import annotations

from datetime import datetime

import msgspec

from core.hub import agents, blind_gaps
from core.hub.agent_keys import AgentKeys, Verify
from core.hub.agents import Agent, Epoch, TakenFrame, new_epoch
from core.hub.arrivals import Arriving
from core.hub.files import FileStaging
from core.hub.frames import Frame, Header, WireRecord
from core.hub.gaps import Gaps, contiguous
from core.hub.holding import HELD_MAX, UNVERIFIED_AHEAD_MAX, Holding
from core.hub.notices import Noticed, What, notice
from core.hub.ports import Unit
from core.hub.quarantine import FrameRefused, keep_aside
from core.hub.revocation import REVOKED
from core.hub.sealed_bodies import CODES, Bodies
from core.hub.watermarks import move_watermark, read_again
from core.kernel.errors import Unreadable


class ChainRun:
    """One unit of work's view of the chains: feed it frames, then take what became bookable."""

    def __init__(self, unit: Unit, verify: Verify, files: FileStaging, bodies: Bodies) -> None:
        self._unit = unit
        self._bodies = bodies
        self._files = files
        self._keys = AgentKeys(unit, verify, files.signatures)
        self._holding = Holding(unit, self._keys)
        self._gaps = Gaps(unit)
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
        epoch = None if agent.state in ("stopped", REVOKED) else self._epoch(agent, frame)
        if agent.state == REVOKED:
            self._late(frame, agent)
        elif agent.state == "stopped":
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
            waited_for = bool(self._holding.of(epoch))
            self._accept(frame, agent, epoch, late=False)
            self._drain(agent, header.epoch)
            if waited_for:
                self._heal(agent, header)

    def _epoch(self, agent: Agent, frame: Frame) -> Epoch | None:
        """The frame's epoch, opened if a signed frame names it first; None if the frame is not signed."""
        header = frame.header
        epochs = self._unit.shelf(Epoch)
        known = epochs.get(header.agent, header.epoch)
        if known is not None or not self._keys.signed(frame):
            return known
        fresh = new_epoch(header.agent, header.epoch, self._unit.now)
        for old in epochs.find(agent=header.agent):
            if old.state != agents.CLOSED:
                self._close(agent, old, header.epoch)
        epochs.add(fresh)
        agent = self._unit.shelf(Agent).get(header.agent) or agent
        self._unit.shelf(Agent).put(msgspec.structs.replace(agent, epoch=header.epoch))
        return fresh

    def _close(self, agent: Agent, old: Epoch, new: str) -> None:
        """Closes an epoch; what is held may be the only copy left, so it is booked behind its gap first."""
        while self._skip_gap(agent, old, self._unit.now):
            self._drain(agent, old.epoch)
            old = self._unit.shelf(Epoch).get(old.agent, old.epoch) or old
        forked = old.state == agents.FORKED
        why = "was forked" if forked else "was closed before the key that signed it was known"
        for number in self.held(old):
            keep_aside(self._unit, self._holding.let_go(old, number), "closed", f"epoch {old.epoch} {why}")
        more = f"; {old.text}" if forked else ""
        text = f"contiguous up to {contiguous(self._unit, old)}, unknown after{more}"
        closed = msgspec.structs.replace(old, state=agents.CLOSED, closed_at=self._unit.now, text=text)
        self._unit.shelf(Epoch).put(closed)
        sources = read_again(self._unit, agent, new)
        detail = {"old": old.epoch, "new": new, "sources": " ".join(sources)}
        said = f"epoch {old.epoch[:8]} {text}"
        self._notice(agent, "epoch_changed", f"{agent.agent}/epoch", said, detail)

    def held(self, epoch: Epoch) -> list[int]:
        return sorted(self._holding.of(epoch))

    def _accept(self, frame: Frame, agent: Agent, epoch: Epoch, *, late: bool) -> None:
        header = frame.header
        records = self._readable(frame, agent, epoch, late=late)
        if records is None:
            return
        self._take_records(frame, agent, epoch, records, late=late)
        if header.kind == "key" and not self._keys.hand_over(frame):
            text = "the new key did not sign itself"
            self._notice(agent, "signature_wrong", f"{agent.agent}/{header.number}", text)
        taken = TakenFrame(
            agent=header.agent, epoch=header.epoch, number=header.number,
            hash=frame.hash, previous=header.previous, received_at=self._unit.now,
        )  # fmt: skip
        self._unit.shelf(TakenFrame).add(taken)
        if not late:
            self._unit.shelf(Epoch).put(msgspec.structs.replace(epoch, booked=header.number, head=frame.hash))

    def _readable(self, frame: Frame, agent: Agent, epoch: Epoch, *, late: bool) -> list[WireRecord] | None:
        """The frame's records if it is signed, follows its forerunner and unpacks; else it is answered."""
        if not self._keys.signed(frame):
            self._wrong_signature(frame, agent)
            return None
        if not self._fits(frame, epoch, late=late):
            self._fork(frame, agent, epoch, "does not fit the frames beside it")
            return None
        try:
            return self._bodies.records(self._unit, frame, agent)
        except Unreadable as error:
            self._quarantine(frame, CODES.get(error.cause, "unreadable"), error.text)
            final = error.cause in CODES
            if about := blind_gaps.newly_wrong(self._unit, agent, final=final):
                self._notice(agent, "body_unread" if final else "body_altered", about, error.text)
            return [] if final else None  # Sent again it would be the same: the chain goes on over it.

    def _fits(self, frame: Frame, epoch: Epoch, *, late: bool) -> bool:
        """Whether it follows the frame before it, and a late one is what the frame behind it follows."""
        if not late:
            return epoch.head in ("", frame.header.previous)
        number = frame.header.number
        behind = self._unit.shelf(TakenFrame).get(epoch.agent, epoch.epoch, number + 1)
        return behind is None or behind.previous == frame.hash

    def _take_records(
        self, frame: Frame, agent: Agent, epoch: Epoch, records: list[WireRecord], *, late: bool
    ) -> None:
        promises = any("watermark" in record.facts or record.kind == "notice" for record in records)
        whole = promises and self._gaps.is_whole(epoch, frame.header.number)
        for site in self._bodies.foreign_sites(self._unit, agent, records):
            self._notice(agent, "foreign_site", f"{agent.agent}/{site}", f"{agent.agent} reports of {site}")
        for ordinal, record in enumerate(records):
            move_watermark(self._unit, agent, record, whole=whole)
            delivery = f"{agent.agent}/{frame.header.epoch}/{frame.header.number}#{ordinal}"
            self.arriving.extend(
                self._files.arriving(agent, frame.header, record, delivery=delivery, late=late)
            )

    def _again(self, frame: Frame, agent: Agent, epoch: Epoch) -> None:
        taken = self._unit.shelf(TakenFrame).get(epoch.agent, epoch.epoch, frame.header.number)
        if taken is None:
            self._fill_gap(frame, agent, epoch)
        elif taken.hash != frame.hash and not self._keys.signed(frame):
            self._wrong_signature(frame, agent)
        elif taken.hash != frame.hash:
            self._fork(frame, agent, epoch, "was taken before with another hash")

    def _fill_gap(self, frame: Frame, agent: Agent, epoch: Epoch) -> None:
        self._accept(frame, agent, epoch, late=True)
        number = frame.header.number
        if self._unit.shelf(TakenFrame).get(epoch.agent, epoch.epoch, number) is None:
            return
        if self._gaps.fill(epoch, number):
            self._notice(agent, "gap_closed", f"{agent.agent}/{epoch.epoch}", blind_gaps.came(number))

    def _hold(self, frame: Frame, agent: Agent, epoch: Epoch) -> None:
        """Keeps a frame that came before its forerunners; a key that they may still bring is waited for."""
        number, held = frame.header.number, self._holding.of(epoch)
        known = self._keys.knows(frame)
        if known and not self._keys.signed(frame):
            self._wrong_signature(frame, agent)
        elif number in held and (held[number].hash == frame.hash or not known):
            return
        elif number in held and not self._holding.is_known(epoch, number):
            self._wrong_signature(self._holding.let_go(epoch, number), agent)
            self._holding.keep(epoch, frame)
        elif not known and number > epoch.booked + UNVERIFIED_AHEAD_MAX:
            text = f"frame {number} is too far from {epoch.booked}, the last one taken, to wait for its key"
            keep_aside(self._unit, frame, "early", text)
        elif number not in held and len(held) < HELD_MAX:
            self._holding.keep(epoch, frame)

    def _drain(self, agent: Agent, epoch_id: str) -> None:
        while True:
            epoch = self._unit.shelf(Epoch).get(agent.agent, epoch_id)
            if epoch is None or epoch.state != agents.OPEN or epoch.booked + 1 not in self._holding.of(epoch):
                return
            self._accept(self._holding.let_go(epoch, epoch.booked + 1), agent, epoch, late=False)

    def _heal(self, agent: Agent, header: Header) -> None:
        """The frame that was told missing has come; the next one is, while anything is held behind it."""
        epoch = self._unit.shelf(Epoch).get(header.agent, header.epoch)
        if epoch is None or header.number > epoch.booked or not self._gaps.is_missing(epoch, header.number):
            return
        whole = self._gaps.fill(epoch, header.number)
        if self._holding.of(epoch):
            self._gaps.open(epoch, epoch.booked + 1, epoch.booked + 1)
        elif whole:
            said = blind_gaps.came(header.number)
            self._notice(agent, "gap_closed", f"{agent.agent}/{epoch.epoch}", said)

    def go_on_without(self, epoch: Epoch, *, waited_since: datetime) -> bool:
        """Marks, where the wait is over, the gap, alarms, and books what lies beyond it; whether it did.

        waited_since: what came before has waited long enough.
        """
        agent = self._unit.shelf(Agent).get(epoch.agent)
        if agent is None or agent.state == REVOKED or epoch.state != agents.OPEN:
            return False
        found_out = self._find_strangers(agent, epoch)
        text = self._skip_gap(agent, epoch, waited_since) or self._blind_gap(agent, epoch, waited_since)
        if text:
            self._notice(agent, "gap_opened", f"{epoch.agent}/{epoch.epoch}", text)
            self._drain(agent, epoch.epoch)
        return found_out or bool(text)

    def _skip_gap(self, agent: Agent, epoch: Epoch, waited_since: datetime) -> str:
        """Marks what is missing before the first held frame of a known key and says it; "" if nothing is."""
        held = self._holding.first_signed(epoch, waited_since=waited_since)
        if epoch.state != agents.OPEN or held <= epoch.booked + 1:
            return ""
        first, last = epoch.booked + 1, held - 1
        self._gaps.open(epoch, first, last)
        self._unit.shelf(Epoch).put(msgspec.structs.replace(epoch, booked=last, head=""))
        for number in [one for one in self._holding.of(epoch) if one <= last]:
            self._wrong_signature(self._holding.let_go(epoch, number), agent)
        return f"frames {first} to {last} did not come in time"

    def _blind_gap(self, agent: Agent, epoch: Epoch, waited_since: datetime) -> str:
        """Marks the next frame missing, and moves nothing, where all that is held waits for its key."""
        number, held = epoch.booked + 1, self._holding.unverified(epoch)
        if not held or self._gaps.is_missing(epoch, number):
            return ""
        if not blind_gaps.tells_a_gap(self._unit, agent, epoch, held, waited_since):
            return ""
        self._gaps.open(epoch, number, number)
        return blind_gaps.said(number, held[0])

    def _find_strangers(self, agent: Agent, epoch: Epoch) -> bool:
        """What the agent says it never sealed is held no longer; whether there was any."""
        found = blind_gaps.strangers(agent, epoch, self._holding.unverified(epoch))
        for row in found:
            self._wrong_signature(self._holding.let_go(epoch, row.number), agent)
        number = epoch.booked + 1
        if not found or self._holding.of(epoch) or not self._gaps.is_missing(epoch, number):
            return bool(found)
        if self._gaps.fill(epoch, number):
            text = f"what was held behind frame {number} is not the agent's, says its heartbeat {agent.beat}"
            self._notice(agent, "gap_closed", f"{agent.agent}/{epoch.epoch}", text)
        return True

    def _fork(self, frame: Frame, agent: Agent, epoch: Epoch, why: str) -> None:
        text = f"frame {frame.header.number} of epoch {epoch.epoch[:8]} {why}"
        self._unit.shelf(Agent).put(msgspec.structs.replace(agent, state="stopped"))
        self._unit.shelf(Epoch).put(msgspec.structs.replace(epoch, state=agents.FORKED, text=text))
        self._notice(agent, "forked", f"{agent.agent}/{epoch.epoch}", text)
        self._quarantine(frame, "fork", text)

    def _wrong_signature(self, frame: Frame, agent: Agent) -> None:
        """One alarm an agent, however many such frames come: each stands in quarantine."""
        text = f"frame {frame.header.number} is not signed by a key of {agent.agent}"
        self._quarantine(frame, "signature", text)
        if not blind_gaps.is_suspected(self._unit, agent):
            said = f"{text} (epoch {frame.header.epoch[:8]}, hash {frame.hash[:8]})"
            self._notice(agent, "signature_wrong", blind_gaps.signature_object(agent), said)

    def _late(self, frame: Frame, agent: Agent) -> None:
        """What a revoked agent had on its way, or still tries; one alarm, however many such frames come."""
        self._quarantine(frame, "revoked", f"{agent.agent} was revoked; its frame is kept, and not taken in")
        text = f"{agent.agent} was revoked and still sends frames"
        self._notice(agent, "revoked_speaks", agent.agent, text)

    def _refuse(self, frame: Frame, code: str, text: str) -> None:
        self.spoken.setdefault(frame.header.agent, frame.header.epoch)
        self.refused.setdefault(frame.header.agent, []).append(FrameRefused(frame.header.number, code, text))

    def _quarantine(self, frame: Frame, code: str, text: str) -> None:
        """What cannot be verified is kept as what it is, and moves nothing; the agent hears of it."""
        keep_aside(self._unit, frame, code, text)
        self._refuse(frame, code, text)

    def _notice(
        self, agent: Agent, what: What, about: str, text: str, detail: dict[str, str] | None = None
    ) -> None:
        for site in self._files.sites(agent):
            said = {"agent": agent.agent, **(detail or {})}
            body = Noticed(what=what, object=about, text=text, site=site, detail=said)
            self.arriving.append(notice(agent.partner, body))
