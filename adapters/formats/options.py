"""How an option of a format is read: only what is listed, and a clear no for the rest."""

from __future__ import annotations

from collections.abc import Mapping

from core.kernel.errors import Unreadable

_NAMED_SIGNS = {"tab": "\t", "\\t": "\t", "none": "\0", "space": " "}


def choice(options: Mapping[str, str], name: str, among: tuple[str, ...]) -> str:
    """The option's value, the first of `among` where it is not given."""
    value = options.get(name, among[0])
    # YAML 1.1 reads yes and no as truth values.
    value = {"true": "yes", "false": "no"}.get(value, value)
    if value not in among:
        shown = ", ".join(among) if len(among) < 10 else f"{among[0]} to {among[-1]}"
        raise Unreadable(f"{name} is {value!r}; it is one of {shown}", cause="format.option")
    return value


def one_sign(options: Mapping[str, str], name: str, default: str) -> str:
    """An option that is one sign, or its name: tab, space, none."""
    value = options.get(name, default)
    value = _NAMED_SIGNS.get(value, value)
    if len(value) != 1 or value in "\r\n":
        raise Unreadable(f"{name} is {value!r}; give one sign, or tab, space, none", cause="format.option")
    return value
