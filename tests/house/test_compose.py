"""docker-compose.yml says what the programs understand (settings, commands, health) and holds no secret."""

import importlib.util
import re
import sys
from typing import Any

import pytest
import yaml

from adapters.bus.address import Address
from gateway.cli.health import LIMIT_S
from tests.house.tree import TREE
from tests.programs import done, run

SERVICES = {"certificates", "web", "worker", "clock", "sftp", "agent", "rabbitmq", "postgres", "redis"}
OURS = {"web", "worker", "clock", "sftp"}
# The agent reads this one itself; the hub knows nothing of it.
AGENT_SETTINGS = {"LIANQIAO_AGENT_HOME"}
SECRET = re.compile(r"pass|secret|token|auth|url", re.I)
# An address that bears neither name nor password: who speaks there shows a certificate.
PLACE = re.compile(r"amqps://[a-z0-9.:/%F]+")
REQUIRED = re.compile(r"\$\{[A-Z_]+:\?[^}]+\}")


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """The services as compose reads them, anchors resolved."""
    page = yaml.safe_load((TREE / "docker-compose.yml").read_text(encoding="utf-8"))
    return dict(page["services"])


def test_every_part_is_there_and_each_says_how_it_feels(services: dict[str, Any]) -> None:
    assert services.keys() == SERVICES
    for name, service in services.items():
        if service["restart"] == "no":
            continue  # It ends before anybody could ask.
        assert service["healthcheck"].keys() >= {"test", "interval", "timeout", "retries"}, name


def test_rabbitmq_is_of_the_fourth_generation(services: dict[str, Any]) -> None:
    assert services["rabbitmq"]["image"].startswith("rabbitmq:4")


def test_what_postgresql_is_told_is_what_the_paper_says(services: dict[str, Any]) -> None:
    paper = (TREE / "docs" / "operations.md").read_text(encoding="utf-8")
    section = paper.split("## PostgreSQL")[1].split("\n## ")[0]
    told = [one.removeprefix("--") for one in services["postgres"]["command"][1:]]

    assert told == re.findall(r"^\| `([a-z_]+=\w+)` \|", section, re.M)


def test_a_part_starts_when_what_it_needs_is_healthy(services: dict[str, Any]) -> None:
    for name in OURS | {"agent"}:
        conditions = {each["condition"] for each in services[name]["depends_on"].values()}
        assert conditions == {"service_healthy"}, name
        assert services[name]["depends_on"].keys() <= SERVICES, name


def test_the_hub_knows_every_setting_that_is_used(services: dict[str, Any]) -> None:
    settings = pytest.importorskip("gateway.settings")
    used = {name for service in services.values() for name in service.get("environment", {})}
    ours = {name for name in used if name.startswith("LIANQIAO_")}

    assert ours - set(settings.VARIABLES) - AGENT_SETTINGS == set()


def test_the_hub_reads_its_settings_as_they_stand_there(services: dict[str, Any]) -> None:
    settings = pytest.importorskip("gateway.settings")
    environment = {
        name: REQUIRED.sub("s3cret", value) for name, value in services["web"]["environment"].items()
    }

    read = settings.read_settings(environment)

    assert read.database_url == "postgresql+psycopg://lianqiao:s3cret@postgres:5432/lianqiao"
    address = Address.read(read.broker_url)
    assert (address.url, address.login) == ("amqps://rabbitmq:5671/%2F", "EXTERNAL")
    assert address.tls is not None
    assert address.tls["certfile"] == "/var/lib/lianqiao/certs/worker.pem"
    assert not read.embedded


def test_no_secret_stands_in_the_file(services: dict[str, Any]) -> None:
    for name, service in services.items():
        for setting, value in service.get("environment", {}).items():
            holds_secret = SECRET.search(setting) and not setting.endswith(("_USER", "_FILE"))
            in_no_need = PLACE.fullmatch(value) or REQUIRED.search(value)
            assert not holds_secret or in_no_need, f"{name}: {setting}"
        assert not re.search(r"\$\{\w+:-", str(service)), f"{name}: a default for a variable"


