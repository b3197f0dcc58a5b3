"""What others made stands apart, unchanged and named, with its licence beside it."""

import re
from pathlib import Path

from tests.house.tree import TREE, everything

LICENCES = {"LICENSE", "LICENSE.txt", "LICENCE", "COPYING"}


def test_everything_made_elsewhere_is_named_and_has_its_licence() -> None:
    made_elsewhere = {each for each in (of_others(path) for path in everything()) if each}

    assert {each for each in made_elsewhere if not has_licence(each)} == set()
    assert {str(each) for each in made_elsewhere} == named()


def of_others(path: Path) -> Path | None:
    """The folder below `vendor` that a file came with; adapters keep standard bodies' schemas likewise."""
    parts = path.relative_to(TREE).parts
    for place, part in enumerate(parts[:-2]):
        if part == "vendor" or (part == "schemas" and parts[0] == "adapters"):
            return Path(*parts[: place + 2])
    return None


def has_licence(folder: Path) -> bool:
    """Whether the licence lies in the folder."""
    return any((TREE / folder / name).is_file() for name in LICENCES)


def named() -> set[str]:
    """The folders that NOTICE names, one at the start of a line."""
    return set(re.findall(r"^([a-z_]+/\S+)$", (TREE / "NOTICE").read_text(encoding="utf-8"), re.M))
