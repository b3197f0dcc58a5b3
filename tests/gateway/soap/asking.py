"""Speaks to the door in raw envelopes; every answer is held against the schema that the door itself gives."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

import httpx
from lxml import etree

from gateway.soap.words import DS, OURS, PASSWORD_DIGEST, PASSWORD_TEXT, SOAP_11, SOAP_12, WSSE, WSU
from tests.patience import PATIENCE_S, until

MEDIA = {SOAP_11: "text/xml; charset=utf-8", SOAP_12: "application/soap+xml; charset=utf-8"}
NAMES = {"o": OURS, "wsse": WSSE, "wsu": WSU, "ds": DS}


class Machine(NamedTuple):
    """What a partner's machine knows."""

    client_id: str
    secret: str
    digest_password: str


class Answered:
    """An answer, taken apart."""

    def __init__(self, response: httpx.Response, schema: etree.XMLSchema) -> None:
        self.status = response.status_code
        self.headers = response.headers
        assert self.status != 500, response.text
        root = etree.fromstring(response.content)
        self.soap = etree.QName(root).namespace or ""
        assert response.headers["content-type"] == MEDIA[self.soap], response.text
        [self.said] = root.findall(f"{{{self.soap}}}Body/*")
        self.header = root.find(f"{{{self.soap}}}Header")
        self.is_fault = etree.QName(self.said).localname == "Fault"
        detail = "Detail" if self.soap == SOAP_12 else "detail"
        found = self.said.xpath(f"*[local-name() = '{detail}']/*") if self.is_fault else [self.said]
        self.ours: etree._Element = found[0]
        assert len(found) == 1
        schema.assertValid(self.ours)

    @property
    def code(self) -> str:
        """Whose fault it is, in the words of its version."""
        place = "faultcode" if self.soap == SOAP_11 else f"{{{SOAP_12}}}Code/{{{SOAP_12}}}Value"
        return (self.said.findtext(place) or "").removeprefix("soap:")

    def text(self, path: str) -> str:
        """Of one of our elements, by local names of our namespace."""
        return str(self.ours.findtext("/".join(f"o:{name}" for name in path.split("/")), "", NAMES))

    def texts(self, path: str) -> list[str]:
        found = self.ours.findall("/".join(f"o:{name}" for name in path.split("/")), NAMES)
        return [one.text or "" for one in found]

    @property
    def state(self) -> str:
        return self.text("standing/state")


class Speaker:
    """One machine at the door; says who it is by its secret in clear unless told otherwise."""

    def __init__(self, address: str, machine: Machine) -> None:
        self.address = address
        self.machine = machine
        self.http = httpx.Client(timeout=PATIENCE_S, trust_env=False)
        self._schema = etree.XMLSchema(etree.fromstring(self.http.get(f"{address}?xsd").content))

    def __enter__(self) -> Speaker:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def ask(self, operation: str, body: str, *, soap: str = SOAP_11, header: str | None = None) -> Answered:
        """One operation, whose content is XML in our namespace."""
        said = f'<{operation} xmlns="{OURS}">{body}</{operation}>'
        return self.raw(
            envelope(said, soap=soap, header=in_clear(self.machine) if header is None else header)
        )

    def raw(self, content: bytes, **headers: str) -> Answered:
        """Bytes as they are."""
        soap = SOAP_12 if SOAP_12.encode() in content else SOAP_11
        sent = {"Content-Type": MEDIA[soap], "SOAPAction": '""'}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return Answered(self.http.post(self.address, content=content, headers=sent), self._schema)

    def submit(
        self, document: bytes, key: str = "k1", *, soap: str = SOAP_11, source: str = "slips"
    ) -> Answered:
        """A document inside the envelope."""
        return self.ask("SubmitDocument", submission(document, key, source=source), soap=soap)


def submission(document: bytes, key: str = "k1", *, source: str = "slips") -> str:
    content = base64.b64encode(document).decode()
    return (
        f"<idempotencyKey>{escape(key)}</idempotencyKey><source>{source}</source><site>W1</site>"
        f"<name>a</name><mediaType>application/json</mediaType><content>{content}</content>"
    )


def envelope(body: str, *, soap: str = SOAP_11, header: str = "") -> bytes:
    head = f"<s:Header>{header}</s:Header>" if header else ""
    return f'<s:Envelope xmlns:s="{soap}">{head}<s:Body>{body}</s:Body></s:Envelope>'.encode()


def security(content: str) -> str:
    return (
        f'<wsse:Security xmlns:wsse="{WSSE}" xmlns:wsu="{WSU}" xmlns:s="{SOAP_11}" s:mustUnderstand="1">'
        f"{content}</wsse:Security>"
    )


def in_clear(machine: Machine, *, secret: str = "", more: str = "") -> str:
    """A token with the secret as it is."""
    return security(
        f"<wsse:UsernameToken><wsse:Username>{machine.client_id}</wsse:Username>"
        f'<wsse:Password Type="{PASSWORD_TEXT}">{secret or machine.secret}</wsse:Password>{more}'
        "</wsse:UsernameToken>"
    )


def as_digest(machine: Machine, *, created: datetime | None = None, nonce: bytes = b"") -> str:
    """A token with the digest of its password."""
    at = (created or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")
    salt = nonce or secrets.token_bytes(16)
    made = hashlib.sha1(salt + at.encode() + machine.digest_password.encode()).digest()  # noqa: S324
    return security(
        f"<wsse:UsernameToken><wsse:Username>{machine.client_id}</wsse:Username>"
        f'<wsse:Password Type="{PASSWORD_DIGEST}">{base64.b64encode(made).decode()}</wsse:Password>'
        f"<wsse:Nonce>{base64.b64encode(salt).decode()}</wsse:Nonce><wsu:Created>{at}</wsu:Created>"
        "</wsse:UsernameToken>"
    )


def settled(ask: Callable[[], Any]) -> Any:
    """The answer once there is an outcome, however long that takes here: a repeat gets the present one."""
    return until(lambda: said if (said := ask()).state != "taken" else None, "the outcome")
