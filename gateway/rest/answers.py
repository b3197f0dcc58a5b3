"""The bodies that the partners' door answers, described for the developer at the other end."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from core.hub.status import State


class DocumentAnswer(BaseModel):
    """One document that was read out of what you handed in, and how it ended."""

    message_id: str = Field(description="the hub's id of the document, the same however often it comes")
    type: str = Field(description="the catalogue's name of what it was read as")
    key: str = Field(description="the business key it was read by: your number for it")
    outcome: str = Field(description="done, noted or refused; empty while it waits")
    reason: str = Field(description="why it was refused or only noted")
    linked: str = Field(description="the message it repeats or corrects, as partition/number/ordinal")


class FaultAnswer(BaseModel):
    """One thing that is wrong, and where."""

    cause: str = Field(description="a stable word for the reason, the same whatever the values")
    place: str = Field(description="path, cell, line or byte in what you sent")
    text: str = Field(description="what is wrong and what is wanted instead")
    state: str = Field(
        description="waiting: it is tried again; open: a person mends it; parked: its site is uncertain"
    )


class StatusAnswer(BaseModel):
    """How what you handed in stands now; the worst of its parts stands for the whole."""

    id: str = Field(description="partition/number, as in its address")
    state: State = Field(
        description="taken: kept, not handled yet. waiting: something is away, it is tried again. parked: it "
        "waits until an uncertain site is cleared. done: it had its effect. noted: understood and kept as "
        "evidence, no effect. refused: understood, the answer is no. unreadable: it cannot be understood. "
        "conflict: the same document came before with other content; a person decides. let_go: it was kept "
        "for its time and is gone; that it came is still known, so it has no second effect"
    )
    documents: list[DocumentAnswer]
    faults: list[FaultAnswer]
    text: str = Field("", description="let_go: when it came, and since when it is gone")


class ProblemFault(BaseModel):
    """One thing that is wrong with the request, or with what it handed in."""

    cause: str = Field(description="a stable word for the reason, for a program")
    place: str = Field(description="parameter, path, cell, line or byte")
    text: str = Field(description="what is wrong and what is wanted instead")
    state: str = Field("", description="as in a status: waiting, open, parked")
    loc: list[str | int] = Field([], description="of a parameter: where it stands, step by step")


class ProblemAnswer(BaseModel, title="Problem"):
    """What went wrong (RFC 9457); of a document that was kept its status beside it."""

    type: str = Field(description="always about:blank; the status says which problem it is")
    title: str
    status: int
    detail: str = Field(description="what is wrong and what to do, for a person")
    cause: str = Field("", description="a stable word for the reason, for a program")
    place: str = Field("", description="where, in what you sent")
    faults: list[ProblemFault] = Field([], description="everything that is wrong, not only the first of it")
    bytes_max: int = Field(0, description="413: the limit")
    items_max: int = Field(0, description="413: the limit")
    id: str = Field("", description="400, 422 of what was kept: partition/number, as in its address")
    state: str = Field("", description="400, 422 of what was kept: refused, unreadable or conflict")
    documents: list[DocumentAnswer] = Field([], description="400, 422 of what was kept: as in its status")


class ListedAnswer(BaseModel):
    """One thing you handed in, in a line."""

    id: str = Field(description="partition/number: ask /v1/messages/{id} for all of it")
    received_at: str = Field(description="when it was taken in, RFC 3339 in UTC")
    source: str
    site: str
    name: str = Field(description="your name for it, where you gave one")
    type: str = Field(description="what its first document was read as; empty while it waits")
    key: str = Field(description="the business key of that document")
    documents: int = Field(description="how many documents were read out of it")
    state: State
    reason: str = Field(description="why it stands so, where there is something to say")


class ListAnswer(BaseModel):
    """A page of what you handed in, newest first."""

    items: list[ListedAnswer]
    next: str = Field(description="say it as `before` for the next page; empty at the end")


class BulkItemAnswer(BaseModel):
    """What the door would have answered for this item alone: its status or its problem, and what it says."""

    key: str = Field(description="your key of the item; empty where it could not be read")
    status: int = Field(description="200, 202, 400, 409, 413, 415, 422, 429 or 503")
    location: str = Field("", description="where it stands, whenever it was kept")
    retry_after: str = Field("", description="429, 503: seconds to wait before this item is sent again")
    id: str = ""
    state: str = Field("", description="as in a status")
    documents: list[DocumentAnswer] = []
    faults: list[ProblemFault] = Field([], description="everything that is wrong with it")
    text: str = ""
    type: str = Field("", description="of a problem: about:blank")
    title: str = Field("", description="of a problem")
    detail: str = Field("", description="of a problem: what is wrong and what to do, for a person")
    cause: str = Field("", description="of a problem: a stable word, for a program")
    place: str = Field("", description="of a problem: where")
    bytes_max: int = 0


class BulkAnswer(BaseModel):
    """One answer for each item, in the order of the request."""

    items: list[BulkItemAnswer]


class FetchedAnswer(BaseModel):
    """One message for you; body, text or base64 has what it says."""

    sequence: int = Field(description="counts the messages of this box without gaps")
    id: str = Field(description="the hub's id of it, the same however often you fetch it")
    message: str = Field(description="the id of the message it tells you of")
    type: str
    key: str = Field(description="the business key it is about")
    name: str
    ready_at: str
    media: str
    body: Any = Field(None, description="of JSON")
    text: str = Field("", description="of any other text")
    base64: str = Field("", description="of what is no text")


class AnswersAnswer(BaseModel):
    """A page of what was laid out for you, oldest first."""

    items: list[FetchedAnswer]
    next: int = Field(
        description="say it as `after` for the next page; it stays as it was where there is none"
    )
