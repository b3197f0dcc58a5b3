"""An instance is started and goes its way: every act is a step of its log, and moves the task list."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from msgspec.structs import replace

from core.hub.alerts import AlertCleared, clear_alert
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.canonical import canonical_bytes
from core.kernel.errors import Broken, Refused
from core.workflow.chain import Chain
from core.workflow.due import LEVEL_MAX
from core.workflow.instance import ChainVersion, Instance, Step
from core.workflow.log import START, case_of, first_state
from core.workflow.messages import WorkflowActed, WorkflowEnded, WorkflowStarted
from core.workflow.roles import check_holder, signers
from core.workflow.state import State
from core.workflow.tasks import TASK_LATE, TaskList, due_at, late_object
from core.workflow.verbs import Act, Case, advance, seat
from core.workflow.work import WorkflowWork

# So many steps tell any decision; an instance that needs more is withdrawn and begun again.
STEPS_MAX = 1_000


@handles("workflow.started.v1", touches=lambda message: [(Instance, (message.body.number,))])
def start_workflow(message: Message, work: WorkflowWork) -> list[Message]:
    said = message.read(WorkflowStarted)
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
    )
    running = _Running(message, work, chain, instance)
    return running.keep(first_state(running.case), Act(verb=START, by=said.maker), entered=True)


@handles("workflow.acted.v1", touches=lambda message: [(Instance, (message.body.number,))])
def act_on_workflow(message: Message, work: WorkflowWork) -> list[Message]:
    said = message.read(WorkflowActed)
    instance = work.instances.get(said.number)
    if instance is None:
        raise Refused(f"there is no workflow {said.number}", cause="workflow.unknown")
    if said.version != instance.version:
        raise Refused(
            f"workflow {said.number} is at version {instance.version}, not {said.version}; look again",
            cause="workflow.version",
        )
    if instance.steps >= STEPS_MAX and said.verb != "withdraw":
        raise Refused(f"workflow {said.number} has {STEPS_MAX} steps; withdraw it", cause="workflow.steps")
    running = _Running(message, work, _chain(work, instance), instance)
    before = msgspec.json.decode(instance.state, type=State)
    act = Act(verb=said.verb, by=said.by, to=said.to, mode=said.mode, reason=said.reason)
    check_holder(work.roles, running.case.node(before.node), instance.minor, before, act)
    after = advance(running.case, before, act)
    return running.keep(after, act, entered=after.turn != before.turn)


@dataclass(frozen=True, slots=True)
class _Running:
    """One instance in the hands of one message."""

    message: Message
    work: WorkflowWork
    chain: Chain
    instance: Instance

    @property
    def case(self) -> Case:
        return case_of(self.chain, self.instance)

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
    return _read(max(versions, key=lambda row: row.version))


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
