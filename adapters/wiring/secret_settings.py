"""A setting that holds a secret comes from the environment, or from a file that the environment names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from core.kernel.errors import Refused

# Each may hold a password, so each has a twin that ends in _FILE.
SECRET_SETTINGS = (
    "LIANQIAO_DATABASE_URL",
    "LIANQIAO_BROKER_URL",
    "LIANQIAO_REDIS_URL",
    "LIANQIAO_BROKER_API_URL",
)
FILE_BYTES_MAX = 8192


def secret_setting(said: Mapping[str, str], name: str) -> str:
    """The setting, or what the file holds that NAME_FILE names; "" where there is neither.

    Refused where both are said, or the file cannot be read; what stands in either is never told.
    """
    file = said.get(f"{name}_FILE", "")
    if not file:
        return said.get(name, "")
    if said.get(name):
        raise Refused(f"{name} and {name}_FILE are both set; leave one of them out")
    try:
        with Path(file).open("rb") as opened:
            text = opened.read(FILE_BYTES_MAX + 1)
        value = text.decode().strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise Refused(f"{name}_FILE: {file} cannot be read: {why}") from error
    if not value or len(text) > FILE_BYTES_MAX or "\n" in value:
        raise Refused(f"{name}_FILE: {file} holds not one line of at most {FILE_BYTES_MAX} bytes")
    return value
