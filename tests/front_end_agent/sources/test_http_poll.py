"""A partner's HTTP interface: only what changed is taken, and its wishes are respected."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.front_end_agent.homes import Home
from tests.front_end_agent.rounds import Rounds

Answer = tuple[int, dict[str, str], bytes]
Answering = Callable[[str, dict[str, str]], Answer]


class Partner:
    """Answers each GET by a function of path and headers, and remembers what was asked."""

    def __init__(self) -> None:
        self.answer: Callable[[str, dict[str, str]], Answer] = lambda _path, _headers: (200, {}, b"[]")
        self.asked: list[tuple[str, dict[str, str]]] = []
        partner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                headers = dict(self.headers)
                partner.asked.append((self.path, headers))
                status, said, body = partner.answer(self.path, headers)
                self.send_response(status)
                for name, value in said.items():
                    self.send_header(name, value)
                if "Content-Length" not in said:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/orders"


@pytest.fixture
def partner() -> Iterator[Partner]:
    """On 127.0.0.1."""
    opened = Partner()
    yield opened
    opened.server.shutdown()
    opened.server.server_close()


def ask(home: Home, partner: Partner, extra: str = "") -> Rounds:
    home.configure(
        f'kind = "http_poll"\nname = "wms"\nsite = "HQ"\nurl = "{partner.url}"\ntimeout_s = 60.0\n{extra}'
    )
    return Rounds(home)


def test_an_answer_is_taken_as_it_is_and_asked_for_by_its_etag_from_then_on(
    home: Home, partner: Partner
) -> None:
    def answer(_path: str, headers: dict[str, str]) -> Answer:
        if headers.get("If-None-Match") == '"v1"':
            return 304, {"ETag": '"v1"'}, b""
        said = {"ETag": '"v1"', "Content-Type": "text/csv; charset=gb18030", "Last-Modified": "yesterday"}
        return 200, said, b"a;b\r\n"

    partner.answer = answer
    rounds = ask(home, partner)

    rounds.round()
    rounds.round()

    [document] = rounds.documents()
    assert document["payload"] == b"a;b\r\n"
    assert (document["name"], document["media"]) == ("/orders", "text/csv")
    assert document["facts"]["etag"] == '"v1"'
    assert document["facts"]["encoding"] == "gb18030"
    assert partner.asked[1][1]["If-None-Match"] == '"v1"'
    assert partner.asked[1][1]["If-Modified-Since"] == "yesterday"


def test_a_partner_without_etags_is_believed_by_the_bytes(home: Home, partner: Partner) -> None:
    bodies = [b"A", b"A", b"B", b"A"]
    partner.answer = lambda _path, _headers: (200, {}, bodies[len(partner.asked) - 1])
    rounds = ask(home, partner)

    for _ in bodies:
        rounds.round()

    assert [document["payload"] for document in rounds.documents()] == [b"A", b"B", b"A"]


PAGES = {1: ["a", "b"], 2: ["c"], 3: []}


def numbered(path: str, _headers: dict[str, str]) -> Answer:
    return 200, {}, json.dumps({"items": PAGES[int(path.partition("page=")[2])]}).encode()


def linked_in_body(path: str, _headers: dict[str, str]) -> Answer:
    said: dict[str, Any] = {"items": ["c"], "links": {}}
    if "cursor" not in path:
        said = {"items": ["a", "b"], "links": {"next": "/orders?cursor=x"}}
    return 200, {}, json.dumps(said).encode()


def linked_in_header(path: str, _headers: dict[str, str]) -> Answer:
    link = {} if "cursor" in path else {"Link": '</first>; rel="first", </orders?cursor=x>; rel="next"'}
    return 200, link, json.dumps([path]).encode()


@pytest.mark.parametrize(
    ("answer", "extra", "names"),
    [
        (
            numbered,
            'page_parameter = "page"\nitems_path = "items"\n',
            ["/orders?page=1", "/orders?page=2"],
        ),
        (linked_in_body, 'next_path = "links.next"\n', ["/orders", "/orders?cursor=x"]),
        (linked_in_header, "next_header = true\n", ["/orders", "/orders?cursor=x"]),
    ],
)
def test_every_page_is_taken_and_on_the_next_round_only_those_that_changed(
    home: Home,
    partner: Partner,
    answer: Answering,
    extra: str,
    names: list[str],
) -> None:
    partner.answer = answer
    rounds = ask(home, partner, extra)

    rounds.round()
    rounds.round()

    assert rounds.names() == names


def test_a_next_page_at_another_host_is_not_asked(home: Home, partner: Partner) -> None:
    partner.answer = lambda _path, _headers: (200, {}, b'{"next": "http://elsewhere.example/steal"}')
    rounds = ask(home, partner, 'next_path = "next"\n')

    rounds.round()

    [(what, text)] = rounds.notices()
    assert what == "source_failed"
    assert "another host: http://elsewhere.example/steal" in text


def test_pages_that_lead_to_each_other_come_to_an_end(home: Home, partner: Partner) -> None:
    partner.answer = lambda _path, _headers: (200, {}, b'{"next": "/orders"}')
    rounds = ask(home, partner, 'next_path = "next"\n')

    rounds.round()

    assert rounds.names() == ["/orders"]


def test_pages_without_an_end_stop_at_the_bound(home: Home, partner: Partner) -> None:
    partner.answer = lambda _path, _headers: (200, {}, b'{"next": "/orders?n=%d"}' % len(partner.asked))
    rounds = ask(home, partner, 'next_path = "next"\npages_max = 5\n')

    rounds.round()

    assert len(partner.asked) == 5
    assert "over 5 pages" in rounds.notices()[0][1]


def test_the_authorization_comes_from_its_file_and_is_told_nowhere(home: Home, partner: Partner) -> None:
    (home.path / "erp.token").write_text("Bearer very-secret-word\n")
    partner.answer = lambda _path, _headers: (401, {}, b"no")
    rounds = ask(home, partner, 'authorization_file = "erp.token"\n')

    rounds.round()

    assert partner.asked[0][1]["Authorization"] == "Bearer very-secret-word"
    assert "401" in rounds.notices()[0][1]
    assert "very-secret-word" not in rounds.notices()[0][1]


def test_a_partner_who_wants_to_be_left_alone_is(home: Home, partner: Partner) -> None:
    partner.answer = lambda _path, _headers: (429, {"Retry-After": "120"}, b"")
    rounds = ask(home, partner, "every_s = 1.0\n")

    assert rounds.round() >= 120


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((500, {}, b""), "500"),
        ((302, {"Location": "http://elsewhere.example/"}, b""), "302"),
        ((200, {}, bytes(1025)), "more than 1024 bytes"),
        ((200, {"Content-Length": "100"}, b"short"), "ended after 5 of 100"),
        ((200, {}, b"{"), "no JSON"),
    ],
)
def test_an_answer_that_cannot_be_used_is_told_and_nothing_of_it_is_kept(
    home: Home, partner: Partner, answer: Answer, words: str
) -> None:
    partner.answer = lambda _path, _headers: answer
    rounds = ask(home, partner, 'size_bytes_max = 1024\nnext_path = "next"\n')

    rounds.round()

    assert rounds.documents() == []
    assert words in rounds.notices()[0][1]


def test_nobody_there_is_told_and_asked_again_later(home: Home, partner: Partner) -> None:
    partner.server.shutdown()
    partner.server.server_close()
    rounds = ask(home, partner, "every_s = 1.0\n")

    waits = [rounds.round() for _ in range(3)]

    assert [what for what, _text in rounds.notices()] == ["source_failed"]
    assert waits == [2.0, 4.0, 8.0]


def test_a_large_answer_goes_in_chunks(home: Home, partner: Partner) -> None:
    partner.answer = lambda _path, _headers: (200, {}, bytes(300 * 1024))
    rounds = ask(home, partner)

    rounds.round()
    rounds.round()
    while rounds.spool.seal_chunk():
        pass

    assert [record["kind"] for record in rounds.records()] == ["chunk", "manifest"]


def test_reading_again_takes_it_although_it_did_not_change(home: Home, partner: Partner) -> None:
    partner.answer = lambda _path, headers: (
        (304, {}, b"") if "If-None-Match" in headers else (200, {"ETag": '"v1"'}, b"A")
    )
    rounds = ask(home, partner)
    rounds.round()

    rounds.ask_reread(None)
    rounds.round()
    rounds.round()

    assert rounds.names() == ["/orders", "/orders"]
    assert [what for what, _text in rounds.notices()] == ["reread_started", "reread_done"]
