"""Receipts (MDN, RFC 3798 as RFC 4130 has them): what became of a message, with its MIC, signed."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from hashlib import sha256

import msgspec
from cryptography import x509

from adapters.as2.entity import Entity, base64_lines, made, multipart, parts_of, read_entity
from adapters.as2.keys import Own
from adapters.as2.packing import SIGNATURES, algorithm_of
from adapters.as2.signed import sign, verify
from core.kernel.errors import Unreadable

REPORT, NOTIFICATION = "multipart/report", "message/disposition-notification"
PROCESSED = "processed"
MODE = "automatic-action/MDN-sent-automatically"
TEXT_MAX = 200
_DISPOSITION = re.compile(
    r"([^;]*);\s*(processed|failed)\b\s*(?:/\s*([a-z-]+)\s*(?::\s*(.*))?)?", re.IGNORECASE
)


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a receipt of ours says. ours: our AS2 identifier. mic: as `base64, sha-256`, "" = none."""

    message_id: str
    ours: str
    disposition: str
    mic: str
    words: str


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody says became of a message. modifier: "", `error`, `warning` or `failure`; why: which."""

    message_id: str
    outcome: str
    modifier: str = ""
    why: str = ""
    mic: bytes = b""
    algorithm: str = ""

    @property
    def taken(self) -> bool:
        """They have it: now, or of before."""
        repeated = "duplicate" in self.why.lower()
        return self.outcome == PROCESSED and (self.modifier in ("", "warning") or repeated)


def make_receipt(told: Told, own: Own | None, algorithm: str = "sha256") -> tuple[str, bytes]:
    """Its Content-Type and body; unsigned without a key. The same words are the same bytes."""
    fields = [
        "Reporting-UA: Lianqiao",
        f"Original-Recipient: rfc822; {told.ours}", f"Final-Recipient: rfc822; {told.ours}",
        f"Original-Message-ID: {told.message_id}", f"Disposition: {MODE}; {told.disposition}",
        *([f"Received-Content-MIC: {told.mic}"] if told.mic else []),
    ]  # fmt: skip
    seed = sha256("\n".join([*fields, told.words]).encode()).hexdigest()[:32]
    plain = {"Content-Transfer-Encoding": "7bit"}
    text = made({"Content-Type": "text/plain; charset=us-ascii", **plain}, _ascii(told.words) + b"\r\n")
    said = made(
        {"Content-Type": NOTIFICATION, **plain}, "\r\n".join([*fields, ""]).encode("ascii", "replace")
    )
    kind, body = multipart(f"{REPORT}; report-type=disposition-notification", f"lqr-{seed}", text, said)
    if own is None:
        return kind, body
    report = made({"Content-Type": kind}, body)
    signature = made(
        {"Content-Type": f'{SIGNATURES[0]}; name="smime.p7s"', "Content-Transfer-Encoding": "base64"},
        base64_lines(sign(report, own, algorithm)),
    )
    kind = f'multipart/signed; protocol="{SIGNATURES[0]}"; micalg={algorithm}'
    return multipart(kind, f"lqs-{seed}", report, signature)


def read_receipt(entity: Entity, certificates: Sequence[x509.Certificate], *, weak: bool) -> Receipt:
    """What they say, and that it is they who say it. Unreadable for one that nobody of them signed."""
    if entity.media != "multipart/signed":
        raise Unreadable("it is no signed receipt", cause="as2.receipt")
    parts = parts_of(entity)
    if len(parts) != 2 or parts[0].media != REPORT:
        raise Unreadable("it is no signed receipt", cause="as2.receipt")
    verify(parts[1].decoded(), parts[0].raw, certificates, weak=weak)
    said = [part for part in parts_of(parts[0]) if part.media == NOTIFICATION]
    if len(said) != 1:
        raise Unreadable("its report says nothing of a message", cause="as2.receipt")
    return _read(said[0])


def is_receipt(entity: Entity) -> bool:
    """Whether it is one, signed or not, as far as its outside tells."""
    if entity.media == REPORT:
        return True
    if entity.media != "multipart/signed":
        return False
    try:
        return parts_of(entity)[0].media == REPORT
    except (Unreadable, IndexError):
        return False


def _read(part: Entity) -> Receipt:
    fields = read_entity(part.decoded().strip() + b"\r\n\r\n").header
    found = _DISPOSITION.match(" ".join(str(fields.get("disposition") or "").split()))
    if found is None:
        raise Unreadable("its disposition is none", cause="as2.receipt")
    mic, _, algorithm = str(fields.get("received-content-mic") or "").partition(",")
    try:
        digest = base64.b64decode("".join(mic.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unreadable(f"its MIC is none: {error}", cause="as2.receipt") from error
    return Receipt(
        message_id="".join(str(fields.get("original-message-id") or "").split()),
        outcome=found[2].lower(),
        modifier=(found[3] or "").lower(),
        why=(found[4] or "")[:TEXT_MAX],
        mic=digest,
        algorithm=algorithm_of(algorithm),
    )


def _ascii(text: str) -> bytes:
    return text.encode("ascii", "replace")[:TEXT_MAX]
