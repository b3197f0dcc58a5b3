"""A backup is taken while records flow; the database is lost, and put back while all others live."""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

from tests.faults import papers
from tests.faults.audit.tables import Tables
from tests.faults.flow import Flow
from tests.faults.pace import now_s
from tests.faults.run import READY_S_MAX, drain, end
from tests.faults.schedules import lies
from tests.faults.world import AGENTS, World
from tests.patience import until
from tests.programs import run as run_program

COMMAND_S = 300.0
RECOVER_S = 400.0
ROLES = ("operator", "mapping_author")
NO_NOTICE = "custody.pledge.no_notice"
EARLY = f"WHERE cause LIKE '{NO_NOTICE}%'"
Loses = Callable[[], None]


class Restoring:
    """One such story; `loses` throws the database away."""

    def __init__(self, world: World, loses: Loses) -> None:
        self.world, self._loses = world, loses
        self._backup = world.folder / "backup"
        self._lines_before = 0
        self.printed = ""

    def story(self, flow: Flow, *, before: int, after: int) -> str:
        """What the auditor says in the end. So many records at least are older than the backup, and younger.

        Records flow while it is taken, and `after` is counted when it is there: on a slow machine a command
        takes so long to begin that all of a counted flow would be in its backup, and nothing be lost.
        """
        flow.start()
        until(lambda: self.world.book.count >= before, "the records before the backup", limit_s=RECOVER_S)
        self._lines_before = len(self._book())
        self.hub("backup", str(self._backup))
        flow.ends_after(after)
        flow.join()
        self._loses_all_behind_it(flow)
        for name in self.world.hub_processes:
            self.world.start(name)
        until(self.world.is_ready, "the restored hub to be ready", limit_s=READY_S_MAX)
        self.printed = self._recovery()
        self._partners_hand_in_again(flow)
        until(lambda: "agent" not in self._open(), "the agents to be proven complete", limit_s=RECOVER_S)
        drain(self.world)
        self._retries_answers_that_came_first()
        # How soon all is well is counted from the operator's last act: how long that takes is the partners'.
        _, said = end(self.world, flow, since_s=now_s())
        return said

    def _retries_answers_that_came_first(self) -> None:
        """An agent is quicker than a pledgee: what it answered is open until the notice is there."""
        tables = Tables(self.world.database_url)
        if not tables.number(f"SELECT count(*) AS many FROM hub_failure {EARLY}"):
            return
        made = self.hub("plan", "create", "retry", f"cause={NO_NOTICE}", "--why", "the notices are here now")
        plan = made.stdout.split(" ", 1)[0]
        people = {"li": "", "wang": ""}
        if "a second person" in made.stdout:  # More than ten in production: two people, who prove it.
            people = {name: self.hub("person", "add", name, *ROLES).stdout for name in people}
            self.hub("plan", "approve", plan, "--by", "wang", typed=people["wang"])
        self.hub("plan", "start", plan, "--by", "li", typed=people["li"])
        query = f"SELECT count(*) AS many FROM hub_failure {EARLY} AND state <> 'mended'"
        until(lambda: tables.number(query) == 0, "early answers to be mended", limit_s=RECOVER_S)

    def _loses_all_behind_it(self, flow: Flow) -> None:
        """The disk dies; agents go on to take what is dropped, and partners' machines to listen."""
        for name in self.world.hub_processes:
            self.world.kill(name)
        self._loses()
        for agent in AGENTS:
            number = f"RK-DOWN-{agent}"
            payload = papers.slip("入库", number, f"LOT-{number}", "1", at=papers.now())
            flow.hands.drop(agent, "slips", f"{number}.csv", payload)
        until(lambda: not lies(self.world, "wh-1", "RK-DOWN-wh-1"), "an agent to take what came meanwhile")
        self.hub("restore", str(self._backup), "--why", "the disk died")

    def hub(self, *words: str, fine: tuple[int, ...] = (0,), typed: str = "") -> CompletedProcess[str]:
        """A command of the hub, as its operator gives it; typed: the password of who does it."""
        ended = run_program(
            [sys.executable, "-m", "gateway", *words],
            limit_s=COMMAND_S,
            environment=self.world.hub_environment,
            typed=typed,
        )
        assert ended.returncode in fine, ended.stdout + ended.stderr
        return ended

    def _recovery(self) -> str:
        """What the hub itself says; a command that broke down is no answer, and ends with 1 as well."""
        ended = self.hub("recovery", fine=(0, 1))
        assert ended.stdout.startswith("restored "), ended.stdout + ended.stderr
        return ended.stdout

    def _open(self) -> str:
        """What the hub itself cannot prove now."""
        lines = self._recovery().splitlines()
        return "\n".join(line.partition("Z  ")[2] for line in lines if "NOT PROVEN" in line)

    def _partners_hand_in_again(self, flow: Flow) -> None:
        """Everything answered since the backup began, under its keys and in its order: so they are asked.

        Also what was on its way then: its answer came later, and it may not be in the backup.
        """
        lines = self._book()
        answered = {
            (line["partner"], line["name"], line["payload"]): (place, line["status"])
            for place, line in enumerate(lines)
            if line["what"] == "answered"
        }
        for line in lines:
            if line["what"] != "handed_in":
                continue
            place, expected = answered[line["partner"], line["name"], line["payload"]]
            if place >= self._lines_before:
                who = (line["partner"], line["source"], line["site"])
                status = flow.hands.hand_in(who, line["name"], base64.b64decode(line["payload"]))
                assert status == expected, f"{line['name']} was answered {status}, then {expected}"

    def _book(self) -> list[dict[str, Any]]:
        text = Path(self.world.book.path).read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]
