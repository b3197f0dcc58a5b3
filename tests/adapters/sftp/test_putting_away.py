"""At a partner's server too, what lies beside a file goes before it."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.sftp.session import ModernSession
from adapters.sftp.source import make_source
from tests.contracts.places import a_pull, put_file, sftp_address
from tests.core.hub.pulling import Dead
from tests.servers.openssh import OpenSSH

pytestmark = pytest.mark.servers


def dies(session: ModernSession, path: str, to: str, *, over: bool) -> None:
    raise Dead


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

    assert [path.name for path in (tmp_path / "archive").iterdir()] == ["a.csv"]
