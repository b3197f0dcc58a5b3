"""A model of one decision, written from what the paper promises and not from the room."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

SPARE = ("s1", "s2", "s3", "a1")
WORDS = (
    "approve",
    "reject",
    "return",
    "transfer",
    "delegate",
    "add_signer",
    "remove_signer",
    "withdraw",
    "claim",
    "unclaim",
)


@dataclass
class Seat:
    """Who sits at the desk; by: who added this one, when: before or after that one."""

    who: str
    by: str = ""
    when: str = ""
    said: str = ""
    instead: str = ""


@dataclass
class Said:
    """What somebody does."""

    by: str
    verb: str
    to: str = ""
    mode: str = ""


@dataclass
class Decision:
    """Where a decision stands; desks: their names in order, sign: how many must sign at each."""

    desks: list[tuple[str, str, tuple[str, ...]]]
    at: int = 0
    back: list[int] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)
    end: str = ""
    version: int = 1
    taken: str = ""

    def __post_init__(self) -> None:
        self.sit(0)

    @property
    def where(self) -> str:
        return self.end or ("maker" if self.at < 0 else self.desks[self.at][0])

    def sit(self, at: int) -> None:
        """-1 is the maker's own desk."""
        self.at, self.taken = at, ""
        self.seats = [Seat("mia")] if at < 0 else [Seat(who) for who in self.desks[at][2] if who != "mia"]

    def enough(self) -> bool:
        asked = [seat for seat in self.seats if not seat.by]
        yes = len([seat for seat in asked if seat.said == "yes"])
        sign = self.desks[self.at][1] if self.at >= 0 else "any"
        # 50: half of them, and at least one.
        return {"any": yes >= 1, "50": yes * 2 >= len(asked) and yes > 0}.get(sign, yes == len(asked))

    def asked(self) -> list[Seat]:
        """Whose turn it is."""
        return [] if self.end else [seat for seat in self.seats if not seat.said and self.turn_of(seat)]

    def turn_of(self, seat: Seat) -> bool:
        if [one for one in self.seats if (one.by, one.when, one.said) == (seat.who, "before", "")]:
            return False
        if seat.when == "after":
            adder = [one for one in self.seats if one.who == seat.by]
            return self.enough() or adder[0].said == "yes"
        if seat.when == "before":
            return True
        if self.taken and self.taken != seat.who:
            return False
        silent = [one.who for one in self.seats if not one.by and not one.said]
        in_line = self.at < 0 or self.desks[self.at][1] != "sequence" or silent[0] == seat.who
        return in_line and not self.enough()

    def names(self) -> set[str]:
        """Everybody with an open task."""
        return {name for seat in self.asked() for name in (seat.who, seat.instead) if name}

    def may(self, said: Said) -> bool:
        """Whether it is to be taken."""
        mine = [seat for seat in self.asked() if said.by in (seat.who, seat.instead)]
        own = [seat for seat in mine if seat.who == said.by]
        taken = {name for seat in self.seats for name in (seat.who, seat.instead)}
        new = said.to in SPARE and said.to not in taken
        if self.end or ((said.verb == "resubmit") != (self.at < 0) and said.verb != "withdraw"):
            return False
        earlier = {"maker"} | {desk[0] for desk in self.desks[: max(self.at, 0)]}
        return bool(
            {
                "withdraw": said.by == "mia",
                "return": mine and said.to in earlier and said.mode in ("redo", "resume"),
                "transfer": own and new,
                "delegate": own and new,
                "add_signer": mine and new and said.mode in ("before", "after"),
                "claim": own and not own[0].by and not self.taken and self.desks[self.at][1] == "any",
                "unclaim": self.taken and said.by in {seat.who for seat in self.seats},
                "remove_signer": [
                    one
                    for one in self.seats
                    if one.who == said.to and one.by == said.by and one.said != "yes"
                ],
            }.get(said.verb, mine)
        )

    def do(self, said: Said) -> None:
        """Does what may be done."""
        self.version += 1
        mine = next((seat for seat in self.asked() if said.by in (seat.who, seat.instead)), Seat(""))
        at = self.at
        if said.verb == "withdraw":
            self.end = "withdrawn"
        elif said.verb == "resubmit":
            self.go_on()
        elif said.verb == "return":
            self.back = [*self.back, at] if said.mode == "resume" else []
            self.sit([-1, *range(at)][["maker", *(desk[0] for desk in self.desks)].index(said.to)])
        else:
            self.change(said, mine)
            if not self.end and self.enough() and all(seat.said == "yes" for seat in self.seats if seat.by):
                self.go_on()

    def change(self, said: Said, mine: Seat) -> None:
        """What changes who sits at the desk and what they said."""
        if said.verb == "approve":
            mine.said = "yes"
        elif said.verb in ("claim", "unclaim"):
            self.taken = mine.who if said.verb == "claim" else ""
        elif said.verb == "reject":
            mine.said = "no"
            asked = [seat for seat in self.seats if not seat.by]
            left = len([seat for seat in asked if seat.said != "no"])
            if self.desks[self.at][1] != "50" or mine.by or left * 2 < len(asked):
                self.end = "rejected"
        elif said.verb == "delegate":
            mine.instead = said.to
        elif said.verb == "add_signer":
            self.seats.append(Seat(said.to, by=mine.who, when=said.mode))
        else:
            old = mine.who if said.verb == "transfer" else said.to
            new = said.to if said.verb == "transfer" else said.by
            if said.verb == "transfer" and self.taken == old:
                self.taken = new
            self.seats = [replace(one, by=new) if one.by == old else one for one in self.seats]
            self.seats = [one for one in self.seats if one.who != old or said.verb == "transfer"]
            for one in self.seats:
                if one.who == old:
                    one.who, one.instead = new, ""

    def go_on(self) -> None:
        """To the desk that was promised, else the next, else it is decided."""
        if self.back:
            self.sit(self.back.pop())
        elif self.at + 1 < len(self.desks):
            self.sit(self.at + 1)
        else:
            self.end = "approved"
