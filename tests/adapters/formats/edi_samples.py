"""Interchanges written for these tests, and the few looks at a tree they share."""

from __future__ import annotations

from core.hub.node import Node

UNB = "UNB+UNOC:3+BUYER:14+SELLER:14+261123:0800+IC7'"
ORDERS = (
    "UNH+M{n}+ORDERS:D:96A:UN:EAN008'BGM+220+PO-{n}+9'DTM+137:20261123:102'NAD+BY+4000001000005::9'"
    "LIN+1++4000001000012:SRV'QTY+21:12.5:TNE'PRI+AAA:3850.25'UNS+S'CNT+2:1'UNT+10+M{n}'"
)
ISA = (
    "ISA*00*          *00*          *ZZ*BUYER          *ZZ*SELLER         "
    "*261123*0800*U*00401*000000007*0*P*>~"
)
GS = "GS*PO*BUYER*SELLER*20261123*0800*31*X*004010~"
ORDER_850 = (
    "ST*850*{n:04}~BEG*00*SA*PO-{n}**20261123~N1*BY*Buyer*92*001~PO1*1*12.5*TN*3850.25**VP*R-12~CTT*1~"
    "SE*6*{n:04}~"
)


def edifact(*messages: str, head: str = UNB, foot: str | None = None) -> bytes:
    """An interchange of messages; its foot counts them unless it is given."""
    return (head + "".join(messages) + (foot or f"UNZ+{len(messages)}+IC7'")).encode()


def orders(number: int) -> str:
    return ORDERS.format(n=number)


def x12(*messages: str, head: str = ISA + GS, foot: str | None = None) -> bytes:
    """An interchange of one group; its feet count unless they are given."""
    return (head + "".join(messages) + (foot or f"GE*{len(messages)}*31~IEA*1*000000007~")).encode()


def order_850(number: int) -> str:
    return ORDER_850.format(n=number)


def at(node: Node, path: str) -> list[Node]:
    """The nodes at a path of names."""
    nodes = [node]
    for name in path.split("/"):
        nodes = [child for one in nodes for child in one.children if child.name == name]
    return nodes


def values(node: Node, path: str) -> list[str | None]:
    return [one.value for one in at(node, path)]


Shape = tuple[str, str | None, tuple["Shape", ...]]


def shape(node: Node) -> Shape:
    """A tree without its places."""
    return node.name, node.value, tuple(shape(child) for child in node.children)
