"""One field of a canonical document: where it comes from, what becomes of it, what if there is none."""

from __future__ import annotations

from decimal import Decimal

from core.hub.mapping import objects
from core.hub.mapping.composites import compile_composite
from core.hub.mapping.converting import converter, words_of
from core.hub.mapping.kit import Composite, Get
from core.hub.mapping.level import Condition, Failing, Level
from core.hub.mapping.model import Facts, Problem
from core.hub.mapping.picking import compile_pick
from core.hub.mapping.plain import Child, Constant
from core.hub.mapping.reading import convert_value, first_path, read_node
from core.hub.mapping.scope import Scope, Unfit
from core.hub.mapping.sheet import Sheet, unknown
from core.hub.mapping.sparse import any_of, bare, needs_of, needs_of_path, sparse
from core.hub.node import Node
from core.kernel.errors import Unreadable

# Where a value comes from: a field says exactly one of these.
SCALARS = ("from", "value", "fact", "expr", "pick")
FORMS = (*SCALARS, "each", "fields", "first of", "rest")
COMMON = frozenset({"when", "required", "default", "on error", "about"})


def compile_field(node: Node, level: Level) -> Get:
    """The field's value as a function of the scope; every fault of its text is kept."""
    if node.kind == "text":
        return _from_path(node, node.value or "", level)
    if node.kind != "object":
        level.kit.faults.add(node, "give a path, or an object such as {from: path} or {value: 1}")
        return lambda _scope: None
    forms = [child.name for child in node.children if child.name in FORMS]
    if "each" in forms:
        # The fields are those of what is gone through.
        forms = [form for form in forms if form != "fields"]
    if len(forms) != 1:
        said = " and ".join(forms) or "none"
        level.kit.faults.add(node, f"a field says exactly one of {', '.join(FORMS)}; this one says {said}")
        return lambda _scope: None
    [form] = forms
    return _settled(node, *_COMPILERS.get(form, _scalar)(node, form, level), level)


def _scalar(node: Node, form: str, level: Level) -> tuple[Get, Sheet]:
    kind = next((child.value or "" for child in node.children if child.name == "as"), "text")
    known = level.kit.vocabulary
    composite = known.composites.get(kind)
    words = words_of(composite.kind if composite else kind, level.kit) | COMMON | {form, "as"}
    sheet = Sheet(node, words | (composite.words if composite else frozenset()), level.kit.faults)
    if composite is not None:
        return _composite(sheet, form, composite, level), sheet
    if kind not in known.kinds:
        sheet.faults.add(sheet.words["as"], unknown("kind", kind, {*known.kinds, *known.composites}))
        kind = "text"
    return _value(sheet, form, kind, level), sheet


def _composite(sheet: Sheet, form: str, composite: Composite, level: Level) -> Get:
    main = _value(sheet, form, composite.kind, level.field(composite.main))
    return compile_composite(sheet, composite, level, compile_field, main)


def _value(sheet: Sheet, form: str, kind: str, level: Level) -> Get:
    """The one value of a scalar form, turned into its kind."""
    source = sheet.words[form]
    if form == "value":
        return _constant(sheet, kind, level)
    convert = converter(sheet, level.kit, kind)
    fail = level.failing(sheet.node)
    if form == "from":
        texts = sheet.texts("from")
        if len(texts) == 1:
            return _from_path(sheet.node, texts[0], level, kind, sheet)
        ones = [level.one(source, text) for text in texts]
        needs = any_of(needs_of_path(level.path(source, text)) for text in texts)
        return sparse(read_node(first_path(ones), convert, fail), needs)
    if form == "pick":
        pick, needs = compile_pick(source, level)
        return sparse(read_node(pick, convert, fail), needs)
    # What an expression gives stays what it is (a number, a truth value) unless something is asked of it.
    as_it_is = form == "expr" and not sheet.words.keys() - COMMON - {form}
    text = sheet.scalar(source)
    evaluate = level.expression(source, text if form == "expr" else f"fact({text!r})")
    return convert_value(evaluate, None if as_it_is else convert, fail)


def _from_path(node: Node, text: str, level: Level, kind: str = "text", sheet: Sheet | None = None) -> Get:
    words = sheet or Sheet(Node(node.name, kind="object", at=node.at), (), level.kit.faults)
    convert = converter(words, level.kit, kind)
    path = level.path(node, text)
    fail = level.failing(node)
    slowly = read_node(level.one(node, text), convert, fail)
    if path.is_child and not level.kit.tracing:
        return Child(path.steps[0].name, convert, fail, slowly, _settles_required(words))
    return sparse(slowly, needs_of_path(path))


