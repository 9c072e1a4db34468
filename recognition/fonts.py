"""Fonts of documents come from installed font packages, never from the host."""

from functools import cache
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path
from unicodedata import category

# Noto Sans and Noto Sans Arabic are required; a further package of the family (Devanagari, Thai, ...) adds a script.
REQUIRED = ("fontpkg_noto_sans", "fontpkg_noto_sans_arabic")


@cache
def font_packages() -> tuple[str, ...]:
    """Names of the installed packages of the family, the required ones first. A look at all packages takes 0.15 s."""
    found = sorted(name for name in packages_distributions() if name.startswith("fontpkg_noto_sans_"))
    return REQUIRED + tuple(name for name in found if name not in REQUIRED)


def font_folders() -> list[Path]:
    specs = [find_spec(name) for name in font_packages()]
    return [Path(spec.origin).parent for spec in specs if spec and spec.origin]


def families() -> list[str]:
    """Family names as the typesetter knows them: ``fontpkg_noto_sans_arabic`` is "Noto Sans Arabic"."""
    return [name.removeprefix("fontpkg_").replace("_", " ").title() for name in font_packages()]


@cache
def printable() -> frozenset[int]:
    """Code points that some installed font has a glyph for."""
    from fontTools.ttLib import TTFont  # 40 ms that only issuing needs

    files = (file for folder in font_folders() for file in folder.rglob("*.ttf"))
    return frozenset(point for file in files for point in TTFont(file, lazy=True).getBestCmap())


def unprintable(words: str) -> str:
    """Letters that no installed font has, each once. Marks of direction and the like are never printed."""
    return "".join(
        letter for letter in dict.fromkeys(words) if category(letter)[0] not in "CZ" and ord(letter) not in printable()
    )
