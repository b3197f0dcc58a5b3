"""Mails of anybody: who sent them, and what of them is a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from email import policy
from email.parser import BytesHeaderParser
from pathlib import Path

from adapters.imap.address import Words
from adapters.imap.mails import facts_of, identity, papers_of
from adapters.imap.senders import require_known, sender_of
from tests.adapters.imap.mails import a_mail, attached, text
from tests.fuzz.target import Call, Target, outcome

WORDS = Words(senders=("li@bank.cn",), checks=("dkim",), authserv="mx", body="also", document_bytes_max=9999)
RESULT = b'Authentication-Results: mx; dkim=pass (a) reason="b" header.d=bank.cn\r\n'


def targets() -> Iterator[Target]:
    yield Target(
        name="mail.imap",
        covers=("adapters/imap/mails.py", "adapters/imap/senders.py", "adapters/imap/texts.py"),
        seeds=_seeds,
        open=_open,
    )


def _seeds() -> Sequence[bytes]:
    chinese = b"filename*0*=gb2312''%B3%F6; filename*1*=%BF%E2.csv"
    subject = RESULT + "Subject: 出库 =?GBK?B?s/a/4g==?=\r\n".encode("gbk")
    inner = b"Content-Type: message/rfc822\r\n\r\n" + a_mail(text()).replace(b"b1", b"b2")
    return [a_mail(text(), attached(), more=RESULT), a_mail(attached(chinese), inner, more=subject)]


def _open(work: Path) -> Call:
    def read(given: bytes) -> None:
        header = BytesHeaderParser(policy=policy.compat32).parsebytes(given)
        sender = sender_of(header)
        require_known(sender, header, WORDS)
        for paper in papers_of(given, WORDS):
            assert "/" not in paper.name
        assert len(identity(header, given)) <= 200
        facts_of(header, sender)

    return lambda given: outcome(lambda: read(given))
