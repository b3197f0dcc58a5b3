"""The hub's settings: what is not said has a default, what makes no sense is refused by its name."""

from __future__ import annotations

import pytest

from core.kernel.errors import Refused
from gateway.settings import read_settings

HOME = {"LIANQIAO_HOME": "/var/lib/lianqiao"}


def test_the_size_of_a_body_and_the_rate_of_a_partner_are_settings() -> None:
    usual = read_settings(HOME).door
    said = read_settings({**HOME, "LIANQIAO_BODY_BYTES_MAX": "4096", "LIANQIAO_DOCUMENTS_PER_S": "7"}).door

    assert (usual.body_bytes_max, usual.documents_per_s) == (16 * 1024 * 1024, 200)
    assert (said.body_bytes_max, said.rate.per_s, said.rate.burst) == (4096, 7, 35)


@pytest.mark.parametrize(
    ("name", "value"),
    [("LIANQIAO_BODY_BYTES_MAX", "0"), ("LIANQIAO_DOCUMENTS_PER_S", "many"), ("LIANQIAO_PORT", "70000")],
)
def test_a_setting_that_makes_no_sense_is_named_with_what_is_wanted(name: str, value: str) -> None:
    with pytest.raises(Refused, match=rf"{name}='{value}': a whole number from \d+ to \d+ is wanted"):
        read_settings({**HOME, name: value})


def test_a_setting_nobody_knows_is_named_with_those_there_are() -> None:
    with pytest.raises(Refused, match=r"LIANQIAO_BODY_MAX: no such setting; known are LIANQIAO_HOME"):
        read_settings({**HOME, "LIANQIAO_BODY_MAX": "1"})


def test_the_names_by_which_agents_call_are_said_in_one_line() -> None:
    assert read_settings(HOME).names == ()
    assert read_settings({**HOME, "LIANQIAO_NAMES": "hub.example, 10.0.0.5,fd00::5"}).names == (
        "hub.example",
        "10.0.0.5",
        "fd00::5",
    )


@pytest.mark.parametrize("names", ["https://hub.example", "hub.example:8471", "hub example"])
def test_what_is_no_name_of_a_host_is_refused(names: str) -> None:
    with pytest.raises(Refused, match=r"LIANQIAO_NAMES: .* is no host name or address"):
        read_settings({**HOME, "LIANQIAO_NAMES": names})


def test_four_eyes_are_on_in_production_and_a_house_of_one_says_when_it_wants_them() -> None:
    production = {**HOME, "LIANQIAO_DATABASE_URL": "postgresql+psycopg://hub@db/hub"}

    assert not read_settings(HOME).rules.four_eyes.on
    assert read_settings(production).rules.four_eyes.on
    assert not read_settings({**production, "LIANQIAO_FOUR_EYES": "off"}).rules.four_eyes.on
    assert read_settings({**HOME, "LIANQIAO_FOUR_EYES": "on"}).rules.four_eyes.on
    assert read_settings({**HOME, "LIANQIAO_FOUR_EYES_OVER": "0"}).rules.four_eyes.mass_over == 0


def test_a_second_factor_is_a_choice_until_it_is_required() -> None:
    assert not read_settings(HOME).rules.second_factor_required
    assert read_settings({**HOME, "LIANQIAO_SECOND_FACTOR": "required"}).rules.second_factor_required


@pytest.mark.parametrize("name", ["LIANQIAO_FOUR_EYES", "LIANQIAO_SECOND_FACTOR"])
def test_a_choice_that_is_none_is_named_with_those_there_are(name: str) -> None:
    with pytest.raises(Refused, match=rf"{name}='yes': one of"):
        read_settings({**HOME, name: "yes"})
