"""Where Debian keeps the servers' programs, and which package brings each."""

import os
import shutil
from pathlib import Path

from tests.servers.errors import ServerMissing

PACKAGES = {
    "RabbitMQ": "rabbitmq-server",
    "PostgreSQL": "postgresql",
    "Redis": "redis-server",
    "OpenSSH": "openssh-server",
    "PHP": "php-cli",
    "PHP's SOAP": "php-soap",
    "xmlsec1": "xmlsec1",
    "Dovecot": "dovecot-imapd",
    "GnuPG": "gnupg",
    "chromium": "chromium",
    "Chinese fonts": "fonts-noto-cjk",
}

# Debian keeps these out of an ordinary PATH, and RabbitMQ's own behind a wrapper that changes the user.
FOLDERS = ("/usr/lib/rabbitmq/bin", "/usr/sbin", "/sbin")


def program(server: str, name: str) -> str:
    """The path of a server's program; raises ServerMissing with what to install."""
    postgres = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    folders = [*(str(path) for path in reversed(postgres)), *FOLDERS, os.environ.get("PATH", "")]
    found = shutil.which(name, path=os.pathsep.join(folders))
    if found is None:
        raise ServerMissing(
            f"{server} is not installed (no {name}); as root: apt-get install -y {PACKAGES[server]}"
        )
    return found


def private_folder(folder: Path) -> None:
    """Make the folder, for nobody else's eyes: secrets and keys lie in it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def as_user(user: str | None, command: list[str]) -> list[str]:
    """The command run as another user, which only root can ask for."""
    if user is None:
        return command
    return ["setpriv", "--reuid", user, "--regid", user, "--clear-groups", "--", *command]


def is_root() -> bool:
    """Whether we may start programs as other users."""
    return os.geteuid() == 0
