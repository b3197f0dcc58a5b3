"""XML: elements, attributes and texts with their places; no DOCTYPE, no entity, nothing fetched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from adapters.formats import reader, writer
from core.hub.node import Node
from core.kernel.errors import Unreadable
from tests.adapters.formats.outcomes import outcome

ORDER = (
    '<?xml version="1.0" encoding="utf-8"?>\n<o:Order xmlns:o="urn:o" id="7">\n'
    ' <Line o:no="1">钢</Line><Line/></o:Order>'
)


def tree(payload: str | bytes, **options: str) -> Node:
    return reader("xml").read(payload.encode() if isinstance(payload, str) else payload, options)


def refusal(payload: str | bytes, **options: str) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        tree(payload, **options)
    return caught.value


def test_elements_and_attributes_have_local_names_and_places() -> None:
    root = tree(ORDER)

    assert (root.name, root.namespace, root.value) == ("Order", "urn:o", None)
    assert [(node.name, node.value, node.place) for node in root.children] == [
        ("@id", "7", "/Order[1]/@id line 2"),
        ("Line", "钢", "/Order[1]/Line[1] line 3"),
        ("Line", None, "/Order[1]/Line[2] line 3"),
    ]
    assert root.children[1].children[0].name == "@no"


@pytest.mark.parametrize(
    "payload",
    [
        ORDER.encode("utf-8-sig"),
        ORDER.replace("utf-8", "utf-16").encode("utf-16"),
        ORDER.replace("utf-8", "gbk").encode("gbk"),
        ORDER.replace("utf-8", "GB2312").encode("gbk"),
        ORDER.replace("utf-8", "utf-16").encode("utf-16-le"),
        ORDER.replace("utf-8", "utf-16").encode("utf-16-be"),
        ORDER.split("?>\n")[1].replace("\n", "\n\n", 1).encode(),
    ],
)
def test_the_same_document_in_another_encoding_is_the_same(payload: bytes) -> None:
    assert tree(payload).children[1].value == "钢"


def test_text_is_kept_as_written_and_comments_are_not_text() -> None:
    root = tree("<a> x<!-- no --> y<![CDATA[<z>]]><?p q?> &#38;&lt; </a>")

    assert root.value == " x y<z> &< "
    assert tree("<a>\n <b/>\n</a>").value is None
    assert tree("<a>one<b/>two</a>").value == "onetwo"


DOCTYPES = [
    "<!DOCTYPE a>",
    '<!DOCTYPE a SYSTEM "x.dtd">',
    "<!DOCTYPE a PUBLIC '-//X' 'x.dtd'>",
    "<!doctype a>",
    '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE a SYSTEM "x" [<!ENTITY % p "q">]>',
    "<!DOCTYPE a [<!ENTITY b 'b'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]>",
    "<!DOCTYPEa>",
    "<!DOCTYPE a",
]


@pytest.mark.parametrize("doctype", DOCTYPES)
@pytest.mark.parametrize(
    "before", ["", "<?xml version='1.0'?>\n", "<!-- <a> -->\n<?p <b> ?>\n", "\ufeff", " \n"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_every_doctype_is_refused_before_the_parser_sees_it(doctype: str, before: str, encoding: str) -> None:
    error = refusal(f"{before}{doctype}<a>&e;</a>".encode(encoding))

    assert error.cause == "xml.doctype"


@pytest.mark.parametrize("doctype", DOCTYPES[:3])
def test_a_bare_doctype_is_skipped_where_the_partner_is_allowed_it(doctype: str) -> None:
    found = tree(f"{doctype}\n<a>\n<b/></a>", bare_doctype="allow")

    assert found.children[0].place == "/a[1]/b[1] line 3"


@pytest.mark.parametrize("doctype", DOCTYPES[3:])
def test_a_doctype_with_anything_inside_is_never_bare(doctype: str) -> None:
    assert refusal(f"{doctype}<a/>", bare_doctype="allow").cause == "xml.doctype"


@pytest.mark.parametrize(
    ("payload", "place"),
    [
        ("<a>\n<b></a>", "line 2"),
        ("<a>&nbsp;</a>", "line 1"),
        ("", "line 1"),
        ("<a/><b/>", "line 1"),
        ("<a b='1' b='2'/>", "line 1"),
        ("<a><x:b/></a>", "line 1"),
        ("<a>\x01</a>", "line 1"),
        ("<a><!DOCTYPE a></a>", "line 1"),
        ("text", "line 1"),
        (" <?xml version='1.0'?><a/>", "line 1"),
        ("<a>" * 300 + "</a>" * 300, "line 1"),
    ],
)
def test_what_is_not_well_formed_is_refused_at_its_line(payload: str, place: str) -> None:
    error = refusal(payload)

    assert error.cause in {"xml.malformed", "xml.too_deep"}
    assert place in error.place


@pytest.mark.parametrize("name", ["klingon", "utf-7", "rot13", "base64"])
def test_an_encoding_this_hub_does_not_read_is_refused(name: str) -> None:
    assert refusal(f"<?xml version='1.0' encoding='{name}'?><a/>").cause == "xml.unknown_encoding"


def test_an_attachment_of_many_megabytes_is_one_text_and_great_depth_is_none() -> None:
    text = b"JVBERi0x" * (11 * 1024 * 1024 // 8)

    root = tree(b"<a><b>" + text + b"</b></a>")

    assert len(root.children[0].value or "") == len(text)
    for depth in (200, 1_000, 100_000):
        assert refusal("<a>" * depth + "</a>" * depth).cause in {"xml.malformed", "xml.too_deep"}


def test_limits_are_options() -> None:
    assert refusal("<a><b><c/></b></a>", depth_max="1").cause == "xml.too_deep"
    assert refusal("<a><b/><b/></a>", nodes_max="1").cause == "xml.too_many"
    assert refusal("<a/>", bytes_max="2").cause == "xml.too_large"


NAMES = some.from_regex("[A-Za-z_][A-Za-z0-9]{0,6}", fullmatch=True)
TEXTS = some.text(alphabet=some.characters(min_codepoint=33, max_codepoint=0xD7FF), min_size=1, max_size=8)


@given(NAMES, some.dictionaries(NAMES, TEXTS, max_size=3), some.lists(some.tuples(NAMES, TEXTS), max_size=4))
def test_what_is_written_is_read_back(
    root: str, attributes: dict[str, str], elements: list[tuple[str, str]]
) -> None:
    children = (
        *(Node(f"@{name}", text) for name, text in attributes.items()),
        *(Node(name, text) for name, text in elements),
    )

    found = tree(writer("xml").write(Node(root, None, children), {}))

    assert [(node.name, node.value) for node in found.children] == [
        (node.name, node.value) for node in children
    ]


@given(some.text(alphabet="<>/?!-[]&;'\"= \nabDOCTYPEx", max_size=40))
def test_any_text_is_xml_or_a_clear_no(text: str) -> None:
    assert outcome(lambda: tree(text)) in {"read", "xml"}


@pytest.mark.parametrize(
    ("node", "options"),
    [
        (Node("a b"), {}),
        (Node("x:a"), {}),
        (Node("a", "\0"), {}),
        (Node("a", None, (Node("@b c", "1"),)), {}),
    ],
)
def test_a_tree_that_is_no_xml_is_not_written(node: Node, options: dict[str, str]) -> None:
    with pytest.raises(Unreadable) as caught:
        writer("xml").write(node, options)
    assert caught.value.cause == "xml.unwritable"
