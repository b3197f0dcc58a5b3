"""A PostgreSQL server of our own, which keeps what it committed: fsync is on, as in production."""

import secrets
import shutil
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

from tests.servers.daemon import Daemon
from tests.servers.errors import ServerFailed, ServerMissing
from tests.servers.guard import Guard
from tests.servers.ports import free_port
from tests.servers.programs import as_user, is_root, program

USER = "lianqiao"
INITDB_TIMEOUT_S = 300.0
CONNECT_TIMEOUT_S = 60
SETTINGS = {
    "listen_addresses": "'127.0.0.1'",
    "max_connections": "200",
    "shared_buffers": "'128MB'",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Postgres:
    """A running server; `store.url("name")` is what LIANQIAO_DATABASE_URL takes."""

    port: int
    password: str = field(repr=False)
    daemon: Daemon

    @classmethod
    def in_folder(
        cls, folder: Path, guard: Guard, *, settings: Mapping[str, str] | None = None
    ) -> "Postgres":
        """Prepare a cluster, made at the first time; what the folder holds is kept."""
        port = free_port()
        user = _make_cluster(folder)
        _configure(folder, {**SETTINGS, **(settings or {}), "port": str(port)})
        password = (folder / "password").read_text()
        store = f"host=127.0.0.1 port={port} user={USER} password={password} dbname=postgres"
        daemon = Daemon(
            name="postgres",
            command=as_user(user, [program("PostgreSQL", "postgres"), "-D", str(folder / "data")]),
            folder=folder,
            guard=guard,
            stop_signal=signal.SIGINT,  # Ends the sessions, then checkpoints and goes.
            ready=lambda: _is_up(store),
        )
        return cls(port=port, password=password, daemon=daemon)

    def url(self, database: str = "postgres", *, driver: str = "postgresql+psycopg") -> str:
        """The SQLAlchemy address of a database; `driver="postgresql"` gives libpq's."""
        return f"{driver}://{USER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start the server, or start it again on what it kept."""
        self.daemon.start()

    def stop(self) -> None:
        """Shut the server down in order; open sessions are ended."""
        self.daemon.stop()

    def kill(self) -> None:
        """Cut the server's power."""
        self.daemon.kill()

    def add_database(self, name: str, *, template: str = "template1") -> str:
        """Make a database as a copy of the template and return its SQLAlchemy address."""
        self._run(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Remove a database; its sessions are ended."""
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(
            self.url(driver="postgresql"), autocommit=True, connect_timeout=CONNECT_TIMEOUT_S
        ) as connection:
            connection.execute(statement)


def _is_up(store: str) -> bool:
    try:
        psycopg.connect(store, connect_timeout=20).close()
    except psycopg.OperationalError:
        return False
    return True


def _make_cluster(folder: Path) -> str | None:
    """Run initdb once; PostgreSQL refuses root, so root lends the folder to Debian's user `postgres`."""
    user = "postgres" if is_root() else None
    folder.mkdir(parents=True, exist_ok=True)
    if user:
        _check_reachable(folder)
        shutil.chown(folder, user, user)
    if not (folder / "data" / "PG_VERSION").exists():
        _initdb(folder, user)
    return user


def _initdb(folder: Path, user: str | None) -> None:
    password = folder / "password"
    password.write_text(secrets.token_hex(16))
    password.chmod(0o600)
    if user:
        shutil.chown(password, user, user)
    command = [program("PostgreSQL", "initdb"), "-D", str(folder / "data"), "-U", USER]
    command += ["--auth=scram-sha-256", f"--pwfile={password}", "--encoding=UTF8", "--locale=C", "--no-sync"]
    done = subprocess.run(
        as_user(user, command),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=INITDB_TIMEOUT_S,
        check=False,
    )
    if done.returncode:
        raise ServerFailed(f"initdb in {folder}: {done.stdout}{done.stderr}")


def _check_reachable(folder: Path) -> None:
    for parent in folder.resolve().parents:
        if not parent.stat().st_mode & 0o001:
            raise ServerMissing(
                f"PostgreSQL will not run as root, and its user `postgres` may not enter {parent}; "
                "set LIANQIAO_HOME to a folder that others may enter, such as /var/lib/lianqiao"
            )


def _configure(folder: Path, settings: Mapping[str, str]) -> None:
    lines = [f"{name} = {value}" for name, value in settings.items()]
    lines.append("unix_socket_directories = ''")  # Sockets have short paths only; all our clients speak TCP.
    (folder / "data" / "postgresql.auto.conf").write_text("\n".join(lines) + "\n")
