"""How our certificates look: what each kind may be used for, and by what name."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from core.hub.certificates import AGENT, SERVER, Wanted

_OURS = "urn:lianqiao:"
_CLIENT, _SERVER = ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def started(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, valid: tuple[datetime, datetime]
) -> x509.CertificateBuilder:
    """The fields every certificate has; valid: from when to when."""
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid[0].astimezone(UTC))
        .not_valid_after(valid[1].astimezone(UTC))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def as_authority(builder: x509.CertificateBuilder, *, below: int) -> x509.CertificateBuilder:
    """May sign certificates and revocation lists; below: how many authorities may stand under it."""
    return builder.add_extension(
        x509.BasicConstraints(ca=True, path_length=below), critical=True
    ).add_extension(_usage(signs=True), critical=True)


def as_leaf(
    builder: x509.CertificateBuilder, wanted: Wanted, issuer: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    """Signs for itself alone: a server by its host names, everybody else by an address of our own."""
    purposes = [_SERVER, _CLIENT] if wanted.kind == SERVER else [_CLIENT]
    names: list[x509.GeneralName] = [x509.UniformResourceIdentifier(address(wanted))]
    names += [host_name(host) for host in wanted.hosts]
    return (
        builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer), critical=False)
    )


def address(wanted: Wanted) -> str:
    """The name as an address: urn:lianqiao:agent:wh-1."""
    return f"{_OURS}{wanted.kind}:{wanted.name}"


def whose(addresses: Sequence[str]) -> tuple[str, str]:
    """(kind, name) by the address that a certificate bears; empty where it is not exactly one of ours."""
    if len(addresses) != 1 or not addresses[0].startswith(_OURS):
        return "", ""
    kind, _, name = addresses[0].removeprefix(_OURS).partition(":")
    return kind, name


def common_name(wanted: Wanted) -> str:
    """The broker's user; no agent has an id that begins like another kind's (core/hub/enrol.py)."""
    if wanted.kind == AGENT:
        return wanted.user or wanted.name
    return f"{wanted.kind}.{wanted.name}"


def host_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
    )


def hosts_of(chain: bytes) -> tuple[str, ...]:
    """The host names and addresses that the first certificate of a chain bears."""
    first = x509.load_pem_x509_certificates(chain)[0]
    names = first.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return tuple(str(one.value) for one in names if not isinstance(one, x509.UniformResourceIdentifier))
