"""Audit: who did what and looked at which body, newest first, and how far a signature vouches for it."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from core.hub.audit import CHECKPOINTS, AuditHead, AuditNamed
from core.hub.audit_checkpoints import fingerprint, heads_of
from core.hub.audit_rows import Row, Wanted, rows_of
from core.hub.rights import ALL
from gateway.console.desk import Desk, Nav, desk_of, show
from gateway.console.guard import Visitor, needs
from gateway.console.texts import N_

router = APIRouter()
NAV = Nav(9, "/audit", N_("Audit"), "audit", "l", "audit.read")
ROWS = 50
Short = Annotated[str, Query(max_length=100)]
Reading = Annotated[Visitor, needs("audit.read")]

WHATS = {
    "plan.created": N_("made a plan"),
    "plan.running": N_("started a plan"),
    "plan.paused": N_("paused a plan"),
    "plan.cancelled": N_("cancelled a plan"),
    "plan.stopped": N_("a plan stopped by itself"),
    "plan.done": N_("a plan is done"),
    "plan.previewed": N_("looked at what a plan would do"),
    "failure.dismissed": N_("dismissed failures"),
    "send.decided": N_("decided about a send"),
    "endpoint.paused": N_("paused an endpoint"),
    "endpoint.resumed": N_("let an endpoint go on"),
    "endpoint.tried": N_("tried an endpoint"),
    "endpoint.secret_rotated": N_("gave an endpoint a new secret"),
    "alert.acknowledged": N_("took an alert"),
    "alert.closed": N_("closed an alert"),
    "tap.opened": N_("opened a wire tap"),
    "tap.closed": N_("closed a wire tap"),
    "tap.bodies": N_("looked at tapped bodies"),
    "agent.invited": N_("invited an agent"),
    "agent.enrolled": N_("enrolled, and its key is bound"),
    "agent.key_changed": N_("changed its key"),
    "agent.trusted": N_("trusted a forked agent again"),
    "agent.reopened": N_("opened an agent's frames that stood aside"),
    "agent.commanded": N_("gave an agent a command"),
    "contract.published": N_("published a contract"),
    "contract.rolled_back": N_("went back to a contract of before"),
    "mapping.compared": N_("compared two mappings over what arrived"),
    "token.given": N_("gave a partner a token"),
    "decision.said": N_("decided for the house"),
    "client.added": N_("gave a partner's machine a client"),
    "digest_password.given": N_("gave a partner's machine a password for digests"),
    "wsdl.registered": N_("registered a partner's WSDL"),
    "soap.called": N_("called a partner's service"),
    "client.revoked": N_("revoked a machine's client"),
    "key.added": N_("let a machine's key in at the SFTP door"),
    "key.revoked": N_("revoked a key of the SFTP door"),
    "key.put_out": N_("put a machine out whose key was revoked"),
    "line.weak": N_("used a line that needs old algorithms"),
    "password.given": N_("gave a person a password"),
    "password.changed": N_("changed their own password"),
    "person.added": N_("made a person"),
    "person.roles": N_("gave a person roles"),
    "person.locked": N_("locked a person"),
    "person.unlocked": N_("unlocked a person"),
    "person.removed": N_("removed a person"),
    "factor.set": N_("set up a second factor"),
    "factor.dropped": N_("gave up their second factor"),
    "factor.forgotten": N_("took away a person's second factor"),
    "sessions.ended": N_("ended a person's sessions"),
    "plan.approved": N_("approved a plan"),
    "publication.proposed": N_("proposed a contract"),
    "publication.published": N_("approved a contract"),
    "publication.rejected": N_("rejected a contract"),
    "onboarding.started": N_("began a partner's draft"),
    "onboarding.tried": N_("tried a partner's draft"),
    "onboarding.shown": N_("looked at a partner's sample files"),
    "certificate.recovered": N_("renewed over a certificate that a restore lost"),
    "certificate.revoked": N_("took back certificates"),
    "keys.rotated": N_("made the next key that agents encrypt to"),
    "partition.started": N_("started a stopped partition"),
    "hub.backed_up": N_("took a backup"),
    "hub.restored": N_("restored the hub from a backup"),
    "recovery.closed": N_("answered for what a restore may have lost"),
    "retention.kept": N_("let go what its time was over for"),
    "audit.exported": N_("exported the audit"),
    "workflow.approve": N_("approved a decision"),
    "workflow.reject": N_("rejected a decision"),
    "workflow.return": N_("returned a decision"),
    "workflow.transfer": N_("transferred a task"),
    "workflow.delegate": N_("delegated a task"),
    "workflow.add_signer": N_("added a signer"),
    "workflow.remove_signer": N_("took a signer away"),
    "workflow.withdraw": N_("withdrew a decision"),
    "workflow.remind": N_("reminded of a decision"),
    "workflow.resubmit": N_("handed a decision in again"),
    "voucher.made": N_("made a voucher"),
    "voucher.checked": N_("checked a voucher"),
    "voucher.sent_back": N_("sent a voucher back"),
    "voucher.signed": N_("signed a voucher"),
    "period.locked": N_("locked a month"),
    "period.reopened": N_("opened a month again"),
    "original.downloaded": N_("downloaded an original"),
    "message.read": N_("looked at a body"),
    "message.explained": N_("looked at a whole message"),
}


@router.get("/audit")
def audit(
    request: Request, who_reads: Reading, who: Short = "", what: Short = "", before: int = 0
) -> Response:
    """The page, or only its rows when the filters change; for who may read it of all partners alone."""
    who_reads.require("audit.read", ALL)
    desk = desk_of(request)
    wanted = Wanted(who=who.strip(), what=what, before=max(0, min(before, 2**62)))
    found = rows_of(desk.hub.store, wanted, limit=ROWS + 1)
    more = {"who": who, "what": what, "before": found[ROWS - 1].number} if len(found) > ROWS else {}
    context: dict[str, Any] = {
        "rows": [(row, _link(row)) for row in found[:ROWS]],
        "older": urlencode({name: value for name, value in more.items() if value}),
        "asked_who": who,
        "asked_what": what,
        "whats": WHATS,
        **_vouched(desk),
    }
    template = "audit_rows.html" if request.headers.get("hx-request") else "audit.html"
    return show(request, template, **context)


def _vouched(desk: Desk) -> dict[str, Any]:
    """The last checkpoint, and how many entries came behind what it and those before it name."""
    store = desk.hub.store
    last = store.get(AuditHead, CHECKPOINTS)
    named = {row.chain: row.number for row in store.rows(AuditNamed, limit=1_000_000)}
    heads = [head for head in heads_of(store) if head.chain != CHECKPOINTS]
    return {
        "checkpoint": last if last is not None and last.number else None,
        "unsigned": sum(head.number - named.get(head.chain, 0) for head in heads),
        "chains": len(heads),
        "key": fingerprint(desk.hub.key.public_key),
    }


def _link(row: Row) -> str:
    """Where what was done can be looked at, below the console."""
    on = row.noted.on
    partition, _, number = on.partition("/")
    if partition.isdecimal() and number.partition("/")[0].isdecimal():
        return f"/messages/{partition}/{number.partition('/')[0]}"
    if row.noted.what.startswith("workflow."):
        return f"/tasks/{on}"
    if row.noted.what.startswith("plan."):
        return f"/plans/{on.removeprefix('plan ')}"
    return ""
