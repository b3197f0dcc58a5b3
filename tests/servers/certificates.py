"""A hub's authority for a server of the tests, and the server's own certificate in the same folder."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from certs.authority import Authority
from certs.files import kept_files
from core.hub.certificates import SERVER, Wanted
from tests.certs.clock import MachineClock

HOSTS = ("127.0.0.1", "localhost")


def make_certificates(folder: Path) -> Path:
    """ca.pem with all of its authority, broker.pem and broker.key; a hub's home may be given a copy."""
    authority, now = Authority(folder, clock=MachineClock()), datetime.now(UTC)

    def certify(csr: bytes) -> bytes:
        wanted = Wanted(kind=SERVER, name="broker", csr=csr, hosts=HOSTS)
        return authority.issue(
            wanted, since=now - timedelta(minutes=10), until=now + timedelta(days=30)
        ).chain

    kept_files(folder, "broker", hosts=HOSTS, now=now, certify=certify)
    return folder
