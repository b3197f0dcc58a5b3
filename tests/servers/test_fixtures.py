"""A machine without the real servers says what to install; a build machine calls it a failure."""

import pytest

from tests.servers import fixtures, programs
from tests.servers.errors import ServerMissing


def test_a_missing_program_is_named_with_its_package() -> None:
    with pytest.raises(ServerMissing, match=r"no rabbitmq-serverless.*apt-get install -y rabbitmq-server"):
        programs.program("RabbitMQ", "rabbitmq-serverless")


def test_at_home_a_missing_server_skips_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIANQIAO_CI", raising=False)

    with pytest.raises(pytest.skip.Exception, match="Redis is not installed"):
        fixtures.do_without(ServerMissing("Redis is not installed"))


def test_on_a_build_machine_a_missing_server_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANQIAO_CI", "1")

    with pytest.raises(pytest.fail.Exception, match="Redis is not installed"):
        fixtures.do_without(ServerMissing("Redis is not installed"))


def test_a_server_asked_for_by_name_needs_the_mark(request: pytest.FixtureRequest) -> None:
    with pytest.raises(pytest.fail.Exception, match="must be marked `servers`"):
        request.getfixturevalue("redis_server")
