"""What a refusal's cause means, in a few words of each language: read from causes/*.yaml, a file a room.

These texts stand beside the code that they explain and nowhere else, and hundreds of them come and go with
refusals, not with pages: so they are no msgids of the catalogues, where each would need a page that says it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta

from adapters.formats.yaml import READER
from adapters.wiring.contract_file import said
from core.kernel.errors import Broken, Unreadable

CAUSES = Path(__file__).parent / "causes"
FILES_MAX = 40
# A heading is to fit a column beside its code.
Text = Annotated[str, Meta(min_length=1, max_length=40)]


class Heading(NamedTuple):
    """A cause in Chinese and English, each of 1 to 40 signs; its fields are the languages of the pages."""

    zh_CN: Text  # noqa: N815 (the language's own name)
    en: Text


class CauseTexts:
    """The headings of all causes.

    texts: by cause without its place; `rest.*` is of all in a family that have none of their own, `*.away` of
    all that end so.
    """

    def __init__(self, texts: Mapping[str, Heading]) -> None:
        self._texts = texts

    def heading(self, cause: str, language: str) -> str:
        """What the cause means; "" for one that is not known, as of an older version."""
        code = cause.partition("@")[0]
        for known in (code, f"*.{code.rpartition('.')[2]}", *_families(code)):
            if known in self._texts:
                return str(getattr(self._texts[known], language))
        return ""


def cause_texts(folder: Path = CAUSES) -> CauseTexts:
    """The texts of the folder. Broken for what is no file of headings, and for a cause that stands twice."""
    texts: dict[str, Heading] = {}
    for path in sorted(folder.glob("*.yaml"))[:FILES_MAX]:
        for cause, heading in headings_of(path).items():
            if cause in texts:
                raise Broken(f"{path}: {cause} has its texts in another file already", cause="texts.causes")
            texts[cause] = heading
    return CauseTexts(texts)


def headings_of(path: Path) -> dict[str, Heading]:
    """What one file says; Broken names the file and the place of what is no heading."""
    try:
        return msgspec.convert(said(READER.read(path.read_bytes(), {})), dict[str, Heading])
    except Unreadable as error:
        raise Broken(f"{path} {error.text}", cause="texts.causes", place=error.place) from error
    except msgspec.ValidationError as error:
        raise Broken(f"{path}: {error}", cause="texts.causes") from error


def _families(code: str) -> list[str]:
    """`soap.fault.*`, then `soap.*`, of `soap.fault.Client`."""
    parts = code.split(".")
    return [".".join(parts[:many]) + ".*" for many in range(len(parts) - 1, 0, -1)]
