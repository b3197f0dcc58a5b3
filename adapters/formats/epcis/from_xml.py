"""EPCIS in XML, in the shape JSON has: extensions opened, lists without wrappers, attributes as fields."""

from __future__ import annotations

from adapters.formats.epcis.problems import Problems
from adapters.formats.epcis.words import ELEMENTS, FIELDS, PAIR_LISTS, short_number, short_word
from core.hub.node import Node

_WRAPS = ("extension", "baseExtension")
_SCHEMA = "http://www.w3.org/2001/XMLSchema-instance"
_NUMBERS = {"quantity", "value", "minValue", "maxValue", "meanValue", "sDev", "percRank", "percValue"}
_REPEATED = {"persistentDisposition": ("set", "unset"), "sensorElement": ("sensorReport",)}


def document(root: Node, problems: Problems) -> Node:
    """The root as JSON would say it; a bare event is itself."""
    if root.name == "Envelope":
        # A query's answer by SOAP: the body's one element is what was said.
        body = next((child for child in root.children if child.name == "Body"), root)
        root = body.children[0] if len(body.children) == 1 else root
    if root.name in FIELDS and not root.namespace:
        return _event(root, problems)
    children = [Node("type", root.name, (), root.at, "text"), *map(_attribute, _attributes(root))]
    for part in root.children:
        if part.name == "EPCISHeader":
            children.append(_header(part))
        elif part.name == "EPCISBody":
            children.append(_object("epcisBody", part, _body(part, problems)))
        elif not part.name.startswith("@"):
            children.append(part)
    if root.name == "QueryResults":
        children = [*children[:1], _object("epcisBody", root, (_results(root, problems),))]
    return _object(root.name, root, tuple(children))


def _body(body: Node, problems: Problems) -> tuple[Node, ...]:
    found = []
    for part in body.children:
        if part.name == "EventList":
            found.append(_events(part, problems))
        elif part.name == "QueryResults":
            found.append(_results(part, problems))
        else:
            found.append(part)
    return tuple(found)


def _results(results: Node, problems: Problems) -> Node:
    parts: list[Node] = []
    for part in results.children:
        if part.name == "resultsBody":
            parts.append(_object("resultsBody", part, _body(part, problems)))
        elif not part.name.startswith("@"):
            parts.append(part)
    return _object("queryResults", results, tuple(parts))


def _events(events: Node, problems: Problems) -> Node:
    """The list's events; 1.x puts the younger kinds into an extension."""
    found: list[Node] = []
    for event in _opened(events):
        known = event.name in FIELDS and not event.namespace
        found.append(_event(event, problems) if known else _own_event(event))
        if not known and not event.namespace:
            problems.add(event, f"{event.name} is no kind of event; known: {', '.join(FIELDS)}")
    return _list("eventList", events, found)


def _own_event(event: Node) -> Node:
    kind = Node("type", f"{event.namespace}{event.name}", (), event.at, "text")
    return _object("item", event, (kind, *_opened(event)))


def _event(event: Node, problems: Problems) -> Node:
    _in_order(event, FIELDS[event.name], problems)
    children = [Node("type", event.name, (), event.at, "text")]
    counted: list[Node] = []
    for part in _opened(event):
        if event.name == "QuantityEvent" and part.name in {"epcClass", "quantity"} and not part.namespace:
            counted.append(_field(part))
        else:
            children.append(_field(part))
    if counted:
        children.append(_list("quantityList", event, [_object("item", event, tuple(counted))]))
    return _object("item", event, tuple(children))


def _in_order(event: Node, order: tuple[str, ...], problems: Problems) -> None:
    """The schema's sequence; an element without a namespace that it does not know is nobody's."""
    last = ""
    for part in event.children:
        if part.namespace or part.name.startswith("@"):
            continue
        if part.name == "recordTime":
            # The repository that answers puts it in, and some put it behind the offset: it moves nothing.
            continue
        if part.name in _WRAPS:
            _in_order(part, order, Problems())
        elif part.name not in order:
            problems.add(
                part, f"{part.name} is no field of {event.name}; a field of one's own has a namespace"
            )
        elif last and order.index(part.name) < order.index(last):
            problems.add(part, f"{part.name} stands behind {last}; it belongs before it")
        else:
            last = part.name


def _opened(node: Node) -> list[Node]:
    """The children, and those of its extensions in their place."""
    found: list[Node] = []
    for child in node.children:
        if child.name in _WRAPS and not child.namespace:
            found.extend(_opened(child))
        elif not child.name.startswith("@"):
            found.append(child)
    return found


def _field(node: Node, name: str = "") -> Node:
    """A standard field as JSON has it; one of somebody's own keeps its namespace."""
    if node.namespace:
        return _own(node)
    name = name or node.name
    if node.name in ELEMENTS:
        element = ELEMENTS[node.name]
        kept = [child for child in _opened(node) if not child.namespace and child.name == element]
        return _list(name, node, [_field(child, "item") for child in kept])
    if node.name in PAIR_LISTS.values():
        said = Node(node.name, (node.value or "").strip(), (), node.at, "text")
        return _object(name, node, (*map(_attribute, _attributes(node)), said))
    children = [*map(_attribute, _attributes(node)), *map(_field, _opened(node))]
    if not children:
        kind = "number" if node.name in _NUMBERS else "text"
        text = None if node.value is None else short_word(node.name, node.value.strip())
        return Node(name, short_number(text) if text and kind == "number" else text, (), node.at, kind)
    return _object(name, node, _gathered(node.name, children))


def _gathered(name: str, children: list[Node]) -> tuple[Node, ...]:
    """Fields of which there may be several, as lists."""
    many = _REPEATED.get(name, ())
    kept = [child for child in children if child.name not in many or child.namespace]
    for one in many:
        items = [child for child in children if child.name == one and not child.namespace]
        if items:
            named = [Node("item", each.value, each.children, each.at, each.kind) for each in items]
            kept.append(_list(one, items[0], named))
    return tuple(kept)


def _own(node: Node) -> Node:
    children = tuple(_own(child) for child in node.children if child.namespace != _SCHEMA)
    return Node(node.name, node.value, children, node.at, "", node.namespace)


def _attributes(node: Node) -> list[Node]:
    return [child for child in node.children if child.name[0] == "@" and child.namespace != _SCHEMA]


def _attribute(node: Node) -> Node:
    name = node.name[1:]
    kind = "number" if name in _NUMBERS else "text"
    return Node(name, short_word(name, node.value or ""), (), node.at, kind, node.namespace)


def _header(header: Node) -> Node:
    return Node("epcisHeader", header.value, header.children, header.at, "object")


def _object(name: str, node: Node, children: tuple[Node, ...]) -> Node:
    return Node(name, None, children, node.at, "object")


def _list(name: str, node: Node, items: list[Node]) -> Node:
    return Node(name, None, tuple(items), node.at, "list")
