"""At a partner's server too, what lies beside a file goes before it."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.sftp.session import ModernSession
from adapters.sftp.source import make_source
from core.hub.pulls import BROKEN
from tests.contracts.places import OLD, a_pull, put_file, sftp_address
from tests.core.hub.pulling import Dead
from tests.servers.openssh import OpenSSH

pytestmark = pytest.mark.servers


MOVE = ModernSession.move


def dies(session: ModernSession, path: str, to: str, *, over: bool) -> None:
    """Where the file itself would go; its manifests go as always."""
    if path.endswith("/a.csv"):
        raise Dead
    MOVE(session, path, to, over=over)


def test_what_lies_beside_a_file_is_gone_before_the_file(
    openssh: OpenSSH, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.csv", "a.csv.ok", "a.csv.sha256"):
        put_file(tmp_path / name, b"")
    pull = a_pull("sftp", sftp_address(openssh, tmp_path), options={"finished": "marker"})
    source = make_source(pull, openssh.client_key.read_bytes())
    [found] = source.look("")
    with monkeypatch.context() as patch:
        patch.setattr(ModernSession, "move", dies)
        with pytest.raises(Dead):
            source.archive(found)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["a.csv"]

    source.archive(found)
    source.close()

    assert sorted(path.name for path in (tmp_path / "archive").iterdir()) == ["a.csv", "a.csv.sha256"]


@pytest.mark.parametrize("words", ["", "&algorithms=legacy"])
def test_at_a_partners_server_too_a_restored_hub_finds_all_as_it_was(
    openssh: OpenSSH, tmp_path: Path, words: str
) -> None:
    """Three of one name, the first with a manifest that does not hold, and a manifest that was alone."""
    pull = a_pull("sftp", sftp_address(openssh, tmp_path) + words, options={"finished": "name"})
    source = make_source(pull, openssh.client_key.read_bytes())
    for number in range(3):
        put_file(tmp_path / "a.csv", b"x" * number, modified=OLD + number)
        if number == 0:
            put_file(tmp_path / "a.csv.sha256", b"0" * 64)
        for found in source.look(""):
            source.archive(found)
    put_file(tmp_path / "a.csv.sha256", b"1" * 64)
    [alone] = source.look("")
    source.archive(alone)

    before = list(source.look("", again=True))

    assert alone.settles_s == 3600
    assert sorted(path.name for path in (tmp_path / "archive").iterdir()) == [
        "a.csv", "a.csv.sha256", "a.csv.sha256.~1~", "a.csv.~1~", "a.csv.~2~"
    ]  # fmt: skip
    files = [one for one in before if one.name == "a.csv"]
    assert [b"".join(source.take(one)) for one in files] == [b"", b"x", b"xx"]
    assert [one.manifest is not None for one in files] == [True, False, False]
    assert [BROKEN in one.facts for one in before if one.name == "a.csv.sha256"] == [True]
    source.close()
