"""A RabbitMQ node of our own: own name, cookie, folders, ports and epmd, so that it meets no other node."""

import secrets
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import httpx
import pika

from tests.patience import until
from tests.servers.daemon import Daemon
from tests.servers.errors import ServerFailed
from tests.servers.guard import Guard
from tests.servers.ports import answers, free_port
from tests.servers.programs import private_folder, program

NODE = "lianqiao@localhost"
USER = "lianqiao"
CTL_TIMEOUT_S = 180.0
HTTP_TIMEOUT_S = 60.0
LOOK_TIMEOUT_S = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RabbitMQ:
    """A running node; `broker.url()` is what LIANQIAO_BROKER_URL takes."""

    port: int
    management_port: int
    folder: Path
    password: str = field(repr=False)
    environment: dict[str, str] = field(repr=False)
    daemon: Daemon
    epmd: Daemon
    certificates: Path | None = None

    @classmethod
    def in_folder(
        cls, folder: Path, guard: Guard, *, config: str = "", certificates: Path | None = None,
        member: "Member | None" = None,
    ) -> "RabbitMQ":  # fmt: skip
        """Prepare a node, with more lines of rabbitmq.conf if wanted; what the folder holds is kept.

        member: of which cluster it is, if it is not alone.

        certificates: ca.pem, broker.pem, broker.key in a folder: it listens by TLS alone, for who shows one.
        """
        private_folder(folder)
        port, management_port = free_port(), free_port()
        epmd_port = member.epmd_port if member else free_port()
        password = member.secret if member else _kept_secret(folder / "password")
        _kept_secret(folder / ".erlang.cookie", member.secret if member else "")
        listens = _tls(port, certificates) if certificates else f"listeners.tcp.1 = 127.0.0.1:{port}\n"
        _write_config(folder, listens + config, management_port, password)
        environment = _environment(folder, epmd_port, member.node if member else NODE)
        epmd = member.epmd if member else make_epmd(folder, guard, epmd_port)
        daemon = Daemon(
            name="rabbitmq",
            command=[program("RabbitMQ", "rabbitmq-server")],
            folder=folder,
            guard=guard,
            environment=environment,
            ready=lambda: _is_up(management_port, password) and answers(port),
            start_timeout_s=180.0,
        )
        return cls(
            port=port,
            management_port=management_port,
            folder=folder,
            password=password,
            environment=environment,
            daemon=daemon,
            epmd=epmd,
            certificates=certificates,
        )

    def url(self, vhost: str = "/") -> str:
        """The AMQP address of a virtual host; over TLS without a name, for the certificate says it."""
        if self.certificates is not None:
            return f"amqps://127.0.0.1:{self.port}/{quote(vhost, safe='')}"
        return f"amqp://{USER}:{self.password}@127.0.0.1:{self.port}/{quote(vhost, safe='')}"

    @property
    def management_url(self) -> str:
        """The HTTP API, with its user and password."""
        return f"http://{USER}:{self.password}@127.0.0.1:{self.management_port}"

    def start(self) -> None:
        """Start the node, or start it again on what it kept."""
        self.epmd.start()
        self.daemon.start()

    def stop(self) -> None:
        """Shut the node down in order."""
        self.daemon.stop()
        self.epmd.stop()

    def kill(self) -> None:
        """Cut the node's power; a quorum queue that is not `until_kept` comes back without a leader."""
        self.daemon.kill()

    def until_kept(self, vhost: str, *queues: str) -> None:
        """Waits until the node has written down, as it does now and then, that it has these quorum queues."""

        def written() -> bool:
            lists = [path.read_bytes() for path in self.folder.glob("data/*/quorum/*/names.dets")]
            return all(any(f"{vhost}_{queue}".encode() in names for names in lists) for queue in queues)

        until(written, f"{', '.join(queues)} of {vhost} to be written down")

    def ctl(self, *arguments: str) -> str:
        """Run rabbitmqctl on this node and return what it printed."""
        done = subprocess.run(
            [program("RabbitMQ", "rabbitmqctl"), *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=CTL_TIMEOUT_S,
            check=False,
        )
        if done.returncode:
            raise ServerFailed(f"rabbitmqctl {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def api(self, method: str, path: str, body: object = None) -> httpx.Response:
        """Call the management API, as in `api("GET", "/queues")`; an error answer is an HTTPStatusError."""
        address = f"http://127.0.0.1:{self.management_port}/api{path}"
        answer = httpx.request(
            method, address, json=body, auth=(USER, self.password), timeout=HTTP_TIMEOUT_S, trust_env=False
        )
        return answer.raise_for_status()

    def add_vhost(self, name: str) -> str:
        """Make an empty virtual host and return its AMQP address."""
        self.api("PUT", f"/vhosts/{quote(name, safe='')}", {})
        self.api("PUT", f"/permissions/{quote(name, safe='')}/{USER}", _ALL)
        return self.url(name)

    def drop_vhost(self, name: str) -> None:
        """Remove a virtual host and all in it; its connections are closed."""
        self.api("DELETE", f"/vhosts/{quote(name, safe='')}")

    def close_connections(self) -> int:
        """Cut every client's connection, as a broken network would; returns how many there were."""
        connections = self.api("GET", "/connections").json()
        return sum(self._closed(str(each["name"])) for each in connections)

    def _closed(self, connection: str) -> bool:
        """Closes it; the node's list may still name one that is gone."""
        try:
            self.api("DELETE", f"/connections/{quote(connection, safe='')}")
        except httpx.HTTPStatusError as error:
            if error.response.status_code != httpx.codes.NOT_FOUND:
                raise
            return False
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """What a node shares with the others of its cluster: the map of names, and one secret for all."""

    node: str
    epmd: Daemon
    epmd_port: int
    secret: str = field(repr=False)


def make_epmd(folder: Path, guard: Guard, port: int) -> Daemon:
    """Which Erlang node of a place is at which port; nobody else's nodes are at this one."""
    return Daemon(
        name="epmd",
        command=[program("RabbitMQ", "epmd"), "-address", "127.0.0.1", "-port", str(port)],
        folder=folder,
        guard=guard,
        ready=lambda: answers(port),
    )


def connected(url: str) -> pika.BlockingConnection:
    """A connection to which a broker that lives is never too slow."""
    parameters = pika.URLParameters(url)
    parameters.socket_timeout = parameters.stack_timeout = HTTP_TIMEOUT_S
    return pika.BlockingConnection(parameters)


_ALL = {"configure": ".*", "write": ".*", "read": ".*"}


def _is_up(management_port: int, password: str) -> bool:
    if not answers(management_port):
        return False
    address = f"http://127.0.0.1:{management_port}/api/health/checks/virtual-hosts"
    try:
        answer = httpx.get(address, auth=(USER, password), timeout=LOOK_TIMEOUT_S, trust_env=False)
    except httpx.TransportError:
        return False
    return answer.status_code == httpx.codes.OK


def _kept_secret(path: Path, secret: str = "") -> str:
    if not path.exists():
        path.write_text(secret or secrets.token_hex(16))
    path.chmod(0o400)
    return path.read_text()


def _tls(port: int, certificates: Path) -> str:
    return (
        f"listeners.tcp = none\nlisteners.ssl.1 = 127.0.0.1:{port}\n"
        f"ssl_options.cacertfile = {certificates / 'ca.pem'}\n"
        f"ssl_options.certfile = {certificates / 'broker.pem'}\n"
        f"ssl_options.keyfile = {certificates / 'broker.key'}\n"
        "ssl_options.verify = verify_peer\nssl_options.fail_if_no_peer_cert = true\n"
        "ssl_options.depth = 2\n"
        "ssl_options.versions.1 = tlsv1.3\nssl_options.versions.2 = tlsv1.2\n"
        "auth_mechanisms.1 = EXTERNAL\nssl_cert_login_from = common_name\n"
    )


def _write_config(folder: Path, config: str, management_port: int, password: str) -> None:
    (folder / "rabbitmq.conf").write_text(
        f"management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {management_port}\n"
        f"default_user = {USER}\ndefault_pass = {password}\n"
        "loopback_users = none\ndisk_free_limit.absolute = 50MB\n"
        "log.console = true\nlog.console.level = info\n"
        f"{config}\n"
    )
    (folder / "enabled_plugins").write_text("[rabbitmq_management,rabbitmq_auth_mechanism_ssl].\n")


def _environment(folder: Path, epmd_port: int, node: str) -> dict[str, str]:
    return {
        "HOME": str(folder),
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        "LANG": "C.UTF-8",
        "ERL_EPMD_PORT": str(epmd_port),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODENAME": node,
        "RABBITMQ_DIST_PORT": str(free_port()),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_CONF_ENV_FILE": str(folder / "no-such-file"),
        "RABBITMQ_MNESIA_BASE": str(folder / "data"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_LOGS": "-",
        "RABBITMQ_PID_FILE": str(folder / "rabbitmq.pid"),
        # With these two the script becomes the node, so that SIGTERM stops it and SIGKILL hits it.
        "RABBITMQ_ALLOW_INPUT": "1",
        "RABBITMQ_SERVER_START_ARGS": "-noinput",
        # An idle node must not burn the cores that it shares with us.
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+sbwt none +sbwtdcpu none +sbwtdio none",
    }
