"""Every route of the hub's applications and what it asks for: the expectation, as data.

A route that stands nowhere here fails its test: whoever adds one says who may use it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from starlette.routing import BaseRoute, Mount, Route

OPEN = "open"
SIGNED_IN = "signed in"
MACHINE = "a partner's token"
SOAP = "a partner's proof inside an envelope"
AS2 = "a signature by a certificate of a contract"
AGENT = "an agent's signature"
HERE = "this machine, or a scraper's token"
STATIC = "static"


NOTHING: Mapping[str, str] = MappingProxyType({})


class Known(NamedTuple):
    """What a route asks for. path: with the ids of donghai in it. form: what a right post carries.

    shared: a list page, which leaves others' things out instead of saying that they are not there.
    """

    asks: str
    path: str = ""
    form: Mapping[str, str] = NOTHING
    shared: bool = False


CONSOLE: dict[tuple[str, str], Known] = {
    ("GET", "/"): Known("message.list", "/", shared=True),
    ("GET", "/messages"): Known("message.list", "/messages?q=DH-L1", shared=True),
    ("GET", "/messages/{partition}/{number}"): Known("message.list", "/messages/{place}"),
    ("GET", "/messages/{partition}/{number}/beside"): Known("message.see_body", "/messages/{place}/beside"),
    ("GET", "/messages/{partition}/{number}/original"): Known(
        "message.see_body", "/messages/{place}/original"
    ),
    ("GET", "/messages/{partition}/{number}/explain"): Known("message.list", "/messages/{place}/explain"),
    ("GET", "/failures"): Known("failure.list", "/failures", shared=True),
    ("GET", "/failures/group"): Known("failure.list", "/failures/group?{group}"),
    ("GET", "/failures/example"): Known("message.see_body", "/failures/example?{failed}"),
    ("POST", "/failures/dismiss"): Known(
        "failure.dismiss", "/failures/dismiss", {"reason": "r", "partner": "donghai", "cause": "none such"}
    ),
    ("GET", "/plans"): Known("plan.list", "/plans", shared=True),
    ("POST", "/plans"): Known("plan.retry", "/plans", {"reason": "r", "kind": "retry", "partner": "donghai"}),
    ("GET", "/plans/{plan_id}"): Known("plan.list", "/plans/{plan}"),
    ("GET", "/plans/{plan_id}/preview"): Known("plan.list", "/plans/{plan}/preview"),
    ("POST", "/plans/{plan_id}/approve"): Known("plan.approve", "/plans/{plan}/approve"),
    ("GET", "/audit"): Known("audit.read", "/audit"),
    ("GET", "/publications"): Known("mapping.list", "/publications", shared=True),
    ("GET", "/publications/{publication_id}"): Known("mapping.list", "/publications/{publication}"),
    ("POST", "/publications/{publication_id}/{act}"): Known(
        "mapping.approve", "/publications/{publication}/reject"
    ),
    ("GET", "/partners"): Known("message.list", "/partners", shared=True),
    ("GET", "/partners/{partner}"): Known("message.list", "/partners/donghai"),
    ("GET", "/partners/{partner}/report"): Known("message.list", "/partners/donghai/report?month=2026-11"),
    ("GET", "/partners/{partner}/report/counted"): Known(
        "message.list", "/partners/donghai/report/counted?month=2026-11"
    ),
    ("GET", "/onboarding"): Known("mapping.publish", "/onboarding", shared=True),
    ("POST", "/onboarding"): Known("mapping.publish", "/onboarding", {"partner": "donghai"}),
    ("GET", "/onboarding/{onboarding_id}"): Known("mapping.publish", "/onboarding/{onboarding}"),
    ("GET", "/onboarding/{onboarding_id}/report.json"): Known(
        "mapping.publish", "/onboarding/{onboarding}/report.json"
    ),
    ("POST", "/onboarding/{onboarding_id}/preview"): Known(
        "mapping.publish", "/onboarding/{onboarding}/preview", {"mapping": "mapping: 1", "contract": "a: b"}
    ),
    ("POST", "/onboarding/{onboarding_id}/save"): Known(
        "mapping.publish", "/onboarding/{onboarding}/save", {"mapping": "mapping: 1", "contract": "a: b"}
    ),
    ("POST", "/onboarding/{onboarding_id}/propose"): Known(
        "mapping.publish", "/onboarding/{onboarding}/propose", {"why": "w"}
    ),
    ("POST", "/plans/{plan_id}/{act}"): Known("plan.move", "/plans/{plan}/pause"),
    ("GET", "/alerts"): Known("alert.list", "/alerts", shared=True),
    ("POST", "/alerts/acknowledge"): Known(
        "alert.acknowledge", "/alerts/acknowledge", {"code": "{code}", "object": "{object}", "opened": "1"}
    ),
    ("POST", "/alerts/close"): Known(
        "alert.close",
        "/alerts/close",
        {"code": "{code}", "object": "{object}", "opened": "1", "reason": "over"},
    ),
    ("GET", "/custody"): Known("custody.see", "/custody", shared=True),
    ("GET", "/custody/contract/{contract_no:path}"): Known("custody.see", "/custody/contract/{contract}"),
    ("GET", "/custody/site/{site:path}"): Known("custody.see", "/custody/site/{site}"),
    ("GET", "/custody/releases"): Known("custody.see", "/custody/releases", shared=True),
    ("GET", "/custody/counts"): Known("custody.see", "/custody/counts", shared=True),
    ("GET", "/custody/exceptions"): Known("custody.see", "/custody/exceptions", shared=True),
    ("GET", "/applications"): Known("loan.see", "/applications"),
    ("GET", "/applications/{number:path}"): Known("loan.see", "/applications/SQ-26-101"),
    ("GET", "/facilities"): Known("loan.see", "/facilities"),
    ("GET", "/facilities/facility/{number:path}"): Known("loan.see", "/facilities/facility/SX-26-011"),
    ("GET", "/facilities/lines"): Known("loan.see", "/facilities/lines"),
    ("GET", "/facilities/line"): Known(
        "loan.see", "/facilities/line?kind=borrower&owner=91310000MA1FL00B15&currency=CNY"
    ),
    ("GET", "/tasks"): Known("task.see", "/tasks?of=running", shared=True),
    ("GET", "/tasks/{number:path}"): Known("task.see", "/tasks/{decision}"),
    ("POST", "/tasks/act"): Known(
        "task.act", "/tasks/act", {"number": "{decision}", "version": "1", "verb": "remind"}
    ),
    ("GET", "/deals"): Known("loan.see", "/deals"),
    ("GET", "/deals/deal/{number:path}"): Known("loan.see", "/deals/deal/DEAL-1"),
    ("GET", "/deals/loan/{number:path}"): Known("loan.see", "/deals/loan/L-DEAL-1"),
    ("GET", "/ledger"): Known("ledger.see", "/ledger"),
    ("GET", "/ledger/entry/{book}/{number:path}"): Known("ledger.see", "/ledger/entry/general/JZ-1"),
    ("GET", "/ledger/source/{book}/{number:path}"): Known("ledger.see", "/ledger/source/general/JZ-1"),
    ("GET", "/ledger/trial"): Known("ledger.see", "/ledger/trial"),
    ("GET", "/ledger/account"): Known("ledger.see", "/ledger/account?book=general&code=6421"),
    ("GET", "/ledger/vouchers"): Known("ledger.see", "/ledger/vouchers"),
    ("GET", "/ledger/voucher"): Known("ledger.see", "/ledger/voucher?book=general&number=JZ-4"),
    ("GET", "/ledger/voucher/new"): Known("voucher.make", "/ledger/voucher/new"),
    ("POST", "/ledger/voucher/make"): Known(
        "voucher.make", "/ledger/voucher/make", {"book": "general", "number": " ", "day": "2026-11-23"}
    ),
    ("POST", "/ledger/voucher/check"): Known(
        "voucher.check", "/ledger/voucher/check", {"book": "general", "number": "JZ-4", "accepted": "true"}
    ),
    ("POST", "/ledger/voucher/sign"): Known(
        "voucher.sign", "/ledger/voucher/sign", {"book": "general", "number": "JZ-4"}
    ),
    ("GET", "/ledger/periods"): Known("ledger.see", "/ledger/periods"),
    ("POST", "/ledger/periods/lock"): Known(
        "period.lock", "/ledger/periods/lock", {"book": "general", "period": "202601"}
    ),
    ("POST", "/ledger/periods/reopen"): Known(
        "period.reopen", "/ledger/periods/reopen", {"book": "general", "period": "202601", "reason": "r"}
    ),
    ("GET", "/parties"): Known("party.see", "/parties"),
    ("GET", "/parties/party/{uscc}"): Known("party.see", "/parties/party/91350100M000100Y43"),
    ("GET", "/rules"): Known("risk.see", "/rules"),
    ("GET", "/rules/set/{name}"): Known("risk.see", "/rules/set/house"),
    ("GET", "/rules/bench/{name}"): Known("risk.see", "/rules/bench/house"),
    ("POST", "/rules/bench/{name}"): Known("risk.see", "/rules/bench/house"),
    ("GET", "/rules/decisions"): Known("risk.see", "/rules/decisions"),
    ("GET", "/rules/decisions/{number:path}"): Known("risk.see", "/rules/decisions/D-1"),
    ("GET", "/agents"): Known("agent.list", "/agents", shared=True),
    ("GET", "/agents/{name}"): Known("agent.list", "/agents/{agent}"),
    ("GET", "/agents/{name}/preview"): Known(
        "agent.command", "/agents/{agent}/preview?command=resend&argument=1"
    ),
    ("POST", "/agents/{name}/command"): Known(
        "agent.command", "/agents/{agent}/command?command=resend&argument=1"
    ),
    ("GET", "/endpoints"): Known("send.list", "/endpoints", shared=True),
    ("GET", "/endpoints/endpoint"): Known("send.list", "/endpoints/endpoint?name=donghai/answers"),
    ("POST", "/endpoints/endpoint/{act}"): Known(
        "send.move", "/endpoints/endpoint/pause", {"name": "donghai/answers", "reason": "r"}
    ),
    ("GET", "/events"): Known("alert.list", "/events"),
    ("GET", "/people"): Known("person.list", "/people", shared=True),
    ("GET", "/people/person"): Known("person.list", "/people/person", shared=True),
    ("POST", "/people/add"): Known("person.change", "/people/add", {"name": "new"}, shared=True),
    ("POST", "/people/person/{act}"): Known(
        "person.change", "/people/person/unlock", {"name": "nobody"}, shared=True
    ),
    ("GET", "/account"): Known(SIGNED_IN, "/account"),
    ("POST", "/account/password"): Known(SIGNED_IN, "/account/password"),
    ("POST", "/account/factor/begin"): Known(SIGNED_IN, "/account/factor/begin"),
    ("POST", "/account/factor/confirm"): Known(SIGNED_IN, "/account/factor/confirm"),
    ("POST", "/account/factor/codes"): Known(SIGNED_IN, "/account/factor/codes"),
    ("POST", "/account/factor/drop"): Known(SIGNED_IN, "/account/factor/drop"),
    ("POST", "/account/sessions/end"): Known(SIGNED_IN, "/account/sessions/end"),
    ("POST", "/sign-out"): Known(SIGNED_IN, "/sign-out"),
    ("GET", "/sign-in"): Known(OPEN, "/sign-in"),
    ("POST", "/sign-in"): Known(OPEN, "/sign-in"),
    ("GET", "/sign-in/oidc"): Known(OPEN, "/sign-in/oidc"),
    ("GET", "/sign-in/oidc/back"): Known(OPEN, "/sign-in/oidc/back"),
    ("POST", "/sign-in/code"): Known(OPEN, "/sign-in/code"),
    ("GET", "/language/{language}"): Known(OPEN, "/language/en"),
    ("MOUNT", "/static"): Known(STATIC),
}
DOORS: dict[tuple[str, str], Known] = {
    ("POST", "/v1/messages"): Known(MACHINE, "/v1/messages?source=slips&site=WH-DH-01"),
    ("POST", "/v1/messages/bulk"): Known(MACHINE, "/v1/messages/bulk?source=slips&site=WH-DH-01"),
    ("GET", "/v1/messages"): Known(MACHINE, "/v1/messages"),
    ("GET", "/v1/answers"): Known(MACHINE, "/v1/answers"),
    ("GET", "/v1/messages/{partition}/{number}"): Known(MACHINE, "/v1/messages/{place}"),
    ("POST", "/v1/client/secret"): Known(MACHINE, "/v1/client/secret"),
    ("GET", "/soap/v1"): Known(OPEN, "/soap/v1?wsdl"),
    ("POST", "/soap/v1"): Known(SOAP, "/soap/v1"),
    ("POST", "/as2/v1"): Known(AS2, "/as2/v1"),
    ("POST", "/oauth2/token"): Known(OPEN, "/oauth2/token"),
    ("GET", "/v1/openapi.json"): Known(OPEN, "/v1/openapi.json"),
    ("POST", "/agent/v1/enrol"): Known(AGENT, "/agent/v1/enrol"),
    ("GET", "/metrics"): Known(HERE, "/metrics"),
    ("POST", "/agent/v1/renew"): Known(AGENT, "/agent/v1/renew"),
    ("POST", "/agent/v1/frames"): Known(AGENT, "/agent/v1/frames"),
    ("POST", "/agent/v1/heartbeat"): Known(AGENT, "/agent/v1/heartbeat"),
    ("GET", "/health/live"): Known(OPEN, "/health/live"),
    ("GET", "/health/ready"): Known(OPEN, "/health/ready"),
    ("GET", "/"): Known(OPEN, "/"),
    ("MOUNT", "/console"): Known("its own table"),
}


def routes_of(routes: Sequence[BaseRoute]) -> Iterator[tuple[str, str]]:
    """(method, path) of each, HEAD apart: it answers what GET does, without the body."""
    for route in routes:
        if isinstance(route, Mount):
            yield "MOUNT", route.path
        elif isinstance(route, Route):
            yield from ((method, route.path) for method in sorted((route.methods or set()) - {"HEAD"}))
        elif hasattr(route, "original_router"):
            yield from routes_of(route.original_router.routes)
        else:
            yield "OTHER", getattr(route, "path", repr(route))
