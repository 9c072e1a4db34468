"""The matcher beside its peers: rules kept, quality by time, cost, causes named, re-matching, plain problems."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from typing import Any

from bench.matcher import parts, plain, report
from bench.measure import load_average
from bench.running import RESULTS, machine, run_as_program, say, today

type Part = Callable[[tuple[int, ...], float], Iterator[dict[str, Any]]]
PARTS: dict[str, Part] = {
    "feasible": parts.feasible,
    "peers": parts.peers,
    "curve": parts.curve,
    "twins": parts.infeasible,
    "rematch": parts.rematch,
    "rematch-exact": parts.rematch_exact,
    "ablation": parts.ablation,
    "matrix": plain.matrices,
    "classic": plain.classic,
    "cost": parts.cost,
}
NAME = "matching"


def main(arguments: list[str]) -> int:
    given = options(arguments)
    found = before() if given.save or given.missing else {"parts": {}}
    wanted = given.only or [name for name in PARTS if not (given.missing and name in found["parts"])]
    parts.warm_up()
    for name in wanted:
        began = time.perf_counter()
        rows = []
        for row in PARTS[name](tuple(given.sizes), given.seconds_scale):
            parts.tell(name, row)
            rows.append(row)
        merge(found, name, rows, time.perf_counter() - began, given)
        if given.save:
            keep(found)
    print(report.markdown(found))
    return 0


def options(arguments: list[str]) -> Namespace:
    parser = ArgumentParser(prog="./dev bench matching", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[], help="only these numbers of students")
    parser.add_argument("--only", nargs="+", choices=PARTS, help="only these parts")
    parser.add_argument("--missing", action="store_true", help="only parts that the saved results do not have")
    parser.add_argument("--seconds-scale", type=float, default=1.0, help="all budgets of time by this factor")
    parser.add_argument("--save", action="store_true", help="write bench/results/matching.json, .md and the charts")
    return parser.parse_args(arguments)


def before() -> dict[str, Any]:
    """The saved results; parts that are run now replace theirs, size by size."""
    path = RESULTS / f"{NAME}.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"parts": {}}
    return found


def merge(found: dict[str, Any], name: str, rows: list[dict[str, Any]], took: float, given: Namespace) -> None:
    """Rows of sizes that were not run stay as they were."""
    old = found["parts"].get(name, {"rows": []})["rows"] if given.sizes else []
    kept = [row for row in old if row.get("size") not in given.sizes]
    loads = [row["load"] for row in rows if "load" in row] or [load_average()]
    found["machine"] = machine()
    found["parts"][name] = {
        "day": today(),
        "seconds": round(took, 1),
        "scale": given.seconds_scale,
        "load": [min(loads), max(loads)],
        "rows": sorted(kept + rows, key=lambda row: row.get("size", 0)),
    }


def keep(found: dict[str, Any]) -> None:
    """After each part, so that a run can be taken up again."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{NAME}.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    (RESULTS / f"{NAME}.md").write_text(report.markdown(found), encoding="utf-8")
    for name, drawing in report.charts(found).items():
        (RESULTS / f"{name}.svg").write_text(drawing, encoding="utf-8")
    say(f"saved in {RESULTS.relative_to(RESULTS.parent.parent)}/{NAME}.json, .md")


if __name__ == "__main__":
    run_as_program(main)
