"""The bodies that the partners' door answers, described for the developer at the other end."""

from __future__ import annotations

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


class ProblemAnswer(BaseModel, title="Problem"):
    """An answer that the door gives at once (RFC 9457)."""

    type: str = Field(description="always about:blank; the status says which problem it is")
    title: str
    status: int
    detail: str = Field(description="what is wrong and what to do, for a person")
    cause: str = Field("", description="a stable word for the reason, for a program")
    place: str = Field("", description="where, in what you sent")
    faults: list[dict[str, str | list[str | int]]] = Field(
        [], description="422: every part of the request that is not as described; loc is where, text is why"
    )
    bytes_max: int = Field(0, description="413: the limit")
