"""Remake the hashed locks from `requirements/*.in`: `.venv/bin/python -m devtools.lock [--upgrade]`.

Each lock holds to the versions of the one before it, so that dev.txt is run.txt and more. No address of a
registry and no path of this machine may stand in them: whoever installs uses the registry of his own machine.
"""

import subprocess
import sys
from pathlib import Path

from devtools.places import ROOT, load_dev

FOLDER = ROOT / "requirements"
ORDER = {
    "run": None,
    "dev": "run",
    "services": "dev",
    "bench": "dev",
    "tools": None,
}  # lock: the lock it must agree with
OPTIONS = ["--universal", "--generate-hashes", "--python-version", "3.12", "--no-emit-index-url",
           "--no-emit-find-links", "--no-annotate", "--no-header", "--quiet"]  # fmt: skip


def foreign_lines(text: str) -> list[str]:
    """Lines that name a host or a path; a lock must have none."""
    return [line for line in text.splitlines() if "/" in line or line.startswith("--index")]


def remake(uv: str, name: str, agrees_with: str | None, more: list[str]) -> None:
    """Raises SystemExit when uv fails or the lock would give away a host or a path."""
    target = FOLDER / f"{name}.txt"
    constraint = ["-c", f"requirements/{agrees_with}.txt"] if agrees_with else []
    command = [uv, "pip", "compile", *OPTIONS, *constraint, *more, f"requirements/{name}.in", "-o", str(target)]
    if subprocess.call(command, cwd=ROOT, env=load_dev().CLEAN, stdout=subprocess.DEVNULL):
        raise SystemExit(f"requirements/{name}.txt is as it was: uv could not make it.")
    if found := foreign_lines(target.read_text("utf-8")):
        raise SystemExit(f"requirements/{name}.txt names a host or a path; do not commit it: {found[0]}")
    print(f"requirements/{name}.txt: {pins(target)} packages")


def pins(path: Path) -> int:
    return sum(1 for line in path.read_text("utf-8").splitlines() if "==" in line)


def main(more: list[str]) -> int:
    dev = load_dev()
    uv = dev.find_uv() or dev.bootstrap_uv([sys.executable])
    if uv is None:
        raise SystemExit("There is no uv, and pip could not fetch it.")
    for name, agrees_with in ORDER.items():
        remake(uv, name, agrees_with, more)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
