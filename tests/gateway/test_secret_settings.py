"""Settings that hold secrets come from the environment or from files, and are never told."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.kernel.errors import Refused
from gateway.settings import read_settings
from schedules.settings import read_settings as read_clock_settings

SECRET = "Hu5h-hush"
ADDRESS = f"postgresql+psycopg://hub:{SECRET}@db/hub"


def test_an_address_with_a_password_is_read_from_the_file_that_is_named(tmp_path: Path) -> None:
    file = tmp_path / "database"
    file.write_text(f"{ADDRESS}\n")
    said = {"LIANQIAO_HOME": str(tmp_path), "LIANQIAO_DATABASE_URL_FILE": str(file)}

    assert read_settings(said).database_url == ADDRESS
    assert read_clock_settings(said).database_url == ADDRESS


@pytest.mark.parametrize("name", ["DATABASE_URL", "BROKER_URL", "REDIS_URL", "BROKER_API_URL"])
def test_both_at_once_a_missing_file_and_an_empty_one_are_refused_without_the_secret(
    name: str, tmp_path: Path
) -> None:
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "two").write_text(f"{SECRET}\n{SECRET}\n")
    (tmp_path / "good").write_text(SECRET)
    setting = f"LIANQIAO_{name}"
    for file, more in (("good", {setting: SECRET}), ("none", {}), ("empty", {}), ("two", {})):
        with pytest.raises(Refused) as refused:
            read_settings({f"{setting}_FILE": str(tmp_path / file), **more})
        assert f"{setting}_FILE" in refused.value.text
        assert SECRET not in refused.value.text


def test_only_secrets_have_files() -> None:
    with pytest.raises(Refused, match="LIANQIAO_PORT_FILE: no such setting"):
        read_settings({"LIANQIAO_PORT_FILE": "/x"})
