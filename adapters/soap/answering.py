"""What came back: a fault, a code inside the answer that says no, or the answer; texts in it are opened."""

from __future__ import annotations

from collections.abc import Mapping

import httpx

from adapters import formats
from core.hub.endpoints import Busy, InDoubt, Sent
from core.hub.node import Node
from core.kernel.errors import Refused, Unreadable

ANSWER_BYTES_MAX = 4 * 1024 * 1024
TEXT_MAX = 200
RETRY_AFTER_S = 30.0
# They are there, but took nothing: busy, throttling, or our address or right there is wrong.
NOT_TAKEN = {401, 402, 403, 404, 405, 407, 408, 409, 410, 421, 423, 425, 429, 503}
_THEIRS = ("client", "sender", "mustunderstand", "versionmismatch", "dataencodingunknown")
_INSIDE = {"json()": "json", "xml()": "xml"}


def judge(status: int, content: bytes, options: Mapping[str, str]) -> Sent:
    """Sent, or how it was not: Refused, Busy, or InDoubt where their side broke in the middle."""
    tree = _tree(content)
    fault = _child(_child(tree, "Body"), "Fault") if tree is not None else None
    if fault is not None:
        raise _of_fault(fault)
    if 200 <= status < 300:
        if not content.strip() and not options.get("code"):
            return Sent(text=f"{status}, nothing said")
        if tree is None or _child(tree, "Body") is None:
            raise InDoubt(f"{status}, and what came is no SOAP: {shortened(content)}", cause="soap.answer")
        return _by_code(tree, options)
    text = f"{status} {shortened(content)}"
    if status in NOT_TAKEN or 300 <= status < 400:
        raise Busy(text, retry_after_s=RETRY_AFTER_S if status in (429, 503) else 0.0, cause=f"soap.{status}")
    if 400 <= status < 500:
        raise Refused(text, cause=f"soap.{status}")
    raise InDoubt(text, cause=f"soap.{status}")


def found_at(tree: Node, path: str) -> str:
    """The text at a path below the body, by local names, "" where there is nothing.

    `json()` and `xml()` open the text that they stand behind.
    """
    node: Node | None = _child(tree, "Body") or tree
    for step in path.split("/"):
        if node is None:
            return ""
        if step in _INSIDE:
            node = _opened(node, _INSIDE[step])
        else:
            node = _child(node, step) or _below_wrapper(node, step)
    return (node.value or "").strip() if node is not None else ""


def read_body(answer: httpx.Response) -> bytes:
    """At most so much; a body that breaks off leaves it in doubt."""
    body = b""
    try:
        for piece in answer.iter_bytes():
            body += piece
            if len(body) > ANSWER_BYTES_MAX:
                raise InDoubt(f"the answer has over {ANSWER_BYTES_MAX} bytes", cause="soap.answer")
    except httpx.HTTPError as error:
        raise InDoubt(f"the answer broke off: {error}", cause="soap.answer") from error
    return body


def shortened(content: bytes) -> str:
    return " ".join(content.decode("utf-8", errors="replace").split())[:TEXT_MAX]


def _tree(content: bytes) -> Node | None:
    try:
        return formats.reader("xml").read(content, {}) if content.strip() else None
    except Unreadable:
        return None


def _by_code(tree: Node, options: Mapping[str, str]) -> Sent:
    """Many services answer 200 and say inside what became of it."""
    path = options.get("code", "")
    if not path:
        return Sent(text="answered")
    code = found_at(tree, path)
    text = f"{path} is {code[:TEXT_MAX] or 'not there'}"
    if code in options.get("done", "").split():
        return Sent(text=text)
    if code in options.get("busy", "").split():
        raise Busy(text, retry_after_s=RETRY_AFTER_S, cause="soap.busy")
    if not code:
        raise InDoubt(text, cause="soap.answer")
    raise Refused(f"{text}; taken are {options.get('done', '')}", cause=f"soap.code.{code[:40]}")


def _of_fault(fault: Node) -> Exception:
    code = _child(fault, "faultcode") or _child(_child(fault, "Code"), "Value")
    said = _child(fault, "faultstring") or _child(_child(fault, "Reason"), "Text")
    name = ((code.value if code else "") or "").strip().rpartition(":")[2]
    told = " ".join(((said.value if said else "") or "").split())[:TEXT_MAX]
    text = f"fault {name or 'without a code'}: {told}"
    if name.partition(".")[0].lower() in _THEIRS:
        return Refused(text, cause=f"soap.fault.{name[:40]}")
    return InDoubt(text, cause=f"soap.fault.{name[:40]}")


def _opened(node: Node, format_: str) -> Node | None:
    """What the text holds; nothing where it holds no such thing."""
    try:
        return formats.reader(format_).read((node.value or "").strip().encode(), {})
    except Unreadable:
        return None


def _below_wrapper(node: Node, name: str) -> Node | None:
    """The body's one element is the operation's; a path need not name it."""
    elements = [child for child in node.children if not child.name.startswith("@")]
    return _child(elements[0], name) if len(elements) == 1 else None


def _child(node: Node | None, name: str) -> Node | None:
    return next((child for child in node.children if child.name == name), None) if node is not None else None
