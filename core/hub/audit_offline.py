"""Verifies an export with nothing but the export and a public key that was noted: no database, no home."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from core.hub.audit_check import TELL_EVERY, Progress, Report, report_of
from core.hub.audit_checkpoints import fingerprint
from core.hub.audit_lines import FORMAT, EndLine, HeadLine, Line, item_of, read_line, signed_end
from core.hub.audit_verify import Finding, Verifier
from core.hub.ports import Head, Signatures
from core.kernel.errors import Refused, Unreadable


class ExportCheck:
    """Takes the lines of one export, first to last.

    believed: the fingerprints of the keys that may have signed; the export brings the key itself.
    """

    def __init__(self, signatures: Signatures, believed: Iterable[str], *, noted: Head | None = None) -> None:
        self._signatures = signatures
        self._believed = set(believed)
        self._noted = noted
        self._key = b""
        self._digest = sha256()
        self._lines = 0
        self._ended = False
        self._found: list[Finding] = []
        self._verifier = Verifier(signatures, [])

    def verify(self, lines: Iterable[bytes], progress: Progress = lambda _: None) -> Report:
        """Refused if it is no export, or of a key that nobody believes."""
        for line in lines:
            self._take(line)
            self._lines += 1
            if self._lines % TELL_EVERY == 0:
                progress(self._lines)
        if not self._ended:
            text = f"is missing: the export was cut off behind line {self._lines}"
            self._found.append(Finding("the end", text))
        return report_of(self._verifier, (*self._verifier.close(), *self._found))

    def _take(self, line: bytes) -> None:
        number = self._lines + 1
        if self._ended:
            self._found.append(Finding(f"line {number}", "stands behind the end of the export"))
            return
        try:
            read = read_line(line, number)
            if number == 1:
                self._open(read)
            elif isinstance(read, EndLine):
                self._end(read)
            elif isinstance(read, HeadLine):
                raise Unreadable("is a second beginning of the export", place=f"line {number}")
            else:
                item = item_of(read, number)
                self._verifier.begin(item) if isinstance(item, Head) else self._verifier.take(item)
        except Unreadable as error:
            self._found.append(Finding(error.place, error.text))
        self._digest.update(line)

    def _open(self, line: Line) -> None:
        if not isinstance(line, HeadLine) or line.format != FORMAT:
            raise Refused("this is no export of the audit that this hub can read; line 1 says what it is")
        try:
            self._key = bytes.fromhex(line.key)
        except ValueError as error:
            raise Refused("the export's first line holds no public key") from error
        if fingerprint(self._key) not in self._believed:
            raise Refused(
                f"the export is signed by {fingerprint(self._key)}, and believed are"
                f" {', '.join(sorted(self._believed))}: it is of another hub, or signed anew by somebody else"
            )
        self._verifier = Verifier(self._signatures, [self._key], begins=not line.whole, noted=self._noted)

    def _end(self, line: EndLine) -> None:
        self._ended = True
        if (line.lines, line.sha256) != (self._lines, self._digest.hexdigest()):
            text = f"names {line.lines} lines of another content than the {self._lines} before it"
            self._found.append(Finding("the end", text))
        elif not self._signatures.verify(self._key, _hex(line.signature), signed_end(self._digest)):
            self._found.append(Finding("the end", "bears a signature that is not the hub's"))


def _hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
