"""Fonts come from packages (Noto Sans, Noto Sans Arabic), never from the host and never from this repository."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

from recognition.fonts import font_folders

__all__ = ["FontFinder", "font_folders"]


class FontFinder(BaseFinder):
    """Serves ``fonts/<file>`` from the font packages."""

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        hits = [str(file) for name, file in self.files() if f"fonts/{name}" == path]
        return hits if find_all else (hits[0] if hits else [])

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        for name, file in self.files():
            storage = FileSystemStorage(location=str(file.parent))
            storage.prefix = "fonts"  # type: ignore[attr-defined]
            yield name, storage

    def files(self) -> Iterator[tuple[str, Path]]:
        for folder in font_folders():
            for file in sorted(folder.rglob("*.ttf")):
                yield file.name, file