@pytest.mark.parametrize("service", sorted(OURS | {"agent"}))
def test_the_programs_that_are_started_exist(services: dict[str, Any], service: str) -> None:
    python, option, module, *_ = services[service]["command"]

    assert (python, option) == ("python", "-m")
    if not (TREE / module / "__main__.py").exists():
        pytest.skip(f"{module} has no program yet")
    assert importlib.util.find_spec(f"{module}.__main__") is not None


def test_the_commands_that_are_given_to_the_gateway_exist(services: dict[str, Any]) -> None:
    given = {
        words[3] for service in services.values() for words in commands_of(service) if "gateway" in words
    }
    said = done([sys.executable, "-m", "gateway", "--help"])
    known = set(re.findall(r"^\W*([a-z-]+)\s", said, re.M))

    assert given == {"certs", "web", "worker", "sftp", "health"}
    assert given <= known


def test_the_health_of_each_part_of_the_hub_is_a_command_that_knows_it(services: dict[str, Any]) -> None:
    for name in sorted(OURS):
        python, *command = services[name]["healthcheck"]["test"][1:]
        asked = run([sys.executable, *command, "--help"], folder=TREE)
        assert (python, asked.returncode) == ("python", 0), asked.stderr
        assert name in asked.stdout
        assert command[-1] == name


def test_a_health_check_has_more_time_than_it_takes_at_most(services: dict[str, Any]) -> None:
    for name in sorted(OURS):
        given_s = int(services[name]["healthcheck"]["timeout"].removesuffix("s"))
        assert given_s > 2 * LIMIT_S, name


def commands_of(service: dict[str, Any]) -> list[list[str]]:
    """What is started, and what is asked for its health, as words from `python` on."""
    return [service.get("command", []), service.get("healthcheck", {}).get("test", [])[1:]]


def test_images_hold_every_package_of_the_hub_and_none_of_the_agent() -> None:
    copied = set(re.findall(r"^COPY ([a-z_]+) ", (TREE / "Dockerfile").read_text(), re.M))

    assert copied == {"core", "adapters", "certs", "mappings", "gateway", "schedules"}


def test_images_install_locked_and_hashed_libraries_as_an_ordinary_user() -> None:
    for path in (TREE / "Dockerfile", TREE / "front_end_agent" / "Dockerfile"):
        text = path.read_text()
        assert "--require-hashes -r" in text, path
        assert re.search(r"^USER lianqiao$", text, re.M), path


def test_the_broker_speaks_tls_alone_and_knows_everybody_by_a_certificate(services: dict[str, Any]) -> None:
    lines = (TREE / "certs" / "rabbitmq.conf").read_text().splitlines()
    said = dict(line.split(" = ") for line in lines if not line.startswith("#"))
    mounted = {volume.split(":")[0] for volume in services["rabbitmq"]["volumes"]}

    assert said["listeners.tcp"] == "none"
    assert (said["ssl_options.verify"], said["ssl_options.fail_if_no_peer_cert"]) == ("verify_peer", "true")
    assert [value for name, value in said.items() if name.startswith("auth_mechanisms")] == ["EXTERNAL"]
    assert {"./certs/rabbitmq.conf", "./certs/rabbitmq.plugins"} <= mounted
    assert "rabbitmq_auth_mechanism_ssl" in (TREE / "certs" / "rabbitmq.plugins").read_text()
    for name in sorted(OURS):
        environment = services[name]["environment"]
        assert environment["LIANQIAO_BROKER_URL"].startswith("amqps://rabbitmq:5671/")
        assert environment["LIANQIAO_BROKER_API_URL"].startswith("https://")


def test_the_brokers_certificate_is_made_before_it_starts_and_bears_its_name(
    services: dict[str, Any],
) -> None:
    made, broker = services["certificates"], services["rabbitmq"]
    asked = run([sys.executable, *made["command"][1:], "--help"], folder=TREE)

    assert asked.returncode == 0, asked.stderr
    assert any(word.startswith("--host=rabbitmq,") for word in made["command"])
    assert broker["depends_on"]["certificates"]["condition"] == "service_completed_successfully"
    assert any(volume.startswith("broker-tls:") for volume in broker["volumes"])
    assert not any(volume.startswith("hub-home:") for volume in broker["volumes"])
