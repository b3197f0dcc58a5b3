"""A Dovecot of our own that knows one person: a mailbox over TLS, and folders that a test fills as files."""

import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.servers.daemon import Daemon
from tests.servers.guard import Guard
from tests.servers.ports import answers, free_port
from tests.servers.programs import private_folder, program

PASSWORD = "mailbox-secret"
# Its own users; the mails are those of `mail`, for Dovecot serves none as root.
ASKER, ANYBODY = "dovecot", "dovenull"
TIMEOUT_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dovecot:
    """A running server: a mailbox, with a certificate that only its own folder believes."""

    port: int
    plain_port: int
    folder: Path
    daemon: Daemon
    numbers: "count[int]" = field(default_factory=count)

    @classmethod
    def in_folder(cls, folder: Path, guard: Guard) -> "Dovecot":
        """Prepare a server; only root can, for it runs as several users."""
        dovecot = program("Dovecot", "dovecot")
        private_folder(folder)
        folder.chmod(0o711)
        port, plain_port = free_port(), free_port()
        _make_certificate(folder)
        _write_config(folder, port, plain_port)
        daemon = Daemon(
            name="dovecot",
            command=[dovecot, "-F", "-c", str(folder / "dovecot.conf")],
            folder=folder,
            guard=guard,
            ready=lambda: answers(port) and answers(plain_port),
        )
        return cls(port=port, plain_port=plain_port, folder=folder, daemon=daemon)

    @property
    def secret(self) -> bytes:
        """As a secret file of the hub holds it."""
        return PASSWORD.encode() + b"\n" + (self.folder / "server.pem").read_bytes()

    def new_user(self) -> str:
        """A person who has no mails yet."""
        return f"u{next(self.numbers)}@lianqiao.test"

    def deliver(self, user: str, mail: bytes, *, folder: str = "INBOX") -> None:
        """A mail arrives."""
        self._doveadm("save", "-u", user, "-m", folder, stdin=mail)

    def admin(self, *words: str) -> str:
        """Whatever its administrator may do."""
        return self._doveadm(*words)

    def start(self) -> None:
        """Start the server, or start it again on what it kept."""
        self.daemon.start()

    def stop(self) -> None:
        """Shut the server down."""
        self.daemon.stop()

    def kill(self) -> None:
        """Cut the server's power."""
        self.daemon.kill()

    def _doveadm(self, *words: str, stdin: bytes = b"") -> str:
        command = [program("Dovecot", "doveadm"), "-c", str(self.folder / "dovecot.conf"), *words]
        done = subprocess.run(command, input=stdin, capture_output=True, timeout=TIMEOUT_S, check=False)
        if done.returncode:
            raise AssertionError(f"doveadm {words}: {done.stderr.decode()}")
        return done.stdout.decode()


def _make_certificate(folder: Path) -> None:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    hosts = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = built.serial_number(x509.random_serial_number()).add_extension(hosts, critical=False)
    built = built.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=30))
    made = built.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(
        key, hashes.SHA256()
    )
    (folder / "server.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain, pkcs8 = serialization.NoEncryption(), serialization.PrivateFormat.PKCS8
    (folder / "server.key").write_bytes(key.private_bytes(serialization.Encoding.PEM, pkcs8, plain))


def _write_config(folder: Path, port: int, plain_port: int) -> None:
    for name in ("run", "state", "mails"):
        (folder / name).mkdir(exist_ok=True)
        (folder / name).chmod(0o777 if name == "mails" else 0o755)
    (folder / "dovecot.conf").write_text(
        f"base_dir = {folder}/run\nstate_dir = {folder}/state\nlog_path = /dev/stderr\nprotocols = imap\n"
        f"listen = 127.0.0.1\nssl = yes\nssl_cert = <{folder}/server.pem\nssl_key = <{folder}/server.key\n"
        f"disable_plaintext_auth = yes\ndefault_internal_user = {ASKER}\ndefault_login_user = {ANYBODY}\n"
        "mail_uid = mail\nmail_gid = mail\nfirst_valid_uid = 1\nfirst_valid_gid = 1\n"
        f"mail_location = maildir:{folder}/mails/%u\nauth_mechanisms = plain login\n"
        f"passdb {{\n driver = static\n args = password={PASSWORD}\n}}\n"
        f"userdb {{\n driver = static\n args = uid=mail gid=mail home={folder}/mails/%u\n}}\n"
        f"service imap-login {{\n inet_listener imap {{\n port = {plain_port}\n }}\n"
        f" inet_listener imaps {{\n port = {port}\n ssl = yes\n }}\n}}\n"
        "namespace inbox {\n inbox = yes\n separator = /\n}\n"
    )
