"""A file is one idea and fits in a glance; so do a function and its call."""

import ast

from tests.house.tree import BESIDE, PACKAGES, TREE, Function, Source, sources

FILE_LINES_MAX = 300
FUNCTION_LINES_MAX = 40
ARGUMENTS_MAX = 5


def test_no_file_is_longer_than_its_limit() -> None:
    lengths = {each.name: len(each.text.splitlines()) for each in sources(*PACKAGES, *BESIDE)}

    assert {name: lines for name, lines in lengths.items() if lines > FILE_LINES_MAX} == {}


def test_no_function_is_longer_than_its_limit() -> None:
    lengths = {
        f"{each.name}:{function.lineno} {function.name}": function.end_lineno - function.lineno + 1
        for each in sources(*PACKAGES, *BESIDE)
        for function in each.functions
        if function.end_lineno is not None
    }

    assert {name: lines for name, lines in lengths.items() if lines > FUNCTION_LINES_MAX} == {}


def test_no_function_takes_more_arguments_than_its_limit() -> None:
    """Tests are free here: a test asks for the fixtures that it needs."""
    counts = {
        f"{each.name}:{function.lineno} {function.name}": arguments(function)
        for each in sources(*PACKAGES)
        for function in each.functions
    }

    assert {name: count for name, count in counts.items() if count > ARGUMENTS_MAX} == {}


def test_every_module_opens_with_one_sentence() -> None:
    wrong = [each.name for each in sources(*PACKAGES, *BESIDE) if not opens_with_a_sentence(each)]

    assert wrong == []


def test_every_folder_of_a_package_is_a_package() -> None:
    """import-linter does not look into a folder without `__init__.py`."""
    folders = {each.path.parent for each in sources(*PACKAGES)}
    without = [folder for folder in folders if not (folder / "__init__.py").exists()]

    assert sorted(str(folder.relative_to(TREE)) for folder in without) == []


def arguments(function: Function) -> int:
    """How many arguments a caller can name; `self` and `cls` are not the caller's."""
    named = function.args
    names = [each.arg for each in (*named.posonlyargs, *named.args, *named.kwonlyargs)]
    return len(names[1:] if names[:1] in (["self"], ["cls"]) else names)


def opens_with_a_sentence(source: Source) -> bool:
    """Whether the first paragraph of the docstring is there and ends as sentences do."""
    words = ast.get_docstring(source.syntax) or ""
    first_paragraph = words.split("\n\n")[0].strip()
    return first_paragraph.endswith((".", "?", "!"))
