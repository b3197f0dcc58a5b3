"""The keys that sign for an agent: known, revoked, or handed over by a frame of its own chain."""

from __future__ import annotations

from collections.abc import Callable

from core.hub.agents import AgentKey
from core.hub.audit_desk import Noted, note
from core.hub.frames import SIGNATURE_BYTES, Frame, unhex
from core.hub.ports import Signatures, Unit
from core.hub.suites import key_id, suite_of

Verify = Callable[[AgentKey, Frame], bool]


class AgentKeys:
    """One unit of work's view of the keys."""

    def __init__(self, unit: Unit, verify: Verify, signatures: Signatures) -> None:
        self._unit = unit
        self._keys = unit.shelf(AgentKey)
        self._verify = verify
        self._signatures = signatures

    def knows(self, frame: Frame) -> bool:
        """Whether the hub has the key that the frame says it is signed by, revoked or not."""
        return self._keys.get(frame.header.agent, frame.header.key) is not None

    def signed(self, frame: Frame) -> bool:
        """Whether a key of its agent signed the frame, and by that key's own suite: none is talked down."""
        key = self._keys.get(frame.header.agent, frame.header.key)
        if key is None or key.revoked or suite_of(key.public_key) != frame.header.suite:
            return False
        return self._verify(key, frame)

    def hand_over(self, frame: Frame) -> bool:
        """Takes the new key of a verified `key` frame; False if not signed by itself, or of another suite."""
        header = frame.header
        new_key, signature = unhex(header.new_key), unhex(header.new_signature)
        text = f"lianqiao-key-1\n{header.agent}\n{header.epoch}\n{header.number}\n{header.new_key}"
        sized = suite_of(new_key) == header.suite and len(signature) == SIGNATURE_BYTES
        if not sized or not self._signatures.verify(new_key, signature, text.encode()):
            return False
        key = AgentKey(
            agent=header.agent,
            key_id=key_id(new_key),
            public_key=new_key,
            epoch=header.epoch,
            first=header.number + 1,
            revoked=False,
        )
        self._keys.put(key)
        change = f"key {header.key} -> {key.key_id} from frame {key.first} on"
        agent = header.agent
        note(self._unit, Noted(by=f"agent {agent}", what="agent.key_changed", on=agent, change=change))
        return True
