"""What every product needs before it starts, made once a run and copied: a migrated database and the web fonts.

A migration takes about 4 s of CPU and cutting the fonts 5 s, for each product; copies take none. All processes of a run
share the folder that TEST_TEMPLATES names (`./dev check` makes it); without it a process has a folder of its own, which
is gone with it.
"""

import atexit
import contextlib
import fcntl
import functools
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]


FONTS = """
from config import webfonts
for name in webfonts.CUTS:
    webfonts.web_font(name)
"""


def data_folder(target: Path, *, database: bool) -> None:
    """Makes the data folder of a product: the fonts, and a migrated SQLite database if wanted."""
    made = templates() / "data"
    with once(made):
        if not made.exists():
            migrate(made.with_suffix(".new"))
            manage(made.with_suffix(".new"), "shell", "--no-imports", "-c", FONTS)
            made.with_suffix(".new").rename(made)
    shutil.copytree(made / "webfonts", target / "webfonts")
    if database:
        shutil.copy(made / "dialogue.sqlite3", target)


def postgres_database(server_url: str) -> str:
    """The name of a migrated database on that server, for ``CREATE DATABASE … TEMPLATE``."""
    name = "migrated_" + hashlib.sha256(f"{templates()}{server_url}".encode()).hexdigest()[:16]
    made = templates() / name
    with once(made):
        if not made.exists():
            with psycopg.connect(server_url, autocommit=True) as connection:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            migrate(templates() / "postgres", DIALOGUE_DATABASE_URL=f"{server_url.rpartition('/')[0]}/{name}")
            made.write_text(server_url)
    return name


def migrate(folder: Path, **more: str) -> None:
    manage(folder, "migrate", "-v0", **more)


def manage(folder: Path, *words: str, **more: str) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DIALOGUE_")}
    given = {**kept, "DIALOGUE_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings", **more}
    command = [sys.executable, str(ROOT / "manage.py"), *words]
    done = subprocess.run(command, env=given, capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode:
        raise RuntimeError(f"{words} gave {done.returncode}:\n{done.stdout}\n{done.stderr}")


@functools.cache
def templates() -> Path:
    if shared := os.environ.get("TEST_TEMPLATES"):
        return Path(shared)
    folder = Path(tempfile.mkdtemp(prefix="dialogue-"))
    atexit.register(forget, folder)
    return folder


def forget(folder: Path) -> None:
    """Drops what was made on servers that are still there, and the folder."""
    for made in folder.glob("migrated_*"):
        with contextlib.suppress(psycopg.Error), psycopg.connect(made.read_text(), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(made.name)))
    shutil.rmtree(folder)


@contextlib.contextmanager
def once(what: Path) -> Iterator[None]:
    """One process at a time."""
    lock = templates() / f"lock-{what.name}"
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
