"""A small hub's authority: signs what agents ask for, for thirty days."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

_KEY = ec.generate_private_key(ec.SECP256R1())


def signed(csr: str, agent: str) -> str:
    """The certificate in PEM; fails if the request does not prove its key."""
    request = x509.load_pem_x509_csr(csr.encode())
    assert request.is_signature_valid
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, agent)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test-hub")]))
        .public_key(request.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=10))
        .not_valid_after(now + timedelta(days=30))
        .sign(_KEY, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM).decode()
