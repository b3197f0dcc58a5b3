"""The files of a server or worker of ours: its key, its certificate, and the root that others pin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509

from certs.building import host_name
from certs.keys import alone, as_text, make_key, read_key, write_whole
from certs.requests import make_request
from core.kernel.errors import Refused

Certify = Callable[[bytes], bytes]
RENEW_AT = 2 / 3


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsFiles:
    """What one end of a TLS connection shows, its key, and the authority that it trusts."""

    certificate: Path
    key: Path
    authority: Path


def kept_files(
    folder: Path, name: str, *, hosts: tuple[str, ...], now: datetime, certify: Certify
) -> TlsFiles:
    """NAME.pem and NAME.key in the folder, made, or made anew when two thirds of their life are over.

    certify: gives the certificate chain in PEM for a signing request. hosts: that a server is called by.
    """
    files = TlsFiles(
        certificate=folder / f"{name}.pem", key=folder / f"{name}.key", authority=folder / "ca.pem"
    )
    with alone(folder / f".{name}.lock"):
        if not still_good(files, hosts, now):
            write_files(files, name, certify)
    return files


def write_files(files: TlsFiles, name: str, certify: Certify) -> None:
    """A new key and the certificate for it."""
    key = make_key()
    chain = certify(make_request(key, name))
    write_whole(files.key, as_text(key), mode=0o600)
    write_whole(files.certificate, chain, mode=0o644)


def still_good(files: TlsFiles, hosts: tuple[str, ...], now: datetime) -> bool:
    """Whether the certificate is of this key, bears these names, and its renewal is not due."""
    try:
        certificate = x509.load_pem_x509_certificate(files.certificate.read_bytes())
        key = read_key(files.key, None)
        held = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, Refused, x509.ExtensionNotFound):
        return False
    begun, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    named = [one for one in held if not isinstance(one, x509.UniformResourceIdentifier)]
    return (
        key.public_key() == certificate.public_key()
        and now < begun + (ends - begun) * RENEW_AT
        and named == [host_name(host) for host in hosts]
    )
