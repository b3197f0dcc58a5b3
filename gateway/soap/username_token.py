"""A UsernameToken: a client id with its secret in clear, or the digest of its password; never twice."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from datetime import UTC, datetime

from lxml import etree

from adapters.wiring.hub import Hub
from core.hub.clients import client_with
from core.hub.digest_access import FRESH, digest_client, owner_of, use_once
from gateway.soap.faults import SoapFault, not_proven, wrong
from gateway.soap.words import PASSWORD_DIGEST, PASSWORD_TEXT, WSSE, WSU

TEXT_MAX = 1000
Unseal = Callable[[str, bytes], bytes]


def partner_by_token(hub: Hub, token: etree._Element, unseal: Unseal) -> str:
    """Whose token it is. Raises SoapFault for a wrong one, an old one, and one that came before."""
    name, password, kind = _said(token)
    nonce, created = _text(token, f"{{{WSSE}}}Nonce"), _text(token, f"{{{WSU}}}Created")
    now = hub.clock.now()
    if kind == PASSWORD_DIGEST and not (nonce and created):
        raise wrong("digest", "a digest needs Nonce and Created", "Header/Security/UsernameToken")
    if kind == PASSWORD_DIGEST:
        partner = _by_digest(hub, name, (nonce, created, password), unseal)
    else:
        client = client_with(hub.store, name, password, now)
        partner = client.partner if client is not None else ""
    if not partner:
        raise not_proven("password", "client id or password is wrong, or revoked")
    if nonce or created:
        _require_fresh(hub, name, nonce, moment(created) if created else now)
    return partner


def require_recent(made: datetime, now: datetime) -> None:
    """Raises SoapFault for what is too old, or of the future."""
    if abs(now - made) > FRESH:
        raise not_proven(
            "not_fresh",
            f"it says it was made at {made:%Y-%m-%dT%H:%M:%SZ}, here it is {now:%Y-%m-%dT%H:%M:%SZ}; at most"
            f" {int(FRESH.total_seconds())} s may lie between",
        )


def moment(text: str) -> datetime:
    """A moment; without a zone UTC is meant, as the standard says. Raises SoapFault for what is none."""
    try:
        made = datetime.fromisoformat(text.strip())
        return made.replace(tzinfo=UTC) if made.tzinfo is None else made.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise wrong("created", f"{text[:40]!r} is no moment", "Header/Security") from error


def _require_fresh(hub: Hub, name: str, nonce: str, made: datetime) -> None:
    require_recent(made, hub.clock.now())
    # By its bytes: one nonce can be written in base64 in more ways than one.
    if nonce and not use_once(hub.store, f"nonce/{name}/{_salt(nonce).hex()}", made):
        raise not_proven("replayed", "this nonce was used before; make each message anew")


def _by_digest(hub: Hub, name: str, said: tuple[str, str, str], unseal: Unseal) -> str:
    """The partner, "" where the digest is not of this client's password."""
    nonce, created, digest = said
    found = digest_client(hub.store, name)
    if found is None:
        return ""
    client, kept = found
    password = unseal(owner_of(client.client_id), kept.sealed)
    # The standard knows SHA-1 alone. It is over a secret of 24 random bytes, good for five minutes, once.
    made = hashlib.sha1(_salt(nonce) + created.encode() + password, usedforsecurity=False).digest()
    same = hmac.compare_digest(base64.b64encode(made), digest.strip().encode())
    return client.partner if same else ""


def _salt(nonce: str) -> bytes:
    try:
        return base64.b64decode(nonce, validate=True)
    except ValueError as error:  # Of base64, and of what is not ASCII.
        raise wrong("nonce", "the nonce is no base64", "Header/Security/UsernameToken/Nonce") from error


def _said(token: etree._Element) -> tuple[str, str, str]:
    """(name, password, the kind of the password). Raises SoapFault."""
    name = _text(token, f"{{{WSSE}}}Username")
    password = token.find(f"{{{WSSE}}}Password")
    if not name or password is None or not password.text:
        raise _incomplete()
    kind = password.get("Type") or PASSWORD_TEXT
    if kind not in (PASSWORD_TEXT, PASSWORD_DIGEST):
        raise wrong("password_type", f"a password of type {kind[:200]} is not taken here")
    return name, password.text[:TEXT_MAX], kind


def _text(token: etree._Element, tag: str) -> str:
    found = token.findall(tag)
    if len(found) > 1:
        raise wrong("token_twice", f"{tag} stands twice", "Header/Security/UsernameToken")
    return (found[0].text or "").strip()[:TEXT_MAX] if found else ""


def _incomplete() -> SoapFault:
    return wrong("token", "a UsernameToken needs Username and Password", "Header/Security/UsernameToken")
