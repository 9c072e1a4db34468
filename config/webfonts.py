"""Web fonts cut from the font packages: 66 kB for Latin and 87 kB for Arabic instead of 2 MB and 0.8 MB.

Each is made once (1 to 2 s), kept in the data folder under a name that changes with the package, and found by the
static files finder below as `fonts/<name>.woff2`. No font file is in the repository.
"""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

from config.fonts import font_folders

# Weight 400 to 750 for text and headings, width 87.5 to 100: headings are set a little narrower.
AXES = {"wght": (400, 750), "wdth": (87.5, 100)}
LATIN = "20-7e a0-17f 18f 192 218-21b 2bb-2bc 2c6 2da 2dc 2010-2027 202f-2030 2032-2033 2039-203a 2044 20ac 2122"
LATIN += " 2190-2193 2212 2248 2260 2264-2265"
LATIN_MORE = "180-24f 300-36f 1e00-1eff"
ARABIC = "600-6ff 750-77f 200c-200f"


@dataclass(frozen=True)
class Cut:
    """`source` is a file of a font package; `ranges` are hexadecimal code points as in static/css/fonts.css."""

    source: str
    ranges: str

    def code_points(self) -> Iterator[int]:
        for part in self.ranges.split():
            first, _, last = part.partition("-")
            yield from range(int(first, 16), int(last or first, 16) + 1)


CUTS = {
    "noto-sans-latin.woff2": Cut("NotoSans[wdth,wght].ttf", LATIN),
    "noto-sans-latin-more.woff2": Cut("NotoSans[wdth,wght].ttf", LATIN_MORE),
    "noto-sans-arabic.woff2": Cut("NotoSansArabic[wdth,wght].ttf", ARABIC),
}


def web_font(name: str) -> Path | None:
    """The file of a cut, made when it is not there yet; None when its package is not installed."""
    cut = CUTS[name]
    source = next(
        (path for folder in font_folders() for path in folder.rglob("*.ttf") if path.name == cut.source), None
    )
    if source is None:
        return None
    mark = sha256(f"{source.stat().st_size} {AXES} {cut.ranges}".encode()).hexdigest()[:12]
    target = Path(settings.DATA_DIR) / "webfonts" / mark / name
    if not target.exists():
        make(source, cut, target)
    return target


def make(source: Path, cut: Cut, target: Path) -> None:
    """Writes beside the target and renames, so that two processes never serve half a file."""
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    font = TTFont(source)
    options = subset.Options(layout_features=["*"], hinting=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=list(cut.code_points()))
    subsetter.subset(font)
    font = instancer.instantiateVariableFont(font, AXES)
    font.flavor = "woff2"
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as file:
        font.save(file)
    Path(beside).chmod(0o644)
    Path(beside).replace(target)


class WebFontFinder(BaseFinder):
    """Static files finder for `fonts/*.woff2`."""

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        name = path.removeprefix("fonts/")
        file = web_font(name) if path.startswith("fonts/") and name in CUTS else None
        return [str(file)] if file and find_all else str(file) if file else []

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        for name in CUTS:
            if file := web_font(name):
                storage = FileSystemStorage(location=str(file.parent))
                storage.prefix = "fonts"  # type: ignore[attr-defined]
                yield name, storage
