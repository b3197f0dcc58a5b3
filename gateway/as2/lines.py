"""Whose a request is, by the names it bears: the line of a contract, its certificates and our keys for it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from cryptography import x509

from adapters.as2.keys import Own, in_force, read_own, read_theirs
from adapters.as2.packing import Trust
from adapters.wiring.hub import Hub
from adapters.wiring.secret_files import read_secret
from core.hub.contracts import As2Line, Partner
from core.kernel.errors import Refused, Unavailable
from gateway.rest.problems import Problem

LOG = logging.getLogger("lianqiao.as2")
PARTNERS_MAX = 10_000
NAME_MAX = 128
MESSAGE_ID_MAX = 255


class Known(NamedTuple):
    """A line of AS2 and whom it belongs to."""

    partner: str
    line: As2Line
    owns: tuple[Own, ...]
    certificates: tuple[x509.Certificate, ...]

    def trust(self, *, bytes_max: int) -> Trust:
        """Who may have sent what comes by it."""
        return Trust(owns=self.owns, certificates=self.certificates, weak=self.line.weak, bytes_max=bytes_max)


class Said(NamedTuple):
    """What a request says of itself."""

    ours: str
    theirs: str
    message_id: str


def said_by(headers: Mapping[str, str]) -> Said:
    """Problem 400 where a name or the Message-ID is missing, or none."""
    ours, theirs = _name(headers.get("as2-to", "")), _name(headers.get("as2-from", ""))
    message_id = "".join(headers.get("message-id", "").split())
    if not ours or not theirs or not 1 <= len(message_id) <= MESSAGE_ID_MAX or not message_id.isascii():
        raise Problem(
            400, "AS2-From, AS2-To and Message-ID are wanted, as RFC 4130 has them", cause="as2.headers"
        )
    return Said(ours, theirs, message_id)


def find_line(hub: Hub, said: Said) -> Known:
    """Problem 403 where no contract has such a line, 503 where it cannot be used now."""
    for row in hub.store.rows(Partner, limit=PARTNERS_MAX):
        for line in hub.library.contract(row.contract).as2:
            if (line.ours, line.theirs) == (said.ours, said.theirs):
                return _known(hub, row.partner, line)
    text = "no contract here has these AS2-From and AS2-To; agree on them with the hub's operators"
    raise Problem(403, text, cause="as2.unknown")


def _known(hub: Hub, partner: str, line: As2Line) -> Known:
    of = f"as2 line {line.ours} with {line.theirs}"
    try:
        secret = read_secret(Path(hub.home) / "secrets", line.secret_file, of=of, cause="as2.secret")
        owns, theirs = read_own(secret, of=of), read_theirs(line.certificates, of=of)
    except (Refused, Unavailable) as error:
        # A person of ours mends it, and the partner sends again. Nobody is known yet: paths stay with us.
        LOG.error("%s: %s", partner, error.text)
        raise Unavailable("this line cannot be used now; send again later", cause="as2.line") from error
    return Known(partner, line, owns, tuple(in_force(theirs, hub.clock.now())))


def _name(text: str) -> str:
    """An AS2 identifier without its quotes, "" where it is none."""
    text = text.strip()
    if len(text) >= 2 and text.startswith('"') and text.endswith('"'):
        text = text[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    return text if len(text) <= NAME_MAX and text.isascii() and text.isprintable() else ""
