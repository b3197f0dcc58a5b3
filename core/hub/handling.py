"""The registry of handlers: which functions of which rooms handle which message type."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar, get_type_hints

import msgspec

from core.hub.message import Message
from core.hub.records import Key, Record
from core.kernel.errors import Broken

HandlerFunction = Callable[[Message, Any], list[Message]]
RestsOn = Callable[[Message, Any], Iterable[str]]
Finds = Callable[[Message], Iterable[tuple[type[Record], dict[str, Any]]]]
Ahead = Callable[[Sequence[Message], Any], None]
Touches = Callable[[Message], Iterable[tuple[type[Record], Key]]]
F = TypeVar("F", bound=Callable[..., list[Message]])

HANDLERS: list[Handler] = []


class Together(msgspec.Struct, frozen=True, kw_only=True):
    """What messages of one type have in common where many are handled at once.

    finds: names what the function will look for by `find`, so that many messages made at once ask together.
    ahead: reads for all of them, by their room's work, what the function will ask for of each, also where one
           row names the next. It changes nothing, and nothing hangs on it: a few made at once go without.
    weight: as how many messages one counts where a run is cut into units of work: it moves so many rows.
    """

    finds: Finds | None = None
    ahead: Ahead | None = None
    weight: int = 1


ALONE = Together()


class Handler(msgspec.Struct, frozen=True, kw_only=True):
    """One function of one room for one message type.

    room: from the module's path (core.custody.handlers.book_outbound -> custody).
    work: the class of the function's second parameter; it is made once per unit of work from that unit.
    touches: names the rows the function will ask for, so that a run of messages reads them in one question.
    instruction: it commands (release, draw, pay) instead of telling a fact: it parks while one of
                 the message's keys is uncertain. A fact never waits.
    rests_on: names the sites that a command rests on beside its own, such as those of a contract's goods, by
              its message and its room's work: it parks while one of them is uncertain.
    later: too much for the unit of work that leads to it: a message of this type that a handler makes becomes
           an arrival of the same stream, in its turn and in a unit of work of its own.
    together: how many messages of the type share their questions and a unit of work.
    """

    type: str
    room: str
    function: HandlerFunction
    work: builtins.type[Any]
    touches: Touches | None
    instruction: bool
    later: bool = False
    rests_on: RestsOn | None = None
    together: Together = ALONE

    @property
    def name(self) -> str:
        return f"{self.room}.{self.function.__name__}"


def handles(
    *types: str,
    touches: Touches | None = None,
    instruction: bool = False,
    later: bool = False,
    rests_on: RestsOn | None = None,
    together: Together = ALONE,
) -> Callable[[F], F]:
    """Registers the function below as the handler of these message types."""

    def register(function: F) -> F:
        parts = function.__module__.split(".")
        if parts[:1] != ["core"] or "handlers" not in parts:
            raise Broken(
                f"{function.__module__} is no module of core/<room>/handlers", cause="handler.misplaced"
            )
        work = list(get_type_hints(function).values())[1]
        for type_name in types:
            HANDLERS.append(
                Handler(
                    type=type_name,
                    room=parts[1],
                    function=function,
                    work=work,
                    touches=touches,
                    instruction=instruction,
                    later=later,
                    rests_on=rests_on,
                    together=together,
                )
            )
        return function

    return register
