"""A RabbitMQ cluster of three nodes on this machine, with an epmd, a cookie and folders of its own."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from tests.servers.guard import Guard
from tests.servers.ports import free_port
from tests.servers.programs import private_folder
from tests.servers.rabbitmq import Member, RabbitMQ, make_epmd

NAMES = ("one", "two", "three")


@dataclass(frozen=True, slots=True)
class RabbitCluster:
    """Its members by their node names; all queues of a virtual host are everybody's."""

    members: dict[str, RabbitMQ]

    @classmethod
    def in_folder(cls, folder: Path, guard: Guard) -> "RabbitCluster":
        """Prepares three nodes that know each other's secret."""
        private_folder(folder)
        port, secret = free_port(), secrets.token_hex(16)
        epmd = make_epmd(folder, guard, port)
        members = {}
        for name in NAMES:
            member = Member(node=f"{name}@localhost", epmd=epmd, epmd_port=port, secret=secret)
            members[member.node] = RabbitMQ.in_folder(folder / name, guard, member=member)
        return cls(members)

    def start(self) -> None:
        """One after the other; the second and third join the first."""
        first, *others = self.members
        self.members[first].start()
        for name in others:
            node = self.members[name]
            node.start()
            for words in (["stop_app"], ["reset"], ["join_cluster", first], ["start_app"]):
                node.ctl(*words)

    def add_vhost(self, name: str) -> str:
        """A virtual host on all of them; the addresses of all, as a setting takes them."""
        first, *others = self.members.values()
        return ";".join([first.add_vhost(name), *(node.url(name) for node in others)])

    def leader_of(self, vhost: str, queue: str, *, asked: RabbitMQ | None = None) -> str:
        """The node on which the leader of a quorum queue is."""
        node = asked or next(iter(self.members.values()))
        return str(node.api("GET", f"/queues/{vhost}/{queue}").json().get("leader", ""))

    def followers_of(self, vhost: str, queue: str, *, asked: RabbitMQ) -> set[str]:
        """The members of a quorum queue that are there now."""
        return set(asked.api("GET", f"/queues/{vhost}/{queue}").json().get("online", ()))

    def stop(self) -> None:
        for node in self.members.values():
            node.daemon.stop()
        next(iter(self.members.values())).epmd.stop()
