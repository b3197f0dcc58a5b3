"""A hub's certificates as the version before made them: one authority, its key open, nobody below it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from certs.building import host_name
from certs.files import TlsFiles

PEM = serialization.Encoding.PEM


def make_older_home(folder: Path, names: tuple[str, ...], now: datetime) -> TlsFiles:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Lianqiao hub authority")])
    limits = x509.BasicConstraints(ca=True, path_length=0)
    only = _builder(name, name, key, now, days=3650).add_extension(limits, critical=True)
    usage = _usage(signs=True)
    authority = only.add_extension(usage, critical=True).sign(key, hashes.SHA256())
    server_key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    server = (
        _builder(subject, name, server_key, now, days=30)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([host_name(one) for one in names]), critical=False)
        .sign(key, hashes.SHA256())
    )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for file, one in (("ca.key", key), ("server.key", server_key)):
        text = one.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        (folder / file).write_bytes(text)
        (folder / file).chmod(0o600)
    (folder / "ca.pem").write_bytes(authority.public_bytes(PEM))
    (folder / "server.pem").write_bytes(server.public_bytes(PEM))
    return TlsFiles(certificate=folder / "server.pem", key=folder / "server.key", authority=folder / "ca.pem")


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, *, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=10))
        .not_valid_after(now + timedelta(days=days))
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=signs, crl_sign=signs,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
