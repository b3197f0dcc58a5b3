"""What leaves the machine leaves it over TLS; an open broker elsewhere is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.bus.address import Address, require_safe, with_authority, with_files
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
