"""The words by which a contract says how a partner's REST API is asked: of a pull and of a send alike."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from core.kernel.errors import Refused

Algorithm = Literal["md5", "sha1", "sha256", "hmac_md5", "hmac_sha1", "hmac_sha256"]
TimeFormat = str


class _Words(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words of a contract; one that is not known is refused."""


class Open(_Words, frozen=True, kw_only=True, tag_field="kind", tag="none"):
    """Nobody is asked who they are."""


class Basic(_Words, frozen=True, kw_only=True, tag_field="kind", tag="basic"):
    """HTTP Basic; the password is the secret."""

    user: str


class Bearer(_Words, frozen=True, kw_only=True, tag_field="kind", tag="bearer"):
    """A token in a header; the token is the secret."""

    header: str = "Authorization"
    scheme: str = "Bearer"


class Key(_Words, frozen=True, kw_only=True, tag_field="kind", tag="key"):
    """A key as a parameter of each request; the key is the secret."""

    parameter: str


class ClientCredentials(_Words, frozen=True, kw_only=True, tag_field="kind", tag="oauth2"):
    """OAuth2 client credentials (RFC 6749 §4.4); the client's secret is the secret. by: where it stands."""

    address: str
    client_id: str
    scope: str = ""
    by: Literal["header", "form"] = "header"


class Signed(_Words, frozen=True, kw_only=True, tag_field="kind", tag="signed"):
    """Sorted parameters and a secret in one digest, which is a parameter of its own.

    parameter: its name. algorithm, digest, case: how it is made and written. pair, join: how a parameter is
    written and what stands between two; {key}, {value}, {key_length}, {value_length}. around: where the
    secret stands in the text (hmac has it as its key). body: where a body takes part: not at all, behind the
    pairs, or as the parameter `body_as`. blank: whether parameters without a value take part.
    clock: the parameter that says the time, format as of a window, less `clock_less_s` seconds.
    """

    parameter: str = "sign"
    algorithm: Algorithm = "md5"
    digest: Literal["hex", "base64"] = "hex"
    case: Literal["lower", "upper"] = "lower"
    pair: str = "{key}{value}"
    join: str = ""
    around: Literal["both", "before", "after", "none"] = "both"
    body: Literal["no", "behind", "parameter"] = "no"
    body_as: str = "body"
    blank: bool = False
    clock: str = ""
    clock_format: TimeFormat = "epoch"
    clock_less_s: int = 0
    zone: str = "Asia/Shanghai"


Auth = Open | Basic | Bearer | Key | ClientCredentials | Signed


class Pages(_Words, frozen=True, kw_only=True):
    """How a long answer comes in parts.

    by: number ({page} from `first` on), offset ({offset}), cursor ({cursor} from the path `next`), link (the
    header Link, rel="next"), or next (a whole address at the path `next`). size: how many are asked for
    ({size}). items: where they stand; a page with fewer than `size` of them is the last. total: a path to how
    many there are in all. last: a condition that holds on the last page.
    """

    by: Literal["number", "offset", "cursor", "link", "next"]
    first: int = 1
    size: Annotated[int, msgspec.Meta(ge=1, le=100_000)] = 100
    items: str = ""
    next: str = ""
    total: str = ""
    last: str = ""


class Window(_Words, frozen=True, kw_only=True):
    """Only what changed since: {from} and {to}.

    begin: where the first one begins, RFC 3339. length_s: how long one is at most. overlap_s: how far it
    reaches back behind the one before. lag_s: how far it stays behind now, for what is booked late there.
    format: epoch, epoch_ms, iso (RFC 3339), or of strftime's signs. zone: of times without an offset.
    """

    begin: str
    length_s: Annotated[int, msgspec.Meta(ge=1, le=366 * 86_400)] = 3600
    overlap_s: Annotated[int, msgspec.Meta(ge=0, le=86_400)] = 60
    lag_s: Annotated[int, msgspec.Meta(ge=0, le=86_400)] = 60
    format: TimeFormat = "%Y-%m-%d %H:%M:%S"
    zone: str = "Asia/Shanghai"


class Words(_Words, frozen=True, kw_only=True):
    """How one address is asked.

    method, query, headers, body, media: the request; in each text {page}, {offset}, {size}, {cursor}, {from},
    {to} stand for what they are in this request, and a parameter that would be blank is left out. place:
    where the query's parameters go, into the address or into a form. format, options: how the answer is read;
    ok: what must hold of it (else it is a failure, whatever its status), says: where it says why,
    again: what holds of one that means "later". pace_per_s: how many requests a second at most.
    """

    auth: Auth = msgspec.field(default_factory=Open)
    method: Literal["GET", "POST", "PUT"] = "GET"
    place: Literal["address", "form"] = "address"
    query: dict[str, str] = {}
    headers: dict[str, str] = {}
    body: str = ""
    media: str = "application/json"
    format: str = "json"
    options: dict[str, str] = {}
    ok: str = ""
    says: str = ""
    again: str = ""
    pace_per_s: Annotated[float, msgspec.Meta(gt=0, le=1000)] = 5.0
    answer_bytes_max: Annotated[int, msgspec.Meta(ge=1, le=256 * 1024 * 1024)] = 16 * 1024 * 1024


class Fetching(Words, frozen=True, kw_only=True):
    """A pull: what is asked, page by page, window by window."""

    pages: Pages | None = None
    window: Window | None = None


class Handing(Words, frozen=True, kw_only=True):
    """A send: each message is the body of one request.

    key: the header with our id of the send; key_as: its parameter. there: what holds of an answer that means
    "we have it already". ask: the address where that is asked, {id} is our id; found: what then holds of the
    answer, without it any 2xx is a yes.
    """

    method: Literal["GET", "POST", "PUT"] = "POST"
    key: str = "Idempotency-Key"
    key_as: str = ""
    there: str = ""
    ask: str = ""
    found: str = ""


def read_words(options: dict[str, Any], kind: type[Any], *, of: str) -> Any:
    """Refused for a word or a value that is none, with where it stands."""
    try:
        return msgspec.convert(options, kind, strict=False)
    except msgspec.ValidationError as error:
        raise Refused(f"{of}: options: {error}; docs/rest.md has the words", cause="rest.options") from error
