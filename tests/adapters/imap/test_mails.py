"""What of a mail is a document, under which name, from whom: as real mailers write it and hostile ones."""

from __future__ import annotations

from base64 import b64encode
from email import policy
from email.message import Message
from email.parser import BytesHeaderParser

import msgspec
import pytest

from adapters.imap.address import Words
from adapters.imap.mails import DEPTH_MAX, PARTS_MAX, Paper, identity, papers_of
from adapters.imap.senders import require_known, sender_of
from adapters.imap.texts import header_text
from core.kernel.errors import Refused
from tests.adapters.imap.mails import CSV, SENDER, a_mail, attached, text

WORDS = Words(senders=(SENDER,))
VOUCHED = msgspec.structs.replace(WORDS, checks=("dmarc", "dkim"), authserv="mx.lianqiao.test")


def header(*lines: bytes) -> Message:
    return BytesHeaderParser(policy=policy.compat32).parsebytes(b"\r\n".join(lines) + b"\r\n\r\n")


def papers(raw: bytes, **words: object) -> list[Paper]:
    return papers_of(raw, msgspec.structs.replace(WORDS, **words))


def test_an_attachment_is_a_document_byte_for_byte() -> None:
    [paper] = papers(a_mail(text(), attached()))

    assert (paper.name, paper.media, paper.payload) == ("a.csv", "text/csv", CSV)


def test_the_text_is_a_document_only_where_it_is_asked_for() -> None:
    mail = a_mail(text("已发货".encode("gbk"), b"gbk"), attached())

    assert [paper.name for paper in papers(mail)] == ["a.csv"]
    both = papers(mail, body="also")
    assert [(paper.name, paper.encoding) for paper in both] == [("body.txt", "gbk"), ("a.csv", "")]
    assert both[0].payload.rstrip() == "已发货".encode("gbk")
    assert [paper.name for paper in papers(mail, body="only")] == ["body.txt"]


@pytest.mark.parametrize(
    "said",
    [
        b"filename*=UTF-8''%E5%87%BA%E5%BA%93%E5%8D%95.csv",
        b"filename*=gb2312''%B3%F6%BF%E2%B5%A5.csv",
        b"filename*0*=UTF-8''%E5%87%BA%E5%BA%93; filename*1*=%E5%8D%95.csv",
        b'filename="=?utf-8?B?' + b64encode("出库单.csv".encode()) + b'?="',
        b'filename="=?GB2312?B?' + b64encode("出库单.csv".encode("gbk")) + b'?="',
        b'filename="' + "出库单.csv".encode("gbk") + b'"',
        b'filename="' + "出库单.csv".encode() + b'"',
    ],
    ids=["2231", "2231-gb", "2231-parts", "2047", "2047-gb", "raw-gbk", "raw-utf-8"],
)
def test_a_chinese_name_is_read_however_it_is_written(said: bytes) -> None:
    assert [paper.name for paper in papers(a_mail(attached(said)))] == ["出库单.csv"]


@pytest.mark.parametrize(
    "subject",
    [
        b"=?GBK?B?" + b64encode("出库 镕".encode("gbk")) + b"?=",
        b"=?gb2312?B?" + b64encode("出库 镕".encode("gbk")) + b"?=",
        b"=?utf-8?Q?=E5=87=BA=E5=BA=93_=E9=95=95?=",
        "出库 镕".encode("gbk"),
    ],
)
def test_a_chinese_subject_is_read_however_it_is_written(subject: bytes) -> None:
    assert header_text(header(b"Subject: " + subject), "subject") == "出库 镕"


@pytest.mark.parametrize(
    "said", [b'filename="../../etc/passwd"', b'filename="C:\\\\a\\\\..\\\\b.csv"', b'filename=".."']
)
def test_a_name_makes_no_path(said: bytes) -> None:
    [paper] = papers(a_mail(attached(said)))

    assert "/" not in paper.name
    assert "\\" not in paper.name
    assert not paper.name.startswith(".")


def test_only_what_is_named_as_wanted_is_taken_and_pictures_of_the_text_never() -> None:
    logo = attached(b'filename="logo.png"', b"x", b"image/png").replace(b": attachment", b": inline")
    mail = a_mail(attached(), attached(b'filename="A.PDF"', b"%PDF", b"application/pdf"), logo)

    assert [paper.name for paper in papers(mail)] == ["a.csv", "A.PDF"]
    assert [paper.name for paper in papers(mail, pattern="*.pdf")] == ["A.PDF"]
    with pytest.raises(Refused, match="nothing named"):
        papers(mail, pattern="*.xlsx")


def test_what_lies_in_multiparts_in_multiparts_is_found_and_a_mail_in_a_mail_is_one_document() -> None:
    inner = a_mail(text(), attached()).replace(b"b1", b"b2").partition(b"MIME-Version")[2]
    forwarded = b"Content-Type: message/rfc822\r\n\r\n" + a_mail(text()).replace(b"b1", b"b3")

    assert [paper.name for paper in papers(a_mail(b"MIME-Version" + inner))] == ["a.csv"]
    [paper] = papers(a_mail(forwarded))
    assert (paper.name, paper.media) == ("part-1.eml", "message/rfc822")


def test_a_zip_is_handed_in_as_it_is() -> None:
    """Nothing is unpacked, so nothing bursts."""
    [paper] = papers(a_mail(attached(b'filename="a.zip"', b"PK\x03\x04bomb", b"application/zip")))

    assert paper.payload == b"PK\x03\x04bomb"


@pytest.mark.parametrize("coded", [b"base64 ", b" BASE64\t", b"base64; x=y"])
def test_a_coding_that_is_written_oddly_is_decoded(coded: bytes) -> None:
    [paper] = papers(a_mail(attached().replace(b": base64", b": " + coded)))

    assert paper.payload == CSV


