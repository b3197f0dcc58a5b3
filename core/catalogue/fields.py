"""The kinds of field that canonical documents are made of, with what each may hold."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

KEY_LENGTH_MAX = 200
TEXT_LENGTH_MAX = 4_000
LINES_MAX = 100_000

# A business key is searched, indexed and compared: never blank, never with NUL (databases refuse it).
KEY_PATTERN = r"^\s*[^\s\u0000][^\u0000]*$"
OPTIONAL_KEY_PATTERN = r"^[^\u0000]*$"
SHA256_PATTERN = "^[0-9a-f]{64}$"

Key = Annotated[str, Meta(min_length=1, max_length=KEY_LENGTH_MAX, pattern=KEY_PATTERN)]
# The same where it may be missing, which is "".
OptionalKey = Annotated[str, Meta(max_length=KEY_LENGTH_MAX, pattern=OPTIONAL_KEY_PATTERN)]
Text = Annotated[str, Meta(max_length=TEXT_LENGTH_MAX)]
Moment = Annotated[datetime, Meta(tz=True)]
# These two are checked where they are used (checks.py): a look into a table costs less than a pattern.
Currency = Annotated[str, Meta(extra_json_schema={"pattern": "^[A-Z]{3}$"})]
Unit = Annotated[str, Meta(extra_json_schema={"pattern": "^[A-Z0-9]{2,3}$"})]
Sha256 = Annotated[str, Meta(pattern=SHA256_PATTERN)]
Count = Annotated[int, Meta(ge=0, le=2**53)]
Keys = Annotated[tuple[Key, ...], Meta(max_length=LINES_MAX)]

# What a person is told where the decoder only says that a regular expression did not match.
MEANING = {
    KEY_PATTERN: "a key that is not blank and holds no NUL",
    OPTIONAL_KEY_PATTERN: "a key that holds no NUL",
    SHA256_PATTERN: "64 lower-case hex digits",
}
