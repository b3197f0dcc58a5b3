"""Expressions: a small part of Python's syntax, compiled to closures over exact numbers, and nothing else."""

from __future__ import annotations

import ast
import unicodedata
from collections.abc import Callable, Collection
from decimal import Decimal

from core.hub.mapping import functions
from core.hub.mapping.comparing import compare, truth
from core.hub.mapping.functions import FUNCTIONS, Value
from core.hub.mapping.kit import Kit
from core.hub.mapping.numbers import EXACT, decimal
from core.hub.mapping.querying import AGGREGATES, Evaluate, Named, Queries, name_of
from core.hub.mapping.scope import Scope, Unfit
from core.hub.mapping.sheet import unknown

LENGTH_MAX = 500
DEPTH_MAX = 30
_OPERATIONS: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: EXACT.add,
    ast.Sub: EXACT.subtract,
    ast.Mult: EXACT.multiply,
    ast.Div: EXACT.divide,
    ast.Mod: EXACT.remainder,
}
_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip


def compile_expression(text: str, kit: Kit, variables: Collection[str]) -> tuple[Evaluate, set[str]]:
    """The expression as a function of the scope, and the paths it reads; Unfit if it is not allowed."""
    if len(text) > LENGTH_MAX:
        raise Unfit("expression", f"an expression of at most {LENGTH_MAX} characters")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Unfit(
            "expression", f"an expression such as qty * price: {getattr(error, 'msg', error)}"
        ) from None
    compiler = _Compiler(text.strip(), kit, variables)
    return compiler.compile(tree.body, 0), compiler.queries.paths


def _texts(nodes: list[ast.expr]) -> frozenset[str]:
    """The texts, if each is one; else none."""
    found = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return frozenset(found) if len(found) == len(nodes) else frozenset()


def _among(
    left: Evaluate, texts: frozenset[str], otherwise: Callable[[Scope, Value], bool]
) -> Callable[[Scope], bool]:
    """Whether a text is one of these; what is no text is compared as it must be."""
    if left is name_of:
        return Named(texts)

    def evaluate(scope: Scope) -> bool:
        value = left(scope)
        if value is None:
            return False
        return value in texts if value.__class__ is str else otherwise(scope, value)

    return evaluate


