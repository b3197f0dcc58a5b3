"""The kinds of field that canonical documents are made of, with what each may hold."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

KEY_LENGTH_MAX = 200
TEXT_LENGTH_MAX = 4_000
LINES_MAX = 100_000

# A business key is searched, indexed and compared: never blank, never with NUL (databases refuse it).
KEY_PATTERN = r"^[^\u0000]*[^\s\u0000][^\u0000]*$"
OPTIONAL_KEY_PATTERN = r"^[^\u0000]*$"
UNIT_PATTERN = "^[A-Z0-9]{2,3}$"
CURRENCY_PATTERN = "^[A-Z]{3}$"
SHA256_PATTERN = "^[0-9a-f]{64}$"

Key = Annotated[str, Meta(min_length=1, max_length=KEY_LENGTH_MAX, pattern=KEY_PATTERN)]
# The same where it may be missing, which is "".
OptionalKey = Annotated[str, Meta(max_length=KEY_LENGTH_MAX, pattern=OPTIONAL_KEY_PATTERN)]
Text = Annotated[str, Meta(max_length=TEXT_LENGTH_MAX)]
Moment = Annotated[datetime, Meta(tz=True)]
Currency = Annotated[str, Meta(pattern=CURRENCY_PATTERN)]
# Whether this hub can convert a unit is the business of the room that converts.
Unit = Annotated[str, Meta(pattern=UNIT_PATTERN)]
Sha256 = Annotated[str, Meta(pattern=SHA256_PATTERN)]
Count = Annotated[int, Meta(ge=0, le=2**53)]
Keys = Annotated[tuple[Key, ...], Meta(max_length=LINES_MAX)]

# What a person is told where the decoder only says that a regular expression did not match.
MEANING = {
    KEY_PATTERN: "a key that is not blank and holds no NUL",
    OPTIONAL_KEY_PATTERN: "a key that holds no NUL",
    UNIT_PATTERN: "a UN/ECE Rec 20 unit such as TNE, KGM, H87",
    CURRENCY_PATTERN: "an ISO 4217 currency such as CNY",
    SHA256_PATTERN: "64 lower-case hex digits",
}
