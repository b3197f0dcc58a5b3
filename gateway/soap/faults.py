"""Faults: the outcomes that are no answer, in both versions of SOAP, each with code, place and text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from lxml import etree

from core.hub.redaction import blank_text
from core.hub.status import Status
from core.kernel.errors import Broken, HubError, Unavailable, Unreadable
from gateway.rest.problems import RETRY_AFTER_S, Problem, of_hub_error
from gateway.soap.standing import standing_element, text_element
from gateway.soap.words import OURS, SOAP_11, SOAP_12, ours

# How SOAP 1.1 and 1.2 call whose fault it is.
_CODES = {"sender": ("Client", "Sender"), "receiver": ("Server", "Receiver")}
# What the door answers at once, by the status it has at the door in REST.
_OUTCOMES = {
    401: "not_proven", 403: "not_allowed", 409: "conflict", 422: "refused", 429: "too_many", 500: "broken",
    503: "unavailable",
}  # fmt: skip
PROBLEMS_MAX = 100


class Said(NamedTuple):
    """One thing that is wrong."""

    code: str
    place: str
    text: str


class SoapFault(Exception):
    """An answer that is a fault. status: of HTTP; code: sender, receiver, or a name of SOAP's own."""

    def __init__(self, outcome: str, *said: Said, status: int = 400, code: str = "sender") -> None:
        super().__init__(said[0].text)
        self.outcome = outcome
        self.said: Sequence[Said] = said[:PROBLEMS_MAX]
        self.status = status
        self.code = code
        self.retry_after_s = 0
        self.standing: Status | None = None
        self.misunderstood: Sequence[str] = ()


def wrong(code: str, text: str, place: str = "", *, status: int = 400) -> SoapFault:
    """The request itself is not as it must be."""
    return SoapFault("not_taken", Said(f"soap.{code}", place, text), status=status)


def not_proven(code: str, text: str) -> SoapFault:
    """Who speaks is not proven."""
    return SoapFault("not_proven", Said(f"soap.{code}", "Header/Security", text), status=401)


def of_problem(problem: Problem) -> SoapFault:
    """What a part that the doors share says as a problem."""
    outcome = _OUTCOMES.get(problem.status, "not_taken")
    ours_to_mend = problem.status >= 500 or problem.status == 429
    code = str(problem.more.get("cause", "")) or f"door.{outcome}"
    said = Said(code, str(problem.more.get("place", "")), blank_text(problem.detail))
    status = 503 if problem.status >= 500 else problem.status
    fault = SoapFault(outcome, said, status=status, code="receiver" if ours_to_mend else "sender")
    retry = problem.headers.get("Retry-After", "")
    fault.retry_after_s = int(retry) if retry.isdecimal() else 0
    if problem.status >= 500 and not fault.retry_after_s:
        fault.retry_after_s = RETRY_AFTER_S
    return fault


def of_error(error: HubError) -> SoapFault:
    """One of the four errors at the door."""
    fault = of_problem(of_hub_error(error))
    if isinstance(error, Unreadable):
        fault.outcome = "unreadable"
    if isinstance(error, Broken):
        fault.outcome = "broken"
    if isinstance(error, Unavailable):
        fault.outcome = "unavailable"
    return fault


def of_status(status: Status) -> SoapFault:
    """What was handed in ended as refused, unreadable or in conflict with what came before."""
    said = [Said(one.cause, one.place, one.text) for one in status.faults]
    said += [
        Said("document.refused", one.key, one.reason) for one in status.documents if one.outcome == "refused"
    ]
    fault = SoapFault(status.state, *(said or [Said(f"document.{status.state}", "", status.state)]))
    fault.standing = status
    return fault


def fault_element(fault: SoapFault, soap: str) -> etree._Element:
    """As this version of SOAP writes it."""
    text = blank_text(fault.said[0].text)
    detail = _detail(fault)
    whose = _CODES.get(fault.code)
    name = whose[soap == SOAP_12] if whose else fault.code
    element = etree.Element(f"{{{soap}}}Fault", nsmap={"soap": soap})
    if soap == SOAP_11:
        text_element(element, "faultcode", f"soap:{name}")
        text_element(element, "faultstring", text)
        etree.SubElement(element, "detail").append(detail)
        return element
    code = etree.SubElement(element, f"{{{soap}}}Code")
    text_element(code, f"{{{soap}}}Value", f"soap:{name}")
    reason = etree.SubElement(element, f"{{{soap}}}Reason")
    said = text_element(reason, f"{{{soap}}}Text", text)
    said.set("{http://www.w3.org/XML/1998/namespace}lang", "en")
    etree.SubElement(element, f"{{{soap}}}Detail").append(detail)
    return element


def _detail(fault: SoapFault) -> etree._Element:
    failure = etree.Element(ours("Failure"), nsmap={None: OURS})
    text_element(failure, ours("outcome"), fault.outcome)
    for one in fault.said:
        problem = etree.SubElement(failure, ours("problem"))
        text_element(problem, ours("code"), one.code)
        text_element(problem, ours("place"), blank_text(one.place))
        text_element(problem, ours("text"), blank_text(one.text))
    if fault.retry_after_s:
        text_element(failure, ours("retryAfterS"), str(fault.retry_after_s))
    if fault.standing is not None:
        failure.append(standing_element(fault.standing))
    return failure
