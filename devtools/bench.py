"""`./dev bench [NAME]`: run `bench/NAME.py`; without a name, list the benchmarks with their first line."""

import ast
import os
import sys
from pathlib import Path

from devtools.places import ROOT, become

FOLDER = ROOT / "bench"


def benchmarks(folder: Path) -> dict[str, str]:
    """Name to the first line of the docstring, read without importing anything. Only modules that can be run."""
    found = {}
    for path in sorted(folder.glob("[!_]*.py")):
        source = path.read_text("utf-8")
        if "__main__" in source:
            found[path.stem] = (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]
    return found


def listing(found: dict[str, str]) -> str:
    lines = [f"  {name:<12} {line}" for name, line in found.items()] or ["  (none)"]
    return "\n".join(["Benchmarks (./dev bench NAME):", *lines])


def main(arguments: list[str]) -> int:
    found = benchmarks(FOLDER)
    if not arguments:
        print(listing(found))
        return 0
    if arguments[0] not in found:
        print(f"dev: there is no benchmark {arguments[0]!r}.\n{listing(found)}", file=sys.stderr)
        return 2
    os.chdir(ROOT)
    return become(["-m", f"bench.{arguments[0]}", *arguments[1:]])
