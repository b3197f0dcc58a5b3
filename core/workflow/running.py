"""One instance in the hands of one message: each step writes state, log and tasks, and an end is told."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import msgspec
from msgspec.structs import replace

from core.hub.alerts import AlertCleared, clear_alert
from core.hub.message import Message
from core.kernel.canonical import canonical_bytes
from core.kernel.errors import Broken, Refused
from core.workflow.chain import Chain
from core.workflow.due import LEVEL_MAX
from core.workflow.instance import ChainVersion, Instance, Step
from core.workflow.log import START, case_of, first_state
from core.workflow.messages import WorkflowEnded, WorkflowStarted
from core.workflow.roles import check_holder, signers
from core.workflow.state import State, ready
from core.workflow.tasks import TASK_LATE, TaskList, due_at, late_object
from core.workflow.verbs import AGAIN, Act, Case, advance, seat
from core.workflow.work import WorkflowWork

# So many steps tell any decision; an instance that needs more is withdrawn and begun again.
STEPS_MAX = 1_000


def begin(message: Message, work: WorkflowWork, said: WorkflowStarted, *, asker: str = "") -> list[Message]:
    """Starts an instance by the newest version of its chain; asker: the room that waits for its end."""
    if work.instances.get(said.number) is not None:
        raise Refused(f"workflow {said.number} was started before", cause="workflow.twice")
    chain = _newest(work, said.chain)
    if (chain.subject_kind, chain.currency) != (said.subject_kind, said.currency):
        raise Refused(
            f"chain {chain.chain} decides {chain.subject_kind} in {chain.currency or 'no currency'}, not"
            f" {said.subject_kind} in {said.currency or 'no currency'}",
            cause="workflow.subject",
        )
    instance = Instance(
        **msgspec.structs.asdict(said),
        chain_version=chain.version,
        started_at=message.record_time,
        node="",
        outcome="",
        version=0,
        steps=0,
        state=b"",
        asker=asker or None,
    )
    new = Running(message, work, chain, instance)
    return new.keep(first_state(new.case), Act(verb=START, by=said.maker), entered=True)


def running(message: Message, work: WorkflowWork, instance: Instance) -> Running:
    """The instance with the version of its chain that it began with."""
    return Running(message, work, _chain(work, instance), instance)


@dataclass(frozen=True, slots=True)
class Running:
    """An instance, its chain, and the message that moves it."""

    message: Message
    work: WorkflowWork
    chain: Chain
    instance: Instance

    @property
    def case(self) -> Case:
        return case_of(self.chain, self.instance)

    @property
    def state(self) -> State:
        return msgspec.json.decode(self.instance.state, type=State)

    def act(self, act: Act) -> list[Message]:
        """The step; and where the chain says so, the same hand's signature at the node it leads to."""
        before = self.state
        node = self.case.node(before.node)
        check_holder(self.work.roles, node, self.instance.minor, before, act)
        after = advance(self.case, before, act)
        entered = after.turn != before.turn
        made = self.keep(after, act, entered=entered)
        if entered and act.verb == "approve" and self.chain.sign_once and not before.promised:
            made += self._sign_again(act, before.node)
        return made

    def _sign_again(self, act: Act, at: str) -> list[Message]:
        """Who signed just now signs here too, if it is asked in person; who returned it looks again."""
        kept = self.work.instances.get(self.instance.number)
        if kept is None or kept.outcome:
            return []
        here = dataclasses.replace(self, instance=kept)
        asked = ready(self.case.node(kept.node), here.state)
        if act.by not in {signer.person for signer in asked}:
            return []
        return here.act(Act(verb="approve", by=act.by, mode=AGAIN, reason=f"signed at {at} just before"))

    def keep(self, state: State, act: Act, *, entered: bool) -> list[Message]:
        """Seats people where a node was entered; writes state, log and tasks; tells an end."""
        seated = signers(self.work.roles, self.case, state.node, self.instance.minor) if entered else ()
        state = seat(self.case, state, seated) if entered else state
        kept = replace(
            self.instance,
            node=state.node,
            outcome=state.outcome,
            version=state.version,
            steps=self.instance.steps + 1,
            state=canonical_bytes(state),
        )
        self.work.instances.put(kept)
        self._log(kept, act, seated)
        made = self._list_tasks(state)
        return [*made, _ended(self.message, kept, act)] if kept.outcome else made

    def _log(self, kept: Instance, act: Act, seated: tuple[str, ...]) -> None:
        here = self.instance.node or kept.node
        self.work.steps.add(
            Step(
                number=kept.number,
                ordinal=kept.steps,
                at=self.message.record_time,
                node=here,
                seated=canonical_bytes(seated),
                message_id=self.message.message_id,
                **msgspec.structs.asdict(act),
            )
        )
        text = f"{act.by}: {act.verb} {act.to} {kept.number} at {here} {act.reason}"[:4_000]
        self.work.unit.effect(
            self.message, kind="workflow.step", key=f"{kept.number}/{kept.steps}", text=text
        )

    def _list_tasks(self, state: State) -> list[Message]:
        """The task list follows; an alarm about a task that is not open any more ends."""
        node, at = self.case.node(state.node), self.message.record_time
        tasks = TaskList(self.work, self.instance.number, at)
        closed = tasks.follow(state, node, due_at(self.chain.hours, node, at))
        return [
            clear_alert(
                self.message, AlertCleared(code=TASK_LATE, object=late_object(task), text="it is done")
            )
            for task in closed
            if task.reminded >= LEVEL_MAX
        ]


def _ended(message: Message, instance: Instance, act: Act) -> Message:
    body = WorkflowEnded(
        number=instance.number,
        subject_kind=instance.subject_kind,
        subject=instance.subject,
        outcome=instance.outcome,
        by=act.by,
        reason=act.reason,
        chain=instance.chain,
        chain_version=instance.chain_version,
    )
    return message.reply(
        "workflow.ended.v1", key=instance.number, body=body, keys=(instance.number, instance.subject)
    )


def _newest(work: WorkflowWork, name: str) -> Chain:
    versions = work.chains.find(chain=name)
    if not versions:
        raise Refused(f"chain {name} is not published", cause="workflow.unknown_chain")
    newest = max(versions, key=lambda row: row.version)
    retired = work.retired.get(name)
    if retired is not None and newest.version <= retired.version:
        raise Refused(f"chain {name} is out of use: {retired.reason}", cause="workflow.retired")
    return _read(newest)


def _chain(work: WorkflowWork, instance: Instance) -> Chain:
    """The version the instance began with."""
    row = work.chains.get(instance.chain, instance.chain_version)
    if row is None:
        raise Broken(
            f"version {instance.chain_version} of chain {instance.chain} is gone", cause="workflow.chain"
        )
    return _read(row)


def _read(row: ChainVersion) -> Chain:
    return msgspec.json.decode(row.body, type=Chain)
