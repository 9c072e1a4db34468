"""Small parts of a Markdown page."""

from collections.abc import Iterable, Sequence

MADE_FROM = "This page is made from the code by `python -m devtools.docs`; change the code, then remake it.\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [row_of(head), row_of(["---"] * len(head)), *map(row_of, rows)]
    return "\n".join(lines) + "\n"


def row_of(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def code(text: str) -> str:
    return f"`{text}`" if text else ""
