"""A cell of a decision table: a comparison, a range, a list, what is not in one, or nothing at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction

import msgspec

from core.kernel.errors import Refused
from core.risk.values import NUMBER, TEXT, TRUTH, WHOLE, Value, number_in

# A threshold by its name.
PARAMETER = re.compile(r"\$\w+(?:\.\w+)*", re.ASCII)
CELL_LENGTH_MAX = 2_000
ALTERNATIVES_MAX = 100
_TOKEN = re.compile(
    r"""\s*(?:(?P<text>'[^']*'|"[^"]*")|(?P<parameter>\$\w+(?:\.\w+)*)"""
    r"""|(?P<number>-?\d+(?:\.\d+)?(?=\.\.|[^\w.]|$))|(?P<word>(?:not\s+in|in|and|or|true|false|null)\b)"""
    r"""|(?P<sign><=|>=|==|!=|\.\.|[<>\[\](),]))""",
    re.ASCII,
)
_COMPARISONS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "<": lambda value, bound: value < bound,
    "<=": lambda value, bound: value <= bound,
    ">": lambda value, bound: value > bound,
    ">=": lambda value, bound: value >= bound,
}

# What a test is asked with: numbers as fractions, so that a point between two others always exists.
Point = Fraction | str | bool | None
Holds = Callable[[Point], bool]


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """A cell that was understood. constants: every value it names, at which it may change its mind.

    asks: whether it can say anything without a value; an empty cell asks nothing, `null` asks just that.
    """

    holds: Holds
    constants: tuple[Value, ...] = ()
    asks: bool = True


ANY = Cell(holds=lambda _value: True, asks=False)


def cell(text: str, kind: str, parameters: Mapping[str, Value]) -> Cell:
    """The cell of a column of this kind; Refused where it is none. An empty one matches whatever comes."""
    if len(text) > CELL_LENGTH_MAX:
        raise _refused(text[:40], f"is longer than {CELL_LENGTH_MAX} signs")
    if not text.strip():
        return ANY
    return _Parser(text, kind, parameters).whole()


def literal(text: str, parameters: Mapping[str, Value]) -> Value | None:
    """One value alone, as an output says it; None for `null`."""
    parser = _Parser(text, "", parameters)
    value = parser.value()
    parser.end()
    return value


class _Parser:
    """One pass over the tokens of a cell."""

    def __init__(self, text: str, kind: str, parameters: Mapping[str, Value]) -> None:
        self._text = text
        self._kind = kind
        self._parameters = parameters
        self._tokens = _tokens(text)
        self._at = 0
        self._constants: list[Value] = []
        self._null = False

    def whole(self) -> Cell:
        tests = [self._all()]
        while self._take(",", "or"):
            tests.append(self._all())
        self.end()
        if len(tests) > ALTERNATIVES_MAX:
            raise _refused(self._text, f"has over {ALTERNATIVES_MAX} alternatives")
        return Cell(
            holds=lambda value: any(test(value) for test in tests),
            constants=tuple(self._constants),
            asks=not self._null,
        )

    def end(self) -> None:
        if self._at < len(self._tokens):
            raise _refused(self._text, f"goes on where it should end, at {self._tokens[self._at]!r}")

    def value(self) -> Value | None:
        word = self._next("a value")
        if word == "null":
            self._null = True
            return None
        if word in ("true", "false"):
            return word == "true"
        if word[0] in "'\"":
            return word[1:-1]
        if word[0] == "$":
            if word[1:] not in self._parameters:
                raise _refused(self._text, f"names a parameter {word[1:]} that is not there")
            return self._parameters[word[1:]]
        number = number_in(word)
        if number is None:
            raise _refused(self._text, f"has {word!r} where a value should stand")
        return number

    def _all(self) -> Holds:
        tests = [self._one()]
        while self._take("and"):
            tests.append(self._one())
        return tests[0] if len(tests) == 1 else lambda value: all(test(value) for test in tests)

    def _one(self) -> Holds:
        if sign := self._take("<=", ">=", "<", ">"):
            return self._comparison(sign)
        if self._take("!="):
            return _not(self._equal())
        if self._take("=="):
            return self._equal()
        if self._take("not in"):
            return _not(self._within())
        if self._take("in") or self._peek() in ("[", "("):
            return self._within()
        return self._equal()

    def _comparison(self, sign: str) -> Holds:
        bound, compare = self._number(), _COMPARISONS[sign]
        return lambda value: isinstance(value, Fraction) and compare(value, bound)

    def _equal(self) -> Holds:
        wanted = self.value()
        if wanted is None:
            return lambda value: value is None
        self._fits(wanted)
        point = point_of(wanted)
        return lambda value: value == point and type(value) is type(point)

    def _within(self) -> Holds:
        opened = self._take("[", "(")
        if not opened:
            raise _refused(self._text, "has `in` without a list or range behind it")
        if self._at + 1 < len(self._tokens) and self._tokens[self._at + 1] == "..":
            return self._range(opened)
        tests = [self._equal()]
        while self._take(","):
            tests.append(self._equal())
        if not self._take("]" if opened == "[" else ")"):
            raise _refused(self._text, "has a list that does not end")
        return lambda value: any(test(value) for test in tests)

    def _range(self, opened: str) -> Holds:
        low = self._number()
        self._take("..")
        high = self._number()
        closed = self._take("]", ")")
        if not closed:
            raise _refused(self._text, "has a range that does not end")
        if low > high:
            raise _refused(self._text, "has a range that ends before it begins")
        above = _COMPARISONS[">=" if opened == "[" else ">"]
        below = _COMPARISONS["<=" if closed == "]" else "<"]
        return lambda value: isinstance(value, Fraction) and above(value, low) and below(value, high)

    def _number(self) -> Fraction:
        value = self.value()
        if isinstance(value, (bool, str)) or value is None or self._kind not in (NUMBER, WHOLE):
            raise _refused(self._text, f"compares a {self._kind} where only numbers have an order")
        self._constants.append(value)
        return Fraction(value)

    def _fits(self, value: Value) -> None:
        kind = TRUTH if isinstance(value, bool) else TEXT if isinstance(value, str) else NUMBER
        if kind != self._kind and not (kind == NUMBER and self._kind == WHOLE):
            raise _refused(self._text, f"names {value!r}, its column takes a {self._kind}")
        self._constants.append(value)

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self, *wanted: str) -> str:
        token = self._peek()
        if token not in wanted:
            return ""
        self._at += 1
        return token

    def _next(self, wanted: str) -> str:
        token = self._peek()
        if not token:
            raise _refused(self._text, f"ends where {wanted} should stand")
        self._at += 1
        return token


def point_of(value: Value) -> Point:
    """The value as tests are asked with it."""
    return value if isinstance(value, (bool, str)) else Fraction(value)


def _not(test: Holds) -> Holds:
    return lambda value: not test(value)


def _tokens(text: str) -> list[str]:
    found, at = [], 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        if match is None:
            raise _refused(text, f"has something at sign {at + 1} that no cell has")
        token = match.group().strip()
        found.append("not in" if token.startswith("not") else token)
        at = match.end()
    return found


def _refused(text: str, says: str) -> Refused:
    return Refused(f"cell {text!r} {says}", cause="risk.cell")
