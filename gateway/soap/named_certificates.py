"""Certificates of partners' own, of any authority: that the contract names one is what counts."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from adapters.wiring.hub import Hub
from core.hub.contracts import Partner
from gateway.soap.faults import not_proven

PARTNERS_MAX = 10_000


def partner_naming(hub: Hub, certificate: x509.Certificate) -> str:
    """The one partner whose contract names it. Raises SoapFault for none, several, or one not in force."""
    wanted = _hash(certificate)
    named = [
        row.partner
        for row in hub.store.rows(Partner, limit=PARTNERS_MAX)
        if wanted in map(_hash_of, hub.library.contract(row.contract).soap.certificates)
    ]
    if len(named) != 1:
        whose = "several partners'" if named else "neither of this hub nor named by a contract"
        raise not_proven("certificate", f"the certificate is {whose}")
    if not certificate.not_valid_before_utc <= hub.clock.now() <= certificate.not_valid_after_utc:
        until = f"{certificate.not_valid_after_utc:%Y-%m-%d %H:%M}Z"
        raise not_proven("certificate", f"the certificate is not in force (it is until {until}); renew it")
    return named[0]


def _hash(certificate: x509.Certificate) -> str:
    return sha256(certificate.public_bytes(Encoding.DER)).hexdigest()


@lru_cache(maxsize=1000)
def _hash_of(pem: str) -> str:
    """Nothing where it is no certificate: that lets nobody in."""
    try:
        return _hash(x509.load_pem_x509_certificate(pem.strip().encode()))
    except ValueError:
        return ""
