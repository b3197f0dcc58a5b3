"""What leaves the machine leaves it over TLS; an open broker elsewhere is refused."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from adapters.bus.address import Address, nodes, require_safe, with_authority, with_files
from adapters.bus.connection import connect
from core.kernel.errors import Refused


@pytest.mark.parametrize("url", ["amqp://user:secret@rabbit/", "amqp://10.0.0.5:5672", "http://rabbit:15672"])
def test_nothing_goes_elsewhere_in_the_open(url: str) -> None:
    with pytest.raises(Refused, match="in the open; say") as refused:
        require_safe(url)

    assert "secret" not in refused.value.text
    assert "docs/trust.md" in refused.value.text


@pytest.mark.parametrize(
    "url", ["", "amqp://guest@127.0.0.1/", "amqp://[::1]/", "amqp://localhost:5672", "amqps://rabbit/"]
)
def test_inside_one_machine_and_over_tls_it_goes(url: str) -> None:
    require_safe(url)


def test_a_broker_over_tls_is_shown_the_hubs_own_certificate() -> None:
    address = Address.read(with_files("amqps://rabbit/%2F", Path("/home/hub/certs")))

    assert (address.url, address.login) == ("amqps://rabbit:5671/%2F", "EXTERNAL")
    assert address.tls is not None
    assert address.tls["ca_certs"] == "/home/hub/certs/ca.pem"
    assert address.tls["certfile"] == "/home/hub/certs/worker.pem"
    assert address.tls["server_hostname"] == "rabbit"


def test_who_says_files_or_a_name_of_his_own_is_taken_at_his_word() -> None:
    own = "amqps://rabbit/?cacertfile=/a.pem&certfile=/b.pem"
    named = "amqps://user:secret@rabbit:5999/x"

    assert with_files(own, Path("/certs")) == own
    assert with_files(named, Path("/certs")) == named
    assert Address.read(named).login == "PLAIN"
    assert Address.read(named).url == named
    assert with_authority("https://rabbit:15671", Path("/c")).endswith("?cacertfile=%2Fc%2Fca.pem")


def test_of_several_members_each_is_held_to_the_same(tmp_path: Path) -> None:
    require_safe("amqps://one/;amqps://two/")
    with pytest.raises(Refused, match="in the open"):
        require_safe("amqps://one/;amqp://two.example/")
    with pytest.raises(Refused, match="by TLS or not"):
        require_safe("amqps://one/;amqp://127.0.0.1/")

    said = with_files("amqps://one/; amqps://two/", tmp_path)

    assert [Address.read(node).tls["server_hostname"] for node in nodes(said)] == ["one", "two"]  # type: ignore[index]
    assert said.count("worker.pem") == 2


def test_a_member_that_is_away_is_passed_over(broker_url: str) -> None:
    # Nobody serves at the discard port of a machine of today.
    with contextlib.closing(connect(f"amqp://127.0.0.1:9/;{broker_url}")) as connection:
        assert connection.connected
