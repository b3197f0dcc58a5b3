"""A partner's AS2 server as a way out: a signed receipt with our MIC in it says that they have it."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import parse_qs, urlsplit, urlunsplit

import httpx
import msgspec
from cryptography import x509

from adapters.as2.entity import of_request
from adapters.as2.enveloped import CIPHERS
from adapters.as2.keys import Own, first_in_force, in_force, read_own, read_theirs
from adapters.as2.packing import Packed, Paper, Way, pack
from adapters.as2.receipt import Receipt, read_receipt
from adapters.as2.signed import HASHES, SHA1
from adapters.formats.http_failures import http_failures
from core.hub.contracts import Send
from core.hub.endpoints import MEDIA, SEND_ID, SENT_AT, TRACE, TYPE, Busy, InDoubt, Sent
from core.kernel.errors import Refused, Unavailable, Unreadable

ADAPTER = "as2"
# Each try has the same Message-ID, by which AS2 knows a message again; nobody can be asked.
REPEATS = ("safe", "never")
ANSWER_BYTES_MAX = 1024 * 1024
RETRY_AFTER_S = 30.0
# How long a receipt that comes later is waited for where the contract does not say.
RECEIPT_WITHIN_S, RECEIPT_WITHIN_S_MIN, RECEIPT_WITHIN_S_MAX = 4 * 3600, 60, 30 * 86_400
# What may be over at the next try; any other error is about the message itself.
PASSING = ("unexpected-processing-error",)
SYNC, ASYNC = "sync", "async"
WORDS = ("from", "to", "sign", "encrypt", "compress", "receipt", "weak")
_ID = re.compile(r"[\x20-\x21\x23-\x5b\x5d-\x7e]{1,128}")
# They took nothing: busy, or our address or right there is wrong, which a person mends on either side.
_NOT_TAKEN = {401, 402, 403, 404, 405, 407, 408, 409, 410, 411, 413, 415, 421, 423, 425, 429, 503}


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """To whom, as whom, and how.

    back: where they send a receipt later, "" = with the answer; within_s: they have so long for it.
    """

    address: str
    ours: str
    theirs: str
    way: Way
    weak: bool = False
    back: str = ""
    within_s: int = 0
    timeout_s: float = 10.0


class As2Endpoint:
    """POSTs to one address; their certificates are those of the contract, whatever comes along."""

    def __init__(
        self, line: Line, owns: tuple[Own, ...], theirs: list[x509.Certificate], now: Callable[[], datetime]
    ) -> None:
        self._line = line
        self._own = owns[0]
        self._theirs = theirs
        self._now = now
        self._http = httpx.Client(
            timeout=httpx.Timeout(line.timeout_s),
            limits=httpx.Limits(max_keepalive_connections=0),
            follow_redirects=False,
            trust_env=False,
        )

    def send(self, name: str, payload: bytes, headers: Mapping[str, str]) -> Sent:
        """Sent only by a receipt that they signed, with the MIC of what left us; or, where the receipt comes
        later, by their 2xx. InDoubt for any answer that proves nothing."""
        theirs = first_in_force(self._theirs, self._now(), of=self._line.address)
        paper = Paper(payload=payload, media=headers[MEDIA], name=name)
        packed = pack(paper, own=self._own, theirs=theirs, way=self._line.way)
        message_id = message_id_of(headers[SEND_ID], packed.mic, self._line.ours)
        said = {**self._headers(message_id, headers), **packed.headers}
        with (
            http_failures(self._line.address, timeout_s=self._line.timeout_s, cause="as2"),
            self._http.stream("POST", self._line.address, content=packed.body, headers=said) as answer,
        ):
            body = _body(answer)
        self._require_taken(answer, body)
        if self._line.back:
            text = f"{answer.status_code}; their receipt comes later"
            return Sent(text=text, receipt_within_s=self._line.within_s)
        return self._judged(answer, body, message_id, packed)

    def query(self, name: str, headers: Mapping[str, str]) -> Sent | None:
        raise Unavailable("an AS2 server cannot be asked what it took", cause="as2.no_query")

    def _headers(self, message_id: str, headers: Mapping[str, str]) -> dict[str, str]:
        line = self._line
        micalg = "sha-1" if line.way.sign == SHA1 else line.way.sign.replace("sha", "sha-")
        return {
            "AS2-Version": "1.2",
            "AS2-From": as2_name(line.ours),
            "AS2-To": as2_name(line.theirs),
            "Message-ID": message_id,
            "Date": format_datetime(datetime.fromtimestamp(int(headers[SENT_AT]), UTC)),
            "Subject": headers[TYPE],
            "MIME-Version": "1.0",
            "Disposition-Notification-To": line.back or "receipts@lianqiao",
            "Disposition-Notification-Options": "signed-receipt-protocol=required, pkcs7-signature;"
            f" signed-receipt-micalg=required, {micalg}, {line.way.sign}",
            **({"Receipt-Delivery-Option": line.back} if line.back else {}),
            **({TRACE: headers[TRACE]} if TRACE in headers else {}),
        }

    def _require_taken(self, answer: httpx.Response, body: bytes) -> None:
        if answer.is_success:
            return
        status, text = answer.status_code, f"{self._line.address} said {answer.status_code}"
        if status in _NOT_TAKEN or answer.is_redirect:
            after = answer.headers.get("Retry-After", "")
            wait_s = float(after) if after.isascii() and after.isdigit() and len(after) < 7 else RETRY_AFTER_S
            raise Busy(text, retry_after_s=wait_s, cause=f"as2.{status}")
        raise InDoubt(f"{text} {body[:100]!r}", cause=f"as2.{status}")

    def _judged(self, answer: httpx.Response, body: bytes, message_id: str, packed: Packed) -> Sent:
        believed = in_force(self._theirs, self._now())
        try:
            receipt = read_receipt(of_request(answer.headers, body), believed, weak=self._line.weak)
        except Unreadable as error:
            text = f"{self._line.address} gave no receipt that proves anything: {error.text}"
            raise InDoubt(text, cause="as2.no_receipt") from error
        if receipt.message_id.strip("<>") != message_id.strip("<>"):
            text = f"{self._line.address} gave a receipt for {receipt.message_id[:100]}"
            raise InDoubt(text, cause="as2.other_receipt")
        return held(receipt, packed.mic, self._line.way.sign)


def held(receipt: Receipt, mic: bytes, algorithm: str) -> Sent:
    """What a receipt of theirs says of a message of ours. Refused where it is not what left us, InDoubt where
    it does not say."""
    text = f"{receipt.outcome}{f'/{receipt.modifier}: {receipt.why}' if receipt.modifier else ''}"
    if not receipt.taken:
        if receipt.why.lower().strip() in PASSING:
            raise Unavailable(f"their receipt says {text}", cause="as2.not_taken")
        raise Refused(f"their receipt says {text}", cause="as2.not_taken")
    repeated = "duplicate" in receipt.why.lower()
    if not receipt.mic and repeated:
        return Sent(text=text)
    if receipt.algorithm != algorithm:
        text = f"their receipt has no MIC by {algorithm}, so it proves nothing of what they have"
        raise InDoubt(text, cause="as2.other_mic")
    if receipt.mic != mic:
        raise Refused("their receipt is of other bytes than those that left us (MIC)", cause="as2.mic")
    return Sent(text=f"{text}, MIC held")


def message_id_of(send_id: str, mic: bytes, ours: str) -> str:
    """The same at every try. The MIC stands in it, so that a receipt that comes later can be held to it."""
    house = re.sub(r"[^A-Za-z0-9.-]", "-", ours)
    return f"<{send_id}.{mic.hex()}@{house}>"


def as2_name(name: str) -> str:
    """An AS2 identifier as a header has it."""
    return f'"{name}"' if " " in name else name


def make_endpoint(send: Send, secret: bytes) -> As2Endpoint:
    """From `https://host/as2?from=US&to=THEM&encrypt=aes256&compress=yes&receipt=sync`.

    options.certificates: theirs, in PEM; secret: our key and its certificate, in PEM. Refused for what makes
    no sense.
    """
    of = f"as2 {send.name}"
    try:
        parts = urlsplit(send.address)
        said = {name: values[0] for name, values in parse_qs(parts.query, strict_parsing=True).items()}
        plain = parts.scheme == "http" and _is_loopback(parts.hostname or "")
        _port = parts.port
    except ValueError as error:
        raise _wrong(of, f"{send.address!r}: {error}") from error
    if not parts.hostname or not (parts.scheme == "https" or plain):
        raise _wrong(of, f"{send.address!r} is no https address")
    line = _line(of, said)
    options = dict(send.options)
    pems = options.pop("certificates", "")
    back = options.pop("receipts_at", "")
    within_s = _within_s(of, options.pop("receipt_within_s", RECEIPT_WITHIN_S))
    if options or (line.back == ASYNC) != bool(back):
        raise _wrong(of, "options are certificates, and where receipt=async receipts_at, receipt_within_s")
    theirs = read_theirs(_pems(pems), of=of)
    if not theirs:
        raise _wrong(of, "options.certificates holds no certificate of theirs in PEM")
    address = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
    line = msgspec.structs.replace(
        line, address=address, back=back, within_s=within_s, timeout_s=send.timeout_s
    )
    return As2Endpoint(line, read_own(secret, of=of), theirs, _now)


def _within_s(of: str, said: object) -> int:
    if isinstance(said, int) and RECEIPT_WITHIN_S_MIN <= said <= RECEIPT_WITHIN_S_MAX:
        return said
    raise _wrong(
        of, f"receipt_within_s is {said!r}, not {RECEIPT_WITHIN_S_MIN} to {RECEIPT_WITHIN_S_MAX} seconds"
    )


def weaknesses(address: str) -> list[str]:
    """What of this address is noted in the audit when it is used."""
    line = _line("address", {name: each[0] for name, each in parse_qs(urlsplit(address).query).items()})
    weak = [*([f"sign={line.way.sign}"] if line.way.sign == SHA1 else [])]
    weak += [f"encrypt={line.way.cipher or 'no'}"] if line.way.cipher in ("", "3des") else []
    return [f"as2 to {line.theirs}: {', '.join(weak)}"] if weak else []


def _line(of: str, said: dict[str, str]) -> Line:
    ours, theirs = said.get("from", ""), said.get("to", "")
    unknown = sorted(set(said) - set(WORDS))
    if unknown or not _ID.fullmatch(ours) or not _ID.fullmatch(theirs):
        raise _wrong(of, f"from and to are AS2 identifiers; known words are {', '.join(WORDS)}")
    cipher, sign = said.get("encrypt", "aes256"), said.get("sign", "sha256")
    receipt, weak = said.get("receipt", SYNC), said.get("weak") == "yes"
    if cipher not in (*CIPHERS, "no") or sign not in HASHES or receipt not in (SYNC, ASYNC):
        raise _wrong(of, f"encrypt is one of {', '.join(CIPHERS)}, no; sign of {', '.join(HASHES)}")
    if (cipher == "3des" or sign == SHA1) and not weak:
        raise _wrong(of, "3des and sha1 are broken; they are used only where the address says weak=yes")
    way = Way(sign=sign, cipher="" if cipher == "no" else cipher, compress=said.get("compress") == "yes")
    return Line(
        address="", ours=ours, theirs=theirs, way=way, weak=weak, back=ASYNC if receipt == ASYNC else ""
    )


def _pems(text: str) -> list[str]:
    mark = "-----END CERTIFICATE-----"
    return [f"{each}{mark}" for each in str(text).split(mark)[:-1]]


def _body(answer: httpx.Response) -> bytes:
    body = b""
    for piece in answer.iter_bytes():
        body += piece
        if len(body) > ANSWER_BYTES_MAX:
            break
    return body


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _now() -> datetime:
    return datetime.now(UTC)


def _wrong(of: str, text: str) -> Refused:
    return Refused(f"{of}: {text}", cause="as2.address")
