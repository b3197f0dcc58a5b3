"""The receipt that a partner gets: with the answer, or later at an address of its contract."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from threading import BoundedSemaphore
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

import httpx

from adapters.as2.packing import algorithm_of, mic_text
from adapters.as2.receipt import Told, make_receipt
from gateway.as2.lines import Known, Said
from gateway.rest.problems import Problem

LOG = logging.getLogger("lianqiao.as2")
TRIES = 3
TIMEOUT_S = 10.0
AT_ONCE_MAX = 8
OPTIONS_MAX = 1000
DEFAULT_MIC = "sha256"


class Answer(NamedTuple):
    """A receipt, or nothing where none was asked for. later: the address to which it goes."""

    headers: dict[str, str]
    body: bytes
    later: str = ""


class Judged(NamedTuple):
    """What became of a message, in AS2's words and ours; signed: over what the MIC goes, if it was taken."""

    disposition: str
    words: str
    signed: bytes = b""


class Asked(NamedTuple):
    """How the partner wants its receipt."""

    wants: bool
    signed: bool
    mic: str
    later: str


def asked_in(headers: Mapping[str, str], known: Known) -> Asked:
    """Problem 400 for an address that the contract does not name: we post nowhere else."""
    later = headers.get("receipt-delivery-option", "").strip()
    if later and not any(_below(later, allowed) for allowed in known.line.receipts_at):
        text = "Receipt-Delivery-Option names an address that the contract does not; leave it out"
        raise Problem(400, text, cause="as2.receipt_address")
    options = headers.get("disposition-notification-options", "")[:OPTIONS_MAX].lower()
    said = {name.strip(): value for name, _, value in (one.partition("=") for one in options.split(";"))}
    names = [algorithm_of(name) for name in said.get("signed-receipt-micalg", "").split(",")[1:]]
    return Asked(
        wants="disposition-notification-to" in headers,
        signed="pkcs7-signature" in said.get("signed-receipt-protocol", ""),
        mic=next(filter(None, names), DEFAULT_MIC),
        later=later,
    )


def receipt_for(said: Said, known: Known, asked: Asked, judged: Judged) -> Answer:
    """Made of what was said and nothing else: a message that comes again is answered by the same bytes."""
    if not asked.wants:
        return Answer({}, b"")
    told = Told(
        message_id=said.message_id, ours=known.line.ours, disposition=judged.disposition,
        mic=mic_text(judged.signed, asked.mic) if judged.signed else "", words=judged.words,
    )  # fmt: skip
    content_type, body = make_receipt(told, known.owns[0] if asked.signed else None)
    made_of = f"{said.theirs}\n{said.ours}\n{said.message_id}\n{judged.disposition}"
    headers = {
        "AS2-Version": "1.2",
        "AS2-From": f'"{said.ours}"' if " " in said.ours else said.ours,
        "AS2-To": f'"{said.theirs}"' if " " in said.theirs else said.theirs,
        "Message-ID": f"<{uuid5(NAMESPACE_URL, made_of)}@receipts>",
        "MIME-Version": "1.0",
        "Content-Type": content_type,
    }
    return Answer(headers, body, asked.later)


class LateReceipts:
    """Posts receipts after their answers, a few at once: a partner who takes none holds up nobody else's."""

    def __init__(self) -> None:
        self._places = BoundedSemaphore(AT_ONCE_MAX)

    def post(self, answer: Answer) -> None:
        """A receipt that gets lost is no loss: the partner sends again, and is answered again."""
        if not self._places.acquire(blocking=False):
            LOG.warning("too many receipts are on their way; %s gets none now", answer.later)
            return
        try:
            _post(answer)
        finally:
            self._places.release()


def _post(answer: Answer) -> None:
    with httpx.Client(timeout=TIMEOUT_S, follow_redirects=False, trust_env=False) as http:
        for _ in range(TRIES):
            try:
                if http.post(answer.later, content=answer.body, headers=answer.headers).is_success:
                    return
            except httpx.HTTPError as error:
                LOG.warning("a receipt for %s: %s", answer.later, error)
    LOG.warning("a receipt for %s was not taken; it is sent when its message comes again", answer.later)


def _below(address: str, allowed: str) -> bool:
    try:
        one, other = urlsplit(address), urlsplit(allowed)
        same = (one.scheme, one.hostname, one.port) == (other.scheme, other.hostname, other.port)
    except ValueError:
        return False
    return (
        same and one.scheme in ("https", "http") and one.path.startswith(other.path) and "@" not in one.netloc
    )