def _settles_required(sheet: Sheet) -> bool:
    """The short way says itself that a value is missing, where nothing else is to be done about it."""
    if not sheet.flag("required") or "default" in sheet or "on error" in sheet:
        return False
    del sheet.words["required"]
    return True


def _constant(sheet: Sheet, kind: str, level: Level) -> Get:
    node = sheet.words["value"]
    text = sheet.scalar(node)
    value: object = text
    if "as" in sheet or node.kind == "text":
        try:
            value = converter(sheet, level.kit, kind)(text, Facts())
        except Unfit as unfit:
            sheet.faults.add(node, f"{text!r} does not fit: expected {unfit.expected}")
    elif node.kind in {"true", "false"}:
        value = node.kind == "true"
    elif node.kind == "number":
        value = int(text) if text.lstrip("-").isdigit() else Decimal(text)
    return Constant(value)


def _object(node: Node, _form: str, level: Level) -> tuple[Get, Sheet]:
    sheet = Sheet(node, COMMON | objects.WORDS, level.kit.faults)
    return objects.compile_nested(sheet, level, compile_field), sheet


def _list(node: Node, _form: str, level: Level) -> tuple[Get, Sheet]:
    sheet = Sheet(node, COMMON | objects.LIST_WORDS, level.kit.faults)
    return objects.compile_list(sheet, level, compile_field), sheet


def _rest(node: Node, _form: str, level: Level) -> tuple[Get, Sheet]:
    sheet = Sheet(node, COMMON | {"rest", "except"}, level.kit.faults)
    return objects.compile_rest(sheet, level), sheet


def _first_of(node: Node, _form: str, level: Level) -> tuple[Get, Sheet]:
    sheet = Sheet(node, COMMON | {"first of"}, level.kit.faults)
    gets = [compile_field(child, level) for child in sheet.words["first of"].children]
    tracing, needs = level.kit.tracing, any_of(map(needs_of, gets))
    if needs is not None and len(needs) == 1:
        # Who has looked whether it is there has looked for each of them.
        gets = [bare(get) for get in gets]

    def get(scope: Scope) -> object:
        for choice in gets:
            if tracing:
                scope.run.touched.clear()
            value = choice(scope)
            if value is not None:
                return value
        return None

    return sparse(get, needs), sheet


def _settled(node: Node, get: Get, sheet: Sheet, level: Level) -> Get:
    """What becomes of a field without value, and of one that cannot be read."""
    fail = level.failing(node)
    if "default" in sheet:
        get = _defaulted(get, _default(sheet, level), level)
    required = sheet.flag("required")
    lenient = sheet.choice("on error", ("refuse", "null")) == "null"
    if required and (lenient or "default" in sheet):
        sheet.faults.add(node, "`required` excludes `default` and `on error: null`")
    if required:
        get = _required(get, fail)
    if lenient:
        get = sparse(_or_null(bare(get)), needs_of(get))
    if "when" in sheet:
        get = _when(get, level.condition(sheet.words["when"]))
    return get


def _default(sheet: Sheet, level: Level) -> Get:
    """A constant of the field's kind, or a field of its own."""
    node = sheet.words["default"]
    if node.kind == "object":
        return compile_field(node, level)
    words = [child for child in sheet.node.children if child.name == "as"] if "as" in sheet else []
    constant = Node("value", node.value, (), node.at, node.kind)
    return compile_field(Node(node.name, None, (constant, *words), node.at, "object"), level)


def _defaulted(get: Get, default: Get, level: Level) -> Get:
    tracing = level.kit.tracing

    def settled(scope: Scope) -> object:
        value = get(scope)
        if value is not None:
            return value
        if tracing:
            scope.run.touched.clear()
        return default(scope)

    return settled


def _required(get: Get, fail: Failing) -> Get:
    def settled(scope: Scope) -> object:
        value = get(scope)
        if value is None:
            raise fail.missing(scope.node)
        return value

    return settled


def _or_null(get: Get) -> Get:
    """Nothing instead of what cannot be read, with a flag that says so."""

    def settled(scope: Scope) -> object:
        run = scope.run
        known = run.known
        try:
            return get(scope)
        except Unreadable as error:
            run.flags.append(Problem(code=error.cause, text=error.text, place=error.place))
            return None
        finally:
            if run.faults is not None:
                del run.faults[known:]

    return settled


def _when(get: Get, condition: Condition) -> Get:
    return lambda scope: get(scope) if condition(scope) else None


_COMPILERS = {"fields": _object, "each": _list, "rest": _rest, "first of": _first_of}