def deep(levels: int) -> bytes:
    opened = b'Content-Type: multipart/mixed; boundary="x%d"\r\n\r\n--x%d\r\n'
    return b"From: li@bank.cn\r\n" + b"".join(opened % (level, level) for level in range(levels))


@pytest.mark.parametrize(
    ("raw", "cause"),
    [
        (deep(DEPTH_MAX + 1), "imap.depth"),
        (deep(100_000), "imap.depth"),
        (a_mail(*[attached()] * (PARTS_MAX + 1)), "imap.parts"),
        (a_mail(attached())[:-8], "imap.damaged"),
        (a_mail(attached().replace(b"=", b"!")), "imap.damaged"),
        (a_mail(attached().replace(b": base64", b": base65")), "imap.damaged"),
        (a_mail(text()), "imap.nothing"),
        (b"", "imap.nothing"),
        (b"\x00\xff" * 100, "imap.nothing"),
    ],
    ids=["deep", "deeper", "many", "cut", "base64", "coding", "no-file", "empty", "noise"],
)
def test_a_mail_that_is_none_or_too_much_is_refused_by_its_reason(raw: bytes, cause: str) -> None:
    with pytest.raises(Refused) as refused:
        papers(raw)

    assert refused.value.cause == cause


def test_what_is_larger_than_the_pull_takes_is_refused() -> None:
    with pytest.raises(Refused, match="at most 3 are taken"):
        papers(a_mail(attached()), document_bytes_max=3)


@pytest.mark.parametrize(
    "line",
    [
        b"li@bank.cn", b"<li@bank.cn>", b"Li <LI@Bank.cn>", b'"Li, Wei" <li@bank.cn>',
        b'"=?gbk?B?wO4=?=" <li@bank.cn>', "李 <li@bank.cn>".encode("gbk"), b"li@bank.cn (Li (the first))",
        b"evil@x.cn <li@bank.cn>",
    ],
)  # fmt: skip
def test_the_one_sender_is_read(line: bytes) -> None:
    assert sender_of(header(b"From: " + line)) == "li@bank.cn"


@pytest.mark.parametrize(
    "line",
    [
        b"", b"li@bank.cn, evil@x.cn", b"<li@bank.cn> <evil@x.cn>", b"<li@bank.cn", b"group: li@bank.cn;",
        b"li@bank.cn\r\nFrom: evil@x.cn", b"li@bank.cn evil@x.cn", b'"li@bank.cn"', b"li@bank.cn@x.cn",
    ],
)  # fmt: skip
def test_a_from_that_deceives_is_none(line: bytes) -> None:
    with pytest.raises(Refused, match="one sender"):
        sender_of(header(b"From: " + line))


def judged(*results: bytes) -> None:
    lines = [b"Authentication-Results: " + result for result in results]
    require_known(SENDER, header(*lines), VOUCHED)


@pytest.mark.parametrize(
    "result",
    [
        b"mx.lianqiao.test; dkim=pass header.d=bank.cn",
        b"mx.lianqiao.test 1; spf=fail smtp.mailfrom=x.cn; dmarc=pass (p=none) header.from=bank.cn",
        b"MX.lianqiao.test;\r\n dkim=pass (2048-bit key) header.i=@bank.cn",
    ],
)
def test_a_sender_our_mail_server_vouches_for_is_known(result: bytes) -> None:
    judged(result)


@pytest.mark.parametrize(
    "results",
    [
        [],
        [b"mx.lianqiao.test; none"],
        [b"mx.lianqiao.test; dkim=fail header.d=bank.cn"],
        [b"mx.lianqiao.test; dkim=pass header.d=evil.cn"],
        [b"mx.lianqiao.test; dkim=pass header.d=notbank.cn"],
        [b"mx.lianqiao.test; spf=pass smtp.mailfrom=bank.cn"],
        [b"mx.evil.cn; dkim=pass header.d=bank.cn"],
        [b"mx.lianqiao.test; dkim=fail header.d=bank.cn", b"mx.lianqiao.test; dkim=pass header.d=bank.cn"],
        [b'mx.lianqiao.test; spf=fail smtp.mailfrom="a; dkim=pass header.d=bank.cn"'],
        [b"mx.lianqiao.test; spf=fail (a; dkim=pass header.d=bank.cn)"],
        [b'mx.lianqiao.test; dkim=fail reason="x" (dkim=pass) header.d=bank.cn'],
    ],
)
def test_nobody_else_s_word_vouches_for_a_sender(results: list[bytes]) -> None:
    with pytest.raises(Refused, match="does not say"):
        judged(*results)


def test_a_sender_is_allowed_by_its_address_or_its_domain() -> None:
    whole = msgspec.structs.replace(WORDS, senders=("@bank.cn",))

    require_known(SENDER, header(), WORDS)
    require_known("wang@bank.cn", header(), whole)
    for stranger, words in (
        ("wang@bank.cn", WORDS),
        ("li@bank.cn.evil.cn", whole),
        ("li@sub.bank.cn", whole),
    ):
        with pytest.raises(Refused, match="allows no mails"):
            require_known(stranger, header(), words)


@pytest.mark.parametrize(
    ("line", "named"),
    [(b"Message-ID: <m1@bank.cn>", "m1@bank.cn"), (b"Message-ID:\r\n <a/b@c>", "a_b@c"), (b"X: y", "sha256:"),
     (b"Message-ID: <" + b"m" * 300 + b">", "sha256:")],
)  # fmt: skip
def test_a_mail_is_named_by_its_id_or_its_bytes(line: bytes, named: str) -> None:
    assert identity(header(line), b"raw").startswith(named)
