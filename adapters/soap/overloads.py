"""Operations of one name: the WSDL library keeps the last alone, so each further one gets a name of its own.

`Get`, `Get.2`, `Get.3`: in the order they stand in the port type. On the wire all are called `Get` again.
"""

from __future__ import annotations

from collections import Counter

from lxml import etree

from adapters.soap.imports import WSDL

_OPERATION = f"{{{WSDL}}}operation"


def told_apart(root: etree._Element) -> None:
    """Renames in place, in port types and in the bindings of them."""
    for port_type in root.iter(f"{{{WSDL}}}portType"):
        for operation, name in _named(port_type):
            operation.set("name", name)
    for binding in root.iter(f"{{{WSDL}}}binding"):
        for operation, name in _matched(binding, _signatures(root, binding)):
            operation.set("name", name)


def on_the_wire(name: str) -> str:
    """The name that the partner's service knows."""
    base, dot, number = name.rpartition(".")
    return base if dot and number.isdigit() else name


def _named(port_type: etree._Element) -> list[tuple[etree._Element, str]]:
    seen: Counter[str] = Counter()
    found = []
    for operation in port_type.findall(_OPERATION):
        name = operation.get("name", "")
        seen[name] += 1
        if seen[name] > 1:
            found.append((operation, f"{name}.{seen[name]}"))
    return found


def _signatures(root: etree._Element, binding: etree._Element) -> dict[tuple[str, str], str]:
    """(name on the wire, the input's name) to the name told apart, of the binding's port type."""
    wanted = binding.get("type", "").rpartition(":")[2]
    found: dict[tuple[str, str], str] = {}
    for port_type in root.iter(f"{{{WSDL}}}portType"):
        if port_type.get("name") != wanted:
            continue
        for operation in port_type.findall(_OPERATION):
            name = operation.get("name", "")
            found.setdefault((on_the_wire(name), _input(operation)), name)
    return found


def _matched(
    binding: etree._Element, signatures: dict[tuple[str, str], str]
) -> list[tuple[etree._Element, str]]:
    """By the inputs' names where they are said, else by the order."""
    counts = Counter(operation.get("name", "") for operation in binding.findall(_OPERATION))
    seen: Counter[str] = Counter()
    found = []
    for operation in binding.findall(_OPERATION):
        name = operation.get("name", "")
        seen[name] += 1
        if counts[name] < 2:
            continue
        by_order = name if seen[name] == 1 else f"{name}.{seen[name]}"
        found.append(
            (
                operation,
                signatures.get((name, _input(operation)), by_order) if _input(operation) else by_order,
            )
        )
    return found


def _input(operation: etree._Element) -> str:
    said = operation.find(f"{{{WSDL}}}input")
    return (said.get("name") or "") if said is not None else ""
