"""The operations that only look: how something stands, and what was answered since."""

from __future__ import annotations

from lxml import etree

from adapters.wiring.hub import Hub
from core.hub.answers import Answer, answers_after
from core.hub.identities import Seen, delivery_identity
from core.hub.months import gone_with
from core.hub.status import Status, status_of, status_of_arrival
from gateway.soap.described import child_text
from gateway.soap.faults import SoapFault, wrong
from gateway.soap.standing import standing_element, text_element
from gateway.soap.taking import DOOR, answer_of
from gateway.soap.words import OURS, ours

MOST = 50


def query_status(hub: Hub, partner: str, said: etree._Element) -> etree._Element:
    """By our id, or by the key it was handed in with at this door. Raises SoapFault for another's."""
    asked, key = child_text(said, "id"), child_text(said, "idempotencyKey")
    if key:
        seen = hub.store.get(Seen, delivery_identity(partner, DOOR, key))
        if seen is None:
            raise _unknown(f"nothing was handed in here under the key {key!r}")
        return answer_of("QueryStatus", _status(hub, partner, seen.partition, seen.number))
    partition, _, number = asked.strip().partition("/")
    return answer_of("QueryStatus", _status(hub, partner, int(partition), int(number)))


def fetch_answers(hub: Hub, partner: str, said: etree._Element) -> etree._Element:
    """A page of them, and where the next begins."""
    most = int(child_text(said, "most") or MOST)
    found = answers_after(hub.store, partner, child_text(said, "after"), limit=most)
    element = etree.Element(ours("FetchAnswersResponse"), nsmap={None: OURS})
    for one in found.answers:
        element.append(_answer(one))
    text_element(element, ours("next"), found.next)
    text_element(element, ours("more"), "true" if found.more else "false")
    return element


def _answer(one: Answer) -> etree._Element:
    element = etree.Element(ours("answer"))
    text_element(element, ours("idempotencyKey"), one.key)
    text_element(element, ours("name"), one.name)
    text_element(element, ours("site"), one.site)
    element.append(standing_element(one.status))
    return element


def _status(hub: Hub, partner: str, partition: int, number: int) -> Status:
    arrival = hub.store.arrival(partition, number)
    if arrival is not None and arrival.partner == partner:
        return status_of_arrival(hub.store, arrival)
    kept = gone_with(hub.store, partition, number) if arrival is None else None
    status = status_of(hub.store, partition, number) if kept is not None else None
    if kept is None or status is None or kept.partner != partner:
        raise _unknown(f"you handed in no {partition}/{number}")
    return status


def _unknown(text: str) -> SoapFault:
    return wrong("unknown", text, "/Envelope/Body/QueryStatus", status=404)
