"""What a machine knows about itself stays out of the tree: its paths, and where it fetches packages."""

import os
import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

from tests.house.tree import TREE, everything
from tests.programs import run

# Written in two halves, so that this file does not hold what it looks for.
MACHINE_PATHS = ("/wo" + "rk/", "/opt/py" + "pi", "/tmp/br" + "ief")
PUBLIC = {"py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com"}


def test_no_file_holds_a_path_of_a_machine() -> None:
    assert found(MACHINE_PATHS) == []


def test_no_file_holds_the_address_of_a_package_index() -> None:
    assert found(tuple(package_hosts())) == []


def test_the_home_folder_of_the_maker_is_nowhere() -> None:
    home = str(Path.home())
    assert found((home + "/",)) == [] or home in {"/", "/root", "/home"}


def found(words: tuple[str, ...]) -> list[str]:
    """Files of the tree, by name or content, that hold one of the words."""
    hits = []
    for path in everything():
        content = path.read_bytes().decode("utf-8", errors="replace")
        name = str(path.relative_to(TREE))
        hits += [f"{name}: {word}" for word in words if word in content or word in name]
    return hits


def package_hosts() -> set[str]:
    """Hosts of the public package indexes, and of this machine's own, as its pip and npm are set up."""
    listed = run([sys.executable, "-m", "pip", "config", "list"]).stdout
    said = [
        listed,
        *(value for name, value in os.environ.items() if name.startswith(("PIP_", "UV_", "NPM_"))),
    ]
    npm = Path.home() / ".npmrc"
    if npm.exists():
        said.append(npm.read_text())
    hosts = {
        urlsplit(address).hostname for text in said for address in re.findall(r"https?://[^\s'\"]+", text)
    }
    return {host for host in hosts if host} | PUBLIC
