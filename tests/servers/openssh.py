"""An OpenSSH server of our own that serves files only, to one key, below one folder."""

import getpass
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.servers.daemon import Daemon
from tests.servers.guard import Guard
from tests.servers.ports import answers, free_port
from tests.servers.programs import is_root, private_folder, program

KEYGEN_TIMEOUT_S = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSSH:
    """A running server: a partner's SFTP side, with a pinned host key."""

    port: int
    user: str
    files: Path
    client_key: Path
    host_key: str
    daemon: Daemon

    @classmethod
    def in_folder(cls, folder: Path, guard: Guard) -> "OpenSSH":
        """Prepare a server, with keys made at the first time; what the folder holds is kept."""
        sshd = program("OpenSSH", "sshd")
        private_folder(folder)
        port, files = free_port(), folder / "files"
        files.mkdir(exist_ok=True)
        for name in ("host_key", "client_key"):
            _make_key(folder / name)
        (folder / "authorized_keys").write_text((folder / "client_key.pub").read_text())
        _write_config(folder, port)
        if is_root():
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # sshd separates its privileges there.
        daemon = Daemon(
            name="sshd",
            command=[sshd, "-D", "-e", "-f", str(folder / "sshd_config")],
            folder=folder,
            guard=guard,
            ready=lambda: answers(port),
        )
        return cls(
            port=port,
            user=getpass.getuser(),
            files=files,
            client_key=folder / "client_key",
            host_key=" ".join((folder / "host_key.pub").read_text().split()[:2]),
            daemon=daemon,
        )

    def start(self) -> None:
        """Start the server, or start it again on what it kept."""
        self.daemon.start()

    def stop(self) -> None:
        """Shut the server down; open sessions are ended."""
        self.daemon.stop()

    def kill(self) -> None:
        """Cut the server's power."""
        self.daemon.kill()


def _make_key(path: Path) -> None:
    if not path.exists():
        command = [program("OpenSSH", "ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", str(path)]
        subprocess.run(command, check=True, timeout=KEYGEN_TIMEOUT_S, stdin=subprocess.DEVNULL)


def _write_config(folder: Path, port: int) -> None:
    (folder / "sshd_config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host_key\nPidFile {folder}/sshd.pid\n"
        f"AuthorizedKeysFile {folder}/authorized_keys\nStrictModes no\nUsePAM no\n"
        "PermitRootLogin prohibit-password\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n"
        f"Subsystem sftp internal-sftp\nForceCommand internal-sftp -d {folder}/files\n"
        "AllowTcpForwarding no\nX11Forwarding no\nLogLevel VERBOSE\n"
    )
