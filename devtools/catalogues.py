"""Bring the catalogues up to date: `.venv/bin/python -m devtools.catalogues [LANGUAGE ...]`.

Collects every text of the product, merges it into `locale/LANGUAGE/LC_MESSAGES/django.po`, and compiles the
`django.mo` beside it. Without a name it does so for every language that has a folder. Running it twice changes
nothing. The collecting happens in a copy, so that nothing half-made ever stands in the checkout. Needs GNU gettext.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from devtools.places import ROOT

LOCALE = ROOT / "locale"
WITHOUT_TEXTS = {
    "bench",
    "devtools",
    "docs",
    "locale",
    "media",
    "requirements",
    "static",
    "staticfiles",
    "tests",
    "var",
}
ENDINGS = {".html", ".py", ".txt"}
STAMP = re.compile(r'^"POT-Creation-Date: .*\n', re.MULTILINE)  # would change at every run


def catalogue(language: str, root: Path = ROOT) -> Path:
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def sources() -> list[Path]:
    """Every file of the product that may hold a text, relative to the checkout."""
    folders = [path for path in ROOT.iterdir() if path.is_dir() and path.name not in WITHOUT_TEXTS]
    shown = [path for path in folders if not path.name.startswith(".")]
    found = [path for folder in shown for path in folder.rglob("*") if path.suffix in ENDINGS]
    return sorted(path.relative_to(ROOT) for path in found)


def collect(language: str, workspace: Path) -> Path:
    """Make, in the empty folder `workspace`, the .po of `language` as it should be now, and return its path.

    Translations that are committed are merged in; texts without one are empty, or fuzzy where gettext has a guess.
    Raises subprocess.CalledProcessError when gettext fails.
    """
    for path in sources():
        (workspace / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, workspace / path)
    made = catalogue(language, workspace)
    made.parent.mkdir(parents=True)
    if catalogue(language).exists():
        shutil.copyfile(catalogue(language), made)
    command = [sys.executable, "-m", "django", "makemessages", "--locale", language, "--verbosity", "0",
               "--no-location", "--no-obsolete", "--no-wrap"]  # fmt: skip
    subprocess.run(command, cwd=workspace, check=True, capture_output=True, text=True)
    made.write_text(STAMP.sub("", made.read_text("utf-8")), "utf-8")
    return made


def compile_to(po: Path, mo: Path) -> None:
    """Raises subprocess.CalledProcessError when a placeholder or a plural form is wrong."""
    subprocess.run(["msgfmt", "--check", "-o", str(mo), str(po)], check=True, capture_output=True, text=True)


def update(language: str) -> None:
    with tempfile.TemporaryDirectory(prefix="dialogue-catalogue-") as folder:
        made = collect(language, Path(folder))
        compile_to(made, made.with_suffix(".mo"))
        catalogue(language).parent.mkdir(parents=True, exist_ok=True)
        for ending in (".po", ".mo"):
            shutil.copyfile(made.with_suffix(ending), catalogue(language).with_suffix(ending))
    print(f"{language}: {statistics(language)}")


def statistics(language: str) -> str:
    command = ["msgfmt", "--statistics", "-o", "/dev/null", str(catalogue(language))]
    return subprocess.run(
        command, check=True, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}
    ).stderr.strip()


def main(languages: list[str]) -> int:
    if missing := [tool for tool in ("xgettext", "msgmerge", "msgfmt") if shutil.which(tool) is None]:
        raise SystemExit(f"{', '.join(missing)} not found. Install GNU gettext: sudo apt install gettext")
    try:
        for language in languages or sorted(path.name for path in LOCALE.iterdir() if path.is_dir()):
            update(language)
    except subprocess.CalledProcessError as failure:
        raise SystemExit(f"gettext refused this; nothing was changed:\n{failure.stderr}") from failure
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
