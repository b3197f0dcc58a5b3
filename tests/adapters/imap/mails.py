"""Mails as partners' programs write them."""

from __future__ import annotations

from base64 import b64encode

CSV = "单号,数量\nDH-1,5.5\n".encode("gb18030")
B, E = b"--b1\r\n", b"--b1--\r\n"
SENDER = "li@bank.cn"


def a_mail(
    *parts: bytes,
    sender: str = SENDER,
    message_id: str = "<m1@bank.cn>",
    more: bytes = b"",
    kind: str = "mixed",
) -> bytes:
    """A mail of these parts; more: lines of its header."""
    head = f"From: Li <{sender}>\r\nTo: hub@lianqiao.test\r\nMessage-ID: {message_id}\r\n".encode()
    kind_line = f'MIME-Version: 1.0\r\nContent-Type: multipart/{kind}; boundary="b1"\r\n\r\n'.encode()
    return more + head + kind_line + b"".join(B + part + b"\r\n" for part in parts) + E


def attached(name: bytes = b'filename="a.csv"', payload: bytes = CSV, media: bytes = b"text/csv") -> bytes:
    """A part that is a file; name: as its header says it."""
    head = b"Content-Type: " + media + b"\r\nContent-Transfer-Encoding: base64\r\n"
    return head + b"Content-Disposition: attachment; " + name + b"\r\n\r\n" + b64encode(payload) + b"\r\n"


def text(words: bytes = b"see the slips", charset: bytes = b"utf-8") -> bytes:
    """What a person reads."""
    return b"Content-Type: text/plain; charset=" + charset + b"\r\n\r\n" + words + b"\r\n"
