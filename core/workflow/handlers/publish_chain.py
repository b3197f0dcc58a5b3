"""A chain is published by one and approved by another, and taken out of use; who holds its roles likewise."""

from __future__ import annotations

from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.canonical import canonical_bytes, content_hash
from core.kernel.errors import Refused
from core.kernel.second_person import require_another
from core.workflow.checking import check_chain
from core.workflow.instance import ChainRetired, ChainVersion, Role
from core.workflow.messages import ChainPublished, ChainTakenOut, RoleHeld
from core.workflow.work import WorkflowWork


@handles(
    "workflow.chain_published.v1",
    touches=lambda message: [(ChainVersion, (message.body.chain.chain, message.body.chain.version))],
)
def publish_chain(message: Message, work: WorkflowWork) -> list[Message]:
    said = message.read(ChainPublished)
    chain = said.chain
    require_another(said.publisher, said.approver)
    newest = max((row.version for row in work.chains.find(chain=chain.chain)), default=0)
    if chain.version != newest + 1:
        raise Refused(
            f"chain {chain.chain} stands at version {newest}; the next is {newest + 1}, not {chain.version}",
            cause="workflow.chain_version",
        )
    check_chain(chain)
    body = canonical_bytes(chain)
    work.chains.put(
        ChainVersion(
            chain=chain.chain,
            version=chain.version,
            publisher=said.publisher,
            approver=said.approver,
            body=body,
            hash=content_hash(body),
        )
    )
    text = f"{said.approver} approves chain {chain.chain} version {chain.version} of {said.publisher}"
    work.unit.effect(message, kind="chain.published", key=f"{chain.chain}/{chain.version}", text=text)
    return []


@handles("workflow.chain_retired.v1", touches=lambda message: [(ChainRetired, (message.body.chain,))])
def retire_chain(message: Message, work: WorkflowWork) -> list[Message]:
    said = message.read(ChainTakenOut)
    require_another(said.proposer, said.approver)
    if not said.reason.strip():
        raise Refused(f"chain {said.chain} is taken out of use without a reason", cause="workflow.reason")
    newest = max((row.version for row in work.chains.find(chain=said.chain)), default=0)
    if not newest:
        raise Refused(f"chain {said.chain} is not published", cause="workflow.unknown_chain")
    work.retired.put(
        ChainRetired(
            chain=said.chain,
            version=newest,
            proposer=said.proposer,
            approver=said.approver,
            reason=said.reason,
        )
    )
    text = f"{said.approver} approves that {said.chain} is out of use up to version {newest}: {said.reason}"
    work.unit.effect(message, kind="chain.retired", key=f"{said.chain}/{newest}", text=text[:4_000])
    return []


@handles("workflow.role_held.v1", touches=lambda message: [(Role, (message.body.role,))])
def hold_role(message: Message, work: WorkflowWork) -> list[Message]:
    said = message.read(RoleHeld)
    require_another(said.proposer, said.approver)
    if len(set(said.people)) < len(said.people):
        raise Refused(f"somebody holds role {said.role} twice", cause="workflow.role")
    work.roles.put(Role(role=said.role, people=canonical_bytes(said.people), approver=said.approver))
    names = ", ".join(said.people) or "nobody"
    text = f"{said.approver} approves that {names} hold {said.role}"[:4_000]
    work.unit.effect(message, kind="role.held", key=said.role, text=text)
    return []
