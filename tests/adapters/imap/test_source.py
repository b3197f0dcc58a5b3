"""A mailbox is taken from once, however it is numbered; what is unfit goes aside with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from adapters.imap.line import Line, quoted, split_secret
from adapters.imap.source import STRANGERS, ImapSource, make_source
from adapters.memory.store import MemoryStore
from core.hub.arrivals import Arrival
from core.hub.contracts import Pull
from core.hub.incarnations import number_of
from core.hub.pulls import Found, PullState
from core.kernel.clock import FixedClock
from core.kernel.errors import Refused, Unavailable
from tests.adapters.imap.mails import CSV, a_mail, attached, text
from tests.contracts.places import a_pull
from tests.contracts.stores import START
from tests.core.hub.pulling import Dead, House, dying_at
from tests.servers.dovecot import Dovecot

pytestmark = pytest.mark.servers


class Box:
    """A partner-facing mailbox, and a house that takes from it."""

    def __init__(self, dovecot: Dovecot) -> None:
        self.dovecot, self.user = dovecot, dovecot.new_user()
        self.secret, self.options = dovecot.secret, {"senders": "li@bank.cn"}
        self.house = House(MemoryStore(clock := FixedClock(START)), clock)
        self.house.sources.open = self.open  # type: ignore[method-assign, assignment]
        self.house.library.pulls = (self.pull(),)
        self.unread: tuple[str, list[Any]] | None = None

    def pull(self) -> Pull:
        address = f"imaps://{self.user.replace('@', '%40')}@localhost:{self.dovecot.port}/INBOX"
        return a_pull("imap", address, options=self.options, bytes_max=1_000_000)

    def open(self, partner: str, pull: Pull) -> ImapSource:
        source = make_source(self.pull(), self.secret)
        if self.unread is not None:
            server = source._line()._server
            asked, answer = server.uid, self.unread
            # What a server says of a mail whose file it cannot open.
            server.uid = (  # type: ignore[method-assign]
                lambda verb, *said: answer if (verb, said[0]) == ("FETCH", "1") else asked(verb, *said)
            )
        return source

    def comes(self, mail: bytes, folder: str = "INBOX") -> None:
        self.dovecot.deliver(self.user, mail, folder=folder)

    def look(self) -> int:
        return self.house.look(after_s=901)

    def names(self) -> list[str]:
        return [name for name, _ in self.house.documents()]

    def mails(self) -> dict[str, int]:
        lines = self.dovecot.admin("mailbox", "status", "-u", self.user, "messages", "*").split("\n")
        counted = (line.rpartition(" messages=") for line in lines if line)
        return {name: int(many) for name, _, many in counted if int(many)}


@pytest.fixture
def box(dovecot: Dovecot) -> Box:
    return Box(dovecot)


def test_attachments_come_in_with_what_is_known_and_the_mail_is_put_away(box: Box) -> None:
    subject = "Subject: 出库单\r\n".encode("gbk")
    box.comes(a_mail(text(), attached(), attached(b'filename="b.csv"', b"2\n"), more=subject))

    assert box.look() == 2

    assert box.house.documents() == [("a.csv", CSV), ("b.csv", b"2\n")]
    [first, _] = box.house.store.rows(Arrival, limit=9)
    facts = msgspec.json.decode(first.facts)
    assert (facts["from"], facts["subject"], facts["message_id"]) == ("li@bank.cn", "出库单", "<m1@bank.cn>")
    assert box.mails() == {"archive": 1}
    assert box.look() == 0


def test_a_mail_that_lies_there_twice_or_comes_back_is_taken_once(box: Box) -> None:
    mail = a_mail(attached())
    box.comes(mail)
    box.comes(mail)
    assert box.look() == 1

    box.dovecot.admin("move", "-u", box.user, "INBOX", "mailbox", "archive", "all")
    assert box.look() == 0

    assert box.names() == ["a.csv"]
    assert box.mails() == {"archive": 2}


def test_one_message_id_with_another_document_is_another_delivery(box: Box) -> None:
    box.comes(a_mail(attached()))
    box.look()
    box.comes(a_mail(attached(payload=b"other\n")))

    assert box.look() == 1


@pytest.mark.parametrize("step", ["pull.taken", "pull.archived"])
def test_a_look_that_died_in_a_mail_takes_nothing_twice(box: Box, step: str) -> None:
    box.comes(a_mail(attached(), attached(b'filename="b.csv"', b"2\n")))
    with dying_at(step), pytest.raises(Dead):
        box.look()

    box.look()

    assert box.names() == ["a.csv", "b.csv"]
    assert box.mails() == {"archive": 1}


def test_a_restored_hub_takes_again_what_was_put_away_after_its_backup(box: Box) -> None:
    box.comes(a_mail(attached()))
    box.look()
    restored = Box(box.dovecot)
    restored.user = box.user
    restored.house.store.unit()
    restored.look()
    with restored.house.store.unit() as unit:
        state = unit.shelf(PullState).get("wms", "in")
        assert state is not None
        unit.shelf(PullState).put(msgspec.structs.replace(state, life=number_of(None) - 1))

    assert restored.look() == 1

    assert restored.names() == ["a.csv"]
    assert box.mails() == {"archive": 1}
    assert restored.look() == 0


def test_strangers_and_unfit_mails_go_aside_with_a_reason(box: Box) -> None:
    box.comes(a_mail(attached(), sender="eve@evil.cn", message_id="<e1@evil.cn>"))
    box.comes(a_mail(attached(), sender="eve@evil.cn", message_id="<e2@evil.cn>"))
    box.comes(a_mail(text(), message_id="<m2@bank.cn>"))
    box.comes(a_mail(attached(payload=b"x" * 1_000_001), message_id="<m3@bank.cn>"))

    assert box.look() == 0

    assert box.mails() == {"set-aside": 4}
    journal = box.house.journal()
    assert journal == {STRANGERS: "left", "m2@bank.cn": "left", "m3@bank.cn": "left"}
    assert len(box.house.told()) == 4


def test_a_mailbox_that_people_read_is_left_as_it_is(box: Box) -> None:
    box.options = {"senders": "li@bank.cn", "after": "leave"}
    box.comes(a_mail(attached()))
    box.comes(a_mail(attached(), sender="eve@evil.cn"))

    assert (box.look(), box.look()) == (1, 0)
    box.comes(a_mail(attached(payload=b"2\n"), message_id="<m2@bank.cn>"))
    assert box.look() == 1

    assert box.mails() == {"INBOX": 3}
    assert box.house.told() == []


@pytest.mark.parametrize("after", ["leave", "archive"])
@pytest.mark.parametrize("answer", [("NO", [b"[SERVERBUG] try later"]), ("OK", [None])])
def test_a_mail_that_cannot_be_read_for_a_while_holds_up_no_other_and_is_taken_later(
    box: Box, after: str, answer: tuple[str, list[Any]]
) -> None:
    box.options = {"senders": "li@bank.cn", "after": after}
    box.comes(a_mail(attached(payload=b"1\n")))
    box.comes(a_mail(attached(b'filename="b.csv"', payload=b"2\n"), message_id="<m2@bank.cn>"))
    box.unread = answer

    assert [box.look(), box.look()] == [1, 0]
    assert "mail 1 cannot be read" in box.house.state().text

    box.unread = None
    assert (box.look(), box.look()) == (1, 0)
    assert sorted(box.names()) == ["a.csv", "b.csv"]
    assert box.mails() == ({"INBOX": 2} if after == "leave" else {"archive": 2})


def test_a_mailbox_that_was_numbered_anew_brings_nothing_twice(box: Box) -> None:
    box.options = {"senders": "li@bank.cn", "after": "leave"}
    mail = a_mail(attached())
    box.comes(mail)
    box.look()
    box.dovecot.admin("mailbox", "create", "-u", box.user, "Old")
    box.dovecot.admin("move", "-u", box.user, "Old", "mailbox", "INBOX", "all")
    box.comes(mail)

    assert box.look() == 0


def test_the_line_is_tls_and_a_foreign_certificate_or_password_is_refused(box: Box) -> None:
    password, _ = split_secret(box.secret)
    for secret, why in (
        (password.encode(), "not believed"),
        (b"wrong\n" + box.secret.split(b"\n", 1)[1], "let"),
    ):
        with pytest.raises(Refused, match=why):
            list(make_source(box.pull(), secret).look(""))


def test_a_password_that_no_server_could_be_told_is_refused() -> None:
    for secret in ("密码".encode(), b"\xff", b"pw\n-----BEGIN CERTIFICATE-----\xe9"):
        with pytest.raises(Refused, match="ASCII"):
            split_secret(secret)
    assert split_secret(b"pw\r\nwhat else\n") == ("pw", "")


def test_starttls_does_as_well(box: Box) -> None:
    address = f"imap://{box.user.replace('@', '%40')}@localhost:{box.dovecot.plain_port}"
    source = make_source(a_pull("imap", address, options=box.options), box.secret)

    assert list(source.look("")) == []


def test_a_server_that_is_away_is_unavailable(box: Box) -> None:
    box.dovecot.kill()

    with pytest.raises(Unavailable):
        list(make_source(box.pull(), box.secret).look(""))


def test_a_folder_with_a_chinese_name_is_one(box: Box) -> None:
    box.options = {"senders": "li@bank.cn", "archive": "已取/A&B"}
    box.comes(a_mail(attached()))

    assert box.look() == 1
    assert box.mails() == {"已取/A&B": 1}
    assert quoted("已取") == '"&XfJT1g-"'


def test_a_server_without_move_is_served_too(box: Box) -> None:
    box.comes(a_mail(attached()))
    opened = box.open("wms", box.pull())
    line = opened._line()
    line._moves = False
    [found] = list(_taken(opened))

    assert found.name == "m1@bank.cn/1/a.csv"
    assert box.mails() == {"archive": 1}
    assert isinstance(line, Line)


def _taken(source: ImapSource) -> Iterator[Found]:
    for found in source.look(""):
        source.archive(found)
        yield found


@pytest.mark.parametrize(
    ("address", "options"),
    [
        ("imaps://mail.test/INBOX", {"senders": "a@b.cn"}),
        ("imaps://u%0d%0aLOGOUT@mail.test", {"senders": "a@b.cn"}),
        ("http://u@mail.test", {"senders": "a@b.cn"}),
        ("imap://u@mail.test?tls=none", {"senders": "a@b.cn"}),
        ("imaps://u@mail.test", {}),
        ("imaps://u@mail.test", {"senders": "*"}),
        ("imaps://u@mail.test", {"senders": "a@b.cn", "checks": "dkim"}),
        ("imaps://u@mail.test", {"senders": "a@b.cn", "checks": "arc", "authserv": "mx"}),
        ("imaps://u@mail.test", {"senders": "a@b.cn", "after": "delete"}),
        ("imaps://u@mail.test", {"senders": "a@b.cn", "mail_bytes_max": "1e9"}),
        ("imaps://u@mail.test", {"senders": "a@b.cn", "folders": "x"}),
    ],
)
def test_an_address_or_a_word_that_makes_no_sense_is_refused(address: str, options: dict[str, str]) -> None:
    with pytest.raises(Refused):
        make_source(a_pull("imap", address, options=options), b"")
