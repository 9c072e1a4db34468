"""The house: a package imports from lower floors only, and pure code stays pure (docs/architecture.md)."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).resolve().parents[1]
FLOORS = {
    "dialogue": 0,
    "accounts": 1,
    "exchanges": 2,
    "matching": 3,
    "sessions": 4,
    "facilitation": 5,
    "recognition": 5,
    "config": 6,
}
# Pure code may import the standard library, what is named here, and itself.
PURE: dict[str, set[str]] = {
    "dialogue": set(),
    "matching/engine": {"numpy", "scipy", "sklearn", "joblib", "threadpoolctl", "numba"},
    "exchanges/definition.py": {"exchanges"},
    "exchanges/figures.py": set(),
    "exchanges/workload.py": set(),
    "sessions/attendance.py": set(),
    "recognition/rules.py": {"recognition"},
}
FILE_LINES_MOST = 399
FUNCTION_LINES_MOST = 60
MEDIAN_FUNCTION_LINES_MOST = 10
IMPURE_STDLIB = {"random", "socket", "sqlite3", "subprocess", "threading", "urllib", "http"}


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of each absolute import, also of those inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module


def files_below(place: str) -> list[Path]:
    path = ROOT / place
    files = [path] if path.suffix else sorted(path.rglob("*.py"))
    return [file for file in files if "migrations" not in file.parts]


def upward_imports(package: str, root: Path = ROOT) -> list[str]:
    """Imports of a package on the same or a higher floor, each as ``file:line imports package``."""
    found = []
    for path in sorted((root / package).rglob("*.py")):
        for line, name in imports_of(path):
            other = name.split(".")[0]
            if other != package and FLOORS.get(other, -1) >= FLOORS[package]:
                found.append(f"{path.relative_to(root)}:{line} imports {other}")
    return found


@pytest.mark.parametrize("package", FLOORS)
def test_imports_go_downward_only(package: str) -> None:
    assert upward_imports(package) == []


@pytest.mark.parametrize("package", FLOORS)
def test_every_floor_exists(package: str) -> None:
    assert files_below(package), f"{package}/ is named in FLOORS but holds no code"


@pytest.mark.parametrize("place", PURE)
def test_pure_code_stays_pure(place: str) -> None:
    own = place.split("/")[0]
    for path in files_below(place):
        for line, name in imports_of(path):
            top = name.split(".")[0]
            stdlib = top in sys.stdlib_module_names and top not in IMPURE_STDLIB
            assert stdlib or top in PURE[place] | {own}, f"{path.relative_to(ROOT)}:{line} imports {name}"


def test_an_upward_import_is_found(tmp_path: Path) -> None:
    (tmp_path / "dialogue").mkdir()
    (tmp_path / "dialogue" / "room.py").write_text("def later():\n    from sessions.models import Seat\n")
    assert upward_imports("dialogue", tmp_path) == ["dialogue/room.py:2 imports sessions"]


def test_the_sockets_process_never_imports_the_matcher() -> None:
    """scikit-learn costs 2.9 s to import: matching jobs only."""
    heavy = {"sklearn", "scipy", "numba"}
    for package in ("accounts", "exchanges", "sessions", "facilitation", "recognition", "config"):
        for path in files_below(package):
            tops = {name.split(".")[0] for _, name in imports_of(path)}
            assert not tops & heavy, path


def function_lines(path: Path) -> list[int]:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, functions)]
    return [(node.end_lineno or node.lineno) - node.lineno + 1 for node in nodes]


def test_the_rules_of_the_room_are_small() -> None:
    files = files_below("dialogue")
    lines = [length for path in files for length in function_lines(path)]
    assert median(lines) <= MEDIAN_FUNCTION_LINES_MOST
    assert max(lines) <= FUNCTION_LINES_MOST
    assert [path.name for path in files if len(path.read_text().splitlines()) > FILE_LINES_MOST] == []