class _Compiler:
    """Walks the syntax tree once; what it does not know is Unfit."""

    def __init__(self, source: str, kit: Kit, variables: Collection[str]) -> None:
        self.source = source
        self.variables = variables
        self.queries = Queries(kit)
        self.kit = kit
        self.nested = 0

    def compile(self, node: ast.expr, depth: int) -> Evaluate:
        if depth > DEPTH_MAX:
            raise Unfit("expression", f"an expression nested at most {DEPTH_MAX} deep")
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is None:
            raise Unfit("expression", f"no {type(node).__name__} in an expression ({self._text(node)})")
        compiled: Evaluate = method(node, depth + 1)
        return compiled

    def _constant(self, node: ast.Constant, _depth: int) -> Evaluate:
        value = node.value
        if isinstance(value, int | float) and not isinstance(value, bool):
            number = decimal(self._text(node))
            return lambda _scope: number
        if value is None or isinstance(value, bool | str):
            return lambda _scope: value
        raise Unfit("expression", f"texts and decimal numbers, not {self._text(node)}")

    def _name(self, node: ast.Name, _depth: int) -> Evaluate:
        written = self._text(node)
        if unicodedata.normalize("NFKC", written) != written:
            raise Unfit("expression", f"text({written!r}), for Python would read that name as {node.id!r}")
        if node.id in self.variables:
            return self.queries.variable(node.id)
        return self.queries.value_at(f"'{node.id}'")

    def _boolop(self, node: ast.BoolOp, depth: int) -> Evaluate:
        parts = [self.compile(part, depth) for part in node.values]
        if len(parts) == 2:
            one, other = parts
            if isinstance(node.op, ast.And):
                return lambda scope: truth(one(scope)) and truth(other(scope))
            return lambda scope: truth(one(scope)) or truth(other(scope))
        if isinstance(node.op, ast.And):
            return lambda scope: all(truth(part(scope)) for part in parts)
        return lambda scope: any(truth(part(scope)) for part in parts)

    def _unaryop(self, node: ast.UnaryOp, depth: int) -> Evaluate:
        part = self.compile(node.operand, depth)
        if isinstance(node.op, ast.Not):
            return lambda scope: not truth(part(scope))
        if isinstance(node.op, ast.USub):
            return lambda scope: functions.calculate(EXACT.subtract, Decimal(0), part(scope))
        raise Unfit("expression", f"no sign such as in {self._text(node)}")

    def _binop(self, node: ast.BinOp, depth: int) -> Evaluate:
        operation = _OPERATIONS.get(type(node.op))
        if operation is None:
            raise Unfit("expression", f"+ - * / or %, not {type(node.op).__name__} ({self._text(node)})")
        left, right = self.compile(node.left, depth), self.compile(node.right, depth)
        return lambda scope: functions.calculate(operation, left(scope), right(scope))

    def _compare(self, node: ast.Compare, depth: int) -> Evaluate:
        if len(node.ops) > 1 or type(node.ops[0]) not in _COMPARISONS:
            raise Unfit("expression", f"one comparison at a time, with `and`, in {self._text(node)}")
        sign = _COMPARISONS[type(node.ops[0])]
        left = self.compile(node.left, depth)
        if sign in {"in", "not in"}:
            return self._membership(node, left, sign == "in", depth)
        right = self.compile(node.comparators[0], depth)
        if sign == "==" and (texts := _texts([node.comparators[0]])):
            return _among(left, texts, lambda scope, value: compare("==", value, right(scope)))
        return lambda scope: compare(sign, left(scope), right(scope))

    def _membership(self, node: ast.Compare, left: Evaluate, wanted: bool, depth: int) -> Evaluate:
        among = node.comparators[0]
        if not isinstance(among, ast.Tuple | ast.List):
            raise Unfit("expression", f"a list after `in`, such as ('A', 'B'), in {self._text(node)}")
        parts = [self.compile(part, depth) for part in among.elts]

        def holds(scope: Scope, value: Value) -> bool:
            return any(compare("==", value, part(scope)) for part in parts) is wanted

        if wanted and (texts := _texts(among.elts)):
            return _among(left, texts, holds)
        return lambda scope: holds(scope, left(scope))

    def _ifexp(self, node: ast.IfExp, depth: int) -> Evaluate:
        test, then, other = (self.compile(part, depth) for part in (node.test, node.body, node.orelse))
        return lambda scope: then(scope) if truth(test(scope)) else other(scope)

    def _call(self, node: ast.Call, depth: int) -> Evaluate:
        if not isinstance(node.func, ast.Name) or node.keywords:
            raise Unfit("expression", f"a function by its name, with values only, in {self._text(node)}")
        name, arguments = node.func.id, node.args
        literal = arguments[0].value if arguments and isinstance(arguments[0], ast.Constant) else None
        if name in AGGREGATES and isinstance(literal, str) and len(arguments) <= 2:
            return self._aggregate(name, literal, arguments[1:], depth)
        if self.queries.knows(name, len(arguments)):
            parts = [self.compile(part, depth) for part in arguments]
            return self.queries.call(name, literal, parts)
        return self._function(name, [self.compile(part, depth) for part in arguments])

    def _aggregate(self, name: str, path: str, inner: list[ast.expr], depth: int) -> Evaluate:
        self.nested += 1
        if self.nested > 2:
            raise Unfit("expression", "at most two of count, sum, min, max inside one another")
        each = self.compile(inner[0], depth) if inner else None
        self.nested -= 1
        return self.queries.aggregate(name, path, each)

    def _function(self, name: str, parts: list[Evaluate]) -> Evaluate:
        function = FUNCTIONS.get(name)
        if function is None:
            raise Unfit("expression", unknown("function", name, {*FUNCTIONS, *AGGREGATES, *Queries.NAMES}))
        if not function.least <= len(parts) <= function.most:
            raise Unfit("expression", f"{function.least} to {function.most} values in {name}()")
        return lambda scope: functions.call(function, [part(scope) for part in parts])

    def _text(self, node: ast.expr) -> str:
        return ast.get_source_segment(self.source, node) or type(node).__name__
