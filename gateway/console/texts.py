"""What the pages say, in Chinese and English: gettext catalogues and the choice between them."""

from __future__ import annotations

import gettext
from pathlib import Path

LANGUAGES = ("zh_CN", "en")
DOMAIN = "console"
LOCALE = Path(__file__).parent / "locale"
COOKIE = "lianqiao_language"


def translations(language: str) -> gettext.NullTranslations:
    """The catalogue of this language; FileNotFoundError if it was not compiled."""
    return gettext.translation(DOMAIN, LOCALE, languages=[language])


def chosen(cookie: str, accept: str) -> str:
    """The language a person chose, else the best the browser accepts, else Chinese."""
    if cookie in LANGUAGES:
        return cookie
    for wanted in _by_preference(accept):
        if wanted.startswith("zh"):
            return "zh_CN"
        if wanted.startswith("en"):
            return "en"
    return LANGUAGES[0]


def _by_preference(accept: str) -> list[str]:
    wanted: list[tuple[float, str]] = []
    for part in accept.lower().split(",")[:20]:
        name, _, quality = part.partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            weight = 0.0
        wanted.append((weight, name.strip()))
    return [name for weight, name in sorted(wanted, key=lambda one: -one[0]) if weight > 0]


def N_(text: str) -> str:  # noqa: N802 (gettext's own name for "translate this later")
    """Marks a text for the catalogues where it is not yet shown."""
    return text
