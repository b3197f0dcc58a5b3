"""How something stands, as an element of ours."""

from __future__ import annotations

import re

from lxml import etree

from core.hub.status import Status
from gateway.soap.words import OURS, ours

# What XML 1.0 has no way to write; a text may quote any bytes.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def standing_element(status: Status) -> etree._Element:
    """The present outcome; the worst of its parts stands for the whole."""
    element = etree.Element(ours("standing"), nsmap={None: OURS})
    text_element(element, ours("id"), status.id)
    text_element(element, ours("state"), status.state)
    for one in status.documents:
        document = etree.SubElement(element, ours("document"))
        text_element(document, ours("messageId"), one.message_id)
        text_element(document, ours("type"), one.type)
        text_element(document, ours("key"), one.key)
        text_element(document, ours("outcome"), one.outcome)
        if one.reason:
            text_element(document, ours("reason"), one.reason)
        if one.linked:
            text_element(document, ours("linked"), one.linked)
    for fault in status.faults:
        problem = etree.SubElement(element, ours("problem"))
        text_element(problem, ours("code"), fault.cause)
        text_element(problem, ours("place"), fault.place)
        text_element(problem, ours("text"), fault.text)
    if status.text:
        text_element(element, ours("text"), status.text)
    return element


def text_element(above: etree._Element, name: str, text: str) -> etree._Element:
    """One child with this text; what XML cannot say becomes a question mark."""
    element = etree.SubElement(above, name)
    element.text = _UNWRITABLE.sub("?", text)
    return element
