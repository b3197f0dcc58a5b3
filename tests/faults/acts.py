"""Faults done to a running world, each with its end: when the act is over, nothing is broken any more."""

from __future__ import annotations

import random
import resource
import signal
from collections.abc import Callable

import sqlalchemy as sa

from tests.faults.draw import Fault
from tests.faults.pace import now_s, pause
from tests.faults.replay import replay
from tests.faults.world import AGENTS, World

STEP_S_MAX = 12.0
LOOK_S = 0.1
DISK_ALARM, NO_DISK_ALARM = "1000GB", "50MB"
UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
_JUMP = """
CREATE SCHEMA IF NOT EXISTS off;
CREATE TABLE IF NOT EXISTS off.seconds (seconds double precision NOT NULL);
INSERT INTO off.seconds SELECT 0 WHERE NOT EXISTS (SELECT FROM off.seconds);
CREATE OR REPLACE FUNCTION off.now() RETURNS timestamptz LANGUAGE sql STABLE AS
 'SELECT pg_catalog.now() + make_interval(secs => (SELECT seconds FROM off.seconds))';
"""


class Acts:
    """Does the faults of one run; `last_s` is when the last of them was over."""

    def __init__(self, world: World, *, seed: int) -> None:
        self.world = world
        self.last_s = now_s()
        self._chance = random.Random(f"acts {seed}")
        self._does: dict[str, Callable[[Fault], None]] = {
            "kill": self._kill,
            "step": self._step,
            "kill_server": self._kill_server,
            "network": self._network,
            "freeze": self._freeze,
            "full_disk": self._full_disk,
            "clock": self._clock,
            "replay": self._replay,
            "alarm": self._alarm,
            "lose_spool": self._lose_spool,
        }

    def do(self, fault: Fault) -> None:
        self._does[fault.kind](fault)

    def _kill(self, fault: Fault) -> None:
        self.world.kill(fault.target)
        self._killed()
        pause(fault.lasts_s)
        self.world.start(fault.target)

    def _killed(self) -> None:
        self.last_s = now_s()

    def _step(self, fault: Fault) -> None:
        """Starts it so that it dies at the step; where it never comes there, it is killed wherever it is."""
        world = self.world
        world.kill(fault.target)
        program = world.begin(fault.target, f"die={fault.detail}")
        until_s = now_s() + STEP_S_MAX
        while program.is_alive and now_s() < until_s:
            pause(LOOK_S)
        world.kill(fault.target)
        self._killed()
        world.start(fault.target)

    def _kill_server(self, fault: Fault) -> None:
        server = self.world.column.servers[fault.target]
        server.kill()
        self._killed()
        pause(fault.lasts_s)
        server.start()

    def _network(self, fault: Fault) -> None:
        self.world.network.set_mode(fault.target, fault.detail)
        pause(fault.lasts_s)
        self.world.network.set_mode(fault.target, "ok")
        self._killed()

    def _freeze(self, fault: Fault) -> None:
        """Longer than its lease: another takes over, and it goes on as if nothing had been."""
        self.world.send(fault.target, signal.SIGSTOP)
        pause(fault.lasts_s)
        self.world.send(fault.target, signal.SIGCONT)
        self._killed()

    def _full_disk(self, fault: Fault) -> None:
        """No file of this process may grow beyond a few bytes: what a quota or a full disk is from inside."""
        pid = self.world.running[fault.target].pid
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
        pause(fault.lasts_s)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, UNLIMITED)
        self._killed()

    def _clock(self, fault: Fault) -> None:
        """Ahead by the seconds in `detail`, and back: an agent's, or the hub's, which is its store's."""
        self._set_clock(fault.target, float(fault.detail))
        pause(fault.lasts_s)
        self._set_clock(fault.target, 0.0)
        self._killed()

    def _set_clock(self, target: str, seconds: float) -> None:
        column = self.world.column
        if target in AGENTS or not column.database_url:
            self.world.clocks[target].write_text(str(seconds))
            return
        engine = sa.create_engine(column.database_url)
        with engine.begin() as connection:
            connection.exec_driver_sql(f"UPDATE off.seconds SET seconds = {seconds}")
        engine.dispose()

    def _replay(self, fault: Fault) -> None:
        replay(self.world, fault.target, self._chance)

    def _alarm(self, fault: Fault) -> None:
        """The broker finds its disk too small and blocks who publishes."""
        ctl = self.world.column.ctl
        assert ctl is not None
        ctl("set_disk_free_limit", DISK_ALARM)
        pause(fault.lasts_s)
        ctl("set_disk_free_limit", NO_DISK_ALARM)
        self._killed()

    def _lose_spool(self, fault: Fault) -> None:
        self.world.kill(fault.target)
        self._killed()
        self.world.lose_spool(fault.target)
        self.world.start(fault.target)


def prepare_clock(database_url: str) -> None:
    """PostgreSQL's `now()` becomes ours, by the search path of this database alone."""
    engine = sa.create_engine(database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql(_JUMP)
        name = engine.url.database
        connection.exec_driver_sql(f"ALTER DATABASE {name} SET search_path = public, off, pg_catalog")
    engine.dispose()
