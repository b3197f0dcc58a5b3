"""The heartbeat: every 15 s and at the start the agent says how it is, signed, and hears what is new."""

import logging
import threading

from front_end_agent import __version__
from front_end_agent.clock import Clock, as_text
from front_end_agent.downlink import Downlink
from front_end_agent.errors import AgentError
from front_end_agent.pressure import Pressure
from front_end_agent.sender import Sender
from front_end_agent.signed import sign_text
from front_end_agent.spool import Spool

log = logging.getLogger(__name__)


class Heartbeat:
    """Builds, signs and sends the beat, and hands what comes back to the downlink."""

    def __init__(
        self, spool: Spool, *, sender: Sender, downlink: Downlink, pressure: Pressure, clock: Clock
    ) -> None:
        self.spool, self.sender, self.downlink, self.pressure = spool, sender, downlink, pressure
        self.clock = clock
        self.state = "starting"
        self.trouble = ""
        self.beats_sent = 0
        self._last = 0
        self._kept = True

    def beat(self) -> None:
        """One beat; a hub that does not answer is noted, the next beat tries again."""
        said = self.said()
        try:
            text = sign_text("beat", said, key=self.spool.speaking_key())
            for down in self.sender.route.beat(text):
                self.downlink.take(down)
        except AgentError as error:
            if str(error) != self.trouble:
                log.warning("heartbeat: %s", error)
            self.trouble = str(error)
        else:
            self.trouble = ""
            self.beats_sent += 1
            if self.beats_sent == 1:
                log.info("first heartbeat sent by %s", self.sender.route.link.name)

    def said(self) -> dict[str, object]:
        """The beat as `docs/wire.md` §3 has it."""
        spool = self.spool
        now = self.clock.now()
        # Milliseconds, so that it grows even over a spool that was lost; one more when the clock stands back.
        last = max(self._last, int(spool.meta("beat", "0")))
        number = self._last = max(last + 1, int(now.timestamp() * 1000))
        self._keep(number)
        return {
            "agent": spool.agent, "epoch": spool.epoch, "beat": number, "at": as_text(now),
            "version": __version__, "sealed": spool.sealed, "receipted": spool.receipted,
            "depth": spool.sealed - spool.receipted, "files": spool.files.waiting(),
            "bytes": spool.used_bytes(), "bytes_max": spool.room.bytes_max, "oldest_at": spool.oldest_at(),
            "state": self.state_now(), "error": self.error_now(), "uplink": self.sender.route.link.name,
            "sources": [
                {
                    "source": source.source, "watermark": source.watermark, "seen_at": source.seen_at,
                    "state": "failed" if source.error else "reread" if source.reread else "ok",
                    "error": source.error or None,
                }
                for source in spool.book.states()
            ],
            "command": int(spool.meta("command", "0")), "command_error": self.downlink.command_error or None,
            "incarnation": int(spool.meta("incarnation", "0")),
        }  # fmt: skip

    def state_now(self) -> str:
        if self.sender.stopped:
            return "paused"
        return "full" if self.pressure.full else self.state

    def error_now(self) -> str | None:
        return self.sender.stopped or self.pressure.full or self.sender.trouble or self.trouble or None

    def _keep(self, number: int) -> None:
        try:
            self.spool.note(
                beat=number, state=self.state_now(), error=self.error_now() or "",
                uplink=self.sender.route.link.name, beat_at=as_text(self.clock.now()),
            )  # fmt: skip
            self.spool.remember()
            self.spool.store.checkpoint()
            self._kept = True
        except (AgentError, OSError) as error:
            if self._kept:
                log.warning("the beat cannot be noted: %s", error)
            self._kept = False


class HeartbeatThread:
    """Beats until it is stopped."""

    def __init__(self, heartbeat: Heartbeat, *, every_s: float) -> None:
        self.heartbeat, self.every_s = heartbeat, every_s
        self.wakeup = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping = True
        self.wakeup.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        while not self._stopping:
            try:
                self.heartbeat.beat()
            except Exception:  # A silent agent is worse than any fault in telling its state.
                log.exception("heartbeat")
            self.heartbeat.clock.wait(self.wakeup, self.every_s)
            self.wakeup.clear()
