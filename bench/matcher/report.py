"""The figures of `./dev bench matching` as Markdown and as charts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import fmean
from typing import Any

from bench.chart import chart
from bench.running import table

type Row = dict[str, Any]


def markdown(found: dict[str, Any]) -> str:
    """All parts that were run, each with its day and the load of the machine."""
    lines = ["# The matcher, measured", ABOUT.format(**found.get("machine", {"cores": "?", "python": "?"}))]
    for name, part in found["parts"].items():
        title, make = TABLES[name]
        low, high = part["load"]
        scale = f", budgets x {part['scale']:g}" if part["scale"] != 1 else ""
        about = f"{part['day']}, load average {low} to {high}, {part['seconds']:.0f} s in all{scale}."
        lines += [f"## {title}", about, *make(part["rows"])]
    return "\n\n".join(lines) + "\n"


def charts(found: dict[str, Any]) -> dict[str, str]:
    """File name -> SVG, of the parts that were run."""
    parts = {name: part["rows"] for name, part in found["parts"].items()}
    steady = [row for row in parts.get("curve", []) if row["case"] == f"{row['size']}-s1"]
    first = [row for row in parts.get("cost", []) if row["kind"] == "first valid answer" and row["feasible"]]
    valid = [row for row in parts.get("peers", []) if row["hard"] == 0]
    clocks = [
        {"clock": clock, "size": row["size"], "ms": 1000 * row[f"first_{clock}"] / row["size"]}
        for row in first
        for clock in ("cpu", "wall")
    ]
    drawn = {
        "matching-curve": ("Quality by time", "seconds asked", "J (0 to 100)", by(steady, "case", "seconds", "total")),
        "matching-cost": ("First valid answer", "students", "ms for a student", by(clocks, "clock", "size", "ms")),
        "matching-peers": ("Valid answers", "students", "J (0 to 100)", by(valid, "peer", "size", "total")),
    }
    return {name: chart(*words, lines) for name, (*words, lines) in drawn.items() if lines}


def by(rows: Sequence[Row], name: str, x: str, y: str) -> dict[str, list[tuple[float, float]]]:
    """Name -> points in the order of x; the mean where several rows share an x."""
    lines: dict[str, dict[float, list[float]]] = {}
    for row in rows:
        if row.get(y) is not None:
            lines.setdefault(row[name], {}).setdefault(row[x], []).append(row[y])
    return {key: [(at, fmean(values)) for at, values in sorted(points.items())] for key, points in lines.items()}


# -- tables ------------------------------------------------------------------------------------------------------


def feasible(rows: Sequence[Row]) -> list[str]:
    head = ("students", "weeks", "cases", "with an answer", "broken rules", "J least", "J mean", "wall s mean", "most")
    body = []
    for size, dst in sorted({(row["size"], row["dst"]) for row in rows}):
        some = [row for row in rows if (row["size"], row["dst"]) == (size, dst)]
        good = [row for row in some if row["feasible"]]
        totals, walls = [row["total"] for row in good] or [0.0], [row["wall"] for row in some]
        body.append((
            f"{size:,}", "clocks change" if dst else "steady", str(len(some)), str(len(good)),
            str(sum(row["hard"] for row in good)), f"{min(totals):.1f}", f"{fmean(totals):.1f}",
            f"{fmean(walls):.1f}", f"{max(walls):.1f}",
        ))  # fmt: skip
    return [table([head, *body])]


def peers(rows: Sequence[Row]) -> list[str]:
    made = []
    for case in dict.fromkeys(row["case"] for row in rows):
        head = (case, "broken rules", "J", "mix", "isolates", "balance", "drop-out", "wall s", "CPU s")
        body = [_peer(row) for row in rows if row["case"] == case]
        made.append(table([head, *body]))
    return [*made, PEERS_ABOUT]


def _peer(row: Row) -> tuple[str, ...]:
    if row["hard"] is None:
        return (row["peer"], "no answer", *["-"] * 5, f"{row['wall']:.1f}", f"{row['cpu']:.1f}")
    parts = [f"{row['components'][name]:.2f}" for name in ("mix", "isolates", "balance", "dropout")]
    total = f"**{row['total']:.1f}**" if row["peer"] == "ours" else f"{row['total']:.1f}"
    shown = total if row["hard"] == 0 else f"({row['total']:.1f})"
    return (row["peer"], str(row["hard"]), shown, *parts, f"{row['wall']:.1f}", f"{row['cpu']:.1f}")


def curve(rows: Sequence[Row]) -> list[str]:
    head = ("case", "asked s", "wall s", "CPU s", "broken rules", "J", "isolated", "imbalance", "steps")
    body = [
        (
            row["case"], f"{row['seconds']:g}", f"{row['wall']:.1f}", f"{row['cpu']:.1f}", str(row.get("hard")),
            f"{row.get('total') or 0:.2f}", str(row.get("isolated")), f"{row.get('imbalance') or 0:.3f}",
            f"{row.get('steps') or 0:,}",
        )
        for row in rows
    ]  # fmt: skip
    return [table([head, *body]), "![Quality by time](matching-curve.svg)"]


def twins(rows: Sequence[Row]) -> list[str]:
    right, first, people = (sum(row[key] for row in rows) for key in ("right", "first", "people"))
    told = (
        f"{right} of {len(rows)} twins: the right code; {first}: as the first reason; {people}: with the right people."
    )
    wrong = [(row["case"], row["wanted"], ", ".join(row["codes"]) or "an answer") for row in rows if not row["people"]]
    return [told, *([table([("not named", "wanted", "told"), *wrong])] if wrong else [])]


def rematch(rows: Sequence[Row]) -> list[str]:
    head = ("case", "way", "broken rules", "J", "beside afresh", "stay", "moved", "wait", "other slot",
            "other facilitator", "wall s")  # fmt: skip
    afresh = {row["case"]: row.get("total") or 0.0 for row in rows if row["kind"] == "matched afresh"}
    body = [
        (
            row["case"], row["kind"].replace("_", " "), str(row.get("hard")), f"{row.get('total') or 0:.1f}",
            f"{(row.get('total') or 0) - afresh[row['case']]:+.1f}",
            str(row["kept"]), f"{row['moved']} ({row['moved'] / max(1, row['kept']):.1%})",
            str(row.get("left_out", 0)), str(row["other_slot"]), str(row["other_facilitator"]), f"{row['wall']:.1f}",
        )
        for row in rows
    ]  # fmt: skip
    return [table([head, *body])]


def rematch_exact(rows: Sequence[Row]) -> list[str]:
    head = ("case", "first match", "wait", "nobody moved: offered", "the best there is", "one moved: the best",
            "two moved: offered", "the best there is", "with any sessions", "afresh (moved)", "best two beside afresh",
            "ways looked at", "CPU s")  # fmt: skip
    body = [
        (
            row["case"], f"{row['before']:.2f}", str(row["waits"]) + ("" if row["all"] else " (nothing seats all)"),
            *_cells(row["offered"][0], row["best"][0], row["best"][1], row["offered"][1], row["best"][2]),
            *_cells(row["free"][2]), f"{row['afresh']:.2f} ({row['afresh_moved']})",
            f"**{row['best'][2] - row['afresh']:+.2f}**", f"{row['ways']:,} + {row['free_ways']:,}",
            f"{row['cpu']:.1f} + {row['free_cpu']:.1f}",
        )
        for row in rows
    ]  # fmt: skip
    return [table([head, *body]), EXACT_ABOUT]


def _cells(*totals: float | None) -> list[str]:
    return ["-" if total is None else f"{total:.3f}" for total in totals]


def ablation(rows: Sequence[Row]) -> list[str]:
    head = ("students", "hours", "after", "with clusters: J", "without: J", "gain by clusters", "of each seed")
    body = []
    for size, tight in sorted({(row["size"], row["tight"]) for row in rows}):
        some = [row for row in rows if (row["size"], row["tight"]) == (size, tight)]
        hours = "six tenths" if tight else "usual"
        cases = list(dict.fromkeys(row["case"] for row in some))
        ways = [{row["case"]: row for row in some if row["clusters"] == on} for on in (True, False)]
        for moment in ("first answer", *some[0]["after"]):
            j = [[_total_then(way[case], moment) for case in cases] for way in ways]
            if None in (*j[0], *j[1]):
                continue
            gains = [with_them - without for with_them, without in zip(*j, strict=True)]
            when = moment if moment == "first answer" else f"{moment} s"
            each = ", ".join(f"{gain:+.2f}" for gain in gains)
            body.append(
                (f"{size:,}", hours, when, f"{fmean(j[0]):.2f}", f"{fmean(j[1]):.2f}", f"{fmean(gains):+.2f}", each)
            )
    return [table([head, *body])]


def _total_then(row: Row, moment: str) -> float | None:
    found: float | None = row["first_total"] if moment == "first answer" else row["after"][moment]
    return found


def matrix(rows: Sequence[Row]) -> list[str]:
    head = ("matrix", "rows x columns, groups", "method", "share inside", "wall s", "CPU s")
    body = [
        (
            row["kind"], f"{row['size']:,} x {row['columns']}, {row['groups']:,}", row["method"], f"{row['share']:.5f}",
            f"{row['wall']:.2f}", f"{row['cpu']:.2f}",
        )
        for row in rows
    ]  # fmt: skip
    return [table([head, *body])]


def classic(rows: Sequence[Row]) -> list[str]:
    head = ("instance", "n", "sizes", "CPU s", "ours", "of the best known here", "swap descent", "random")
    body = [
        (
            row["kind"], str(row["size"]), row["sizes"], f"{row['seconds']:g}", f"{row['ours']:,.1f}",
            *(f"{row[name] / row['best']:.2%}" for name in ("ours", "descent", "random")),
        )
        for row in rows
    ]  # fmt: skip
    return [table([head, *body]), CLASSIC_ABOUT]


def cost(rows: Sequence[Row]) -> list[str]:
    head = (
        "students", "what", "first valid answer: CPU s", "wall s", "with explanations: CPU s", "wall s",
        "CPU ms a student", "broken rules", "J",
    )  # fmt: skip
    body = [
        (
            f"{row['size']:,}", row["kind"], f"{row['first_cpu']:.2f}", f"{row['first_wall']:.2f}",
            f"{row['cpu']:.2f}", f"{row['wall']:.2f}", f"{1000 * row['cpu'] / row['size']:.2f}", str(row.get("hard")),
            f"{row.get('total') or 0:.1f}",
        )
        for row in rows
    ]  # fmt: skip
    return [table([head, *body]), "![First valid answer by size](matching-cost.svg)"]


TABLES: dict[str, tuple[str, Callable[[Sequence[Row]], list[str]]]] = {
    "feasible": ("Rules kept: five seeds of each size", feasible),
    "peers": ("Ours beside others: same cohort, same start, same time", peers),
    "curve": ("Quality by time", curve),
    "twins": ("Infeasible twins", twins),
    "rematch": ("6 % leave, 5 % join", rematch),
    "rematch-exact": ("The best that two moves can reach", rematch_exact),
    "ablation": ("With and without clusters", ablation),
    "matrix": ("balance_matrix", matrix),
    "classic": ("Diverse groups on a table of distances", classic),
    "cost": ("How cost grows", cost),
}
ABOUT = (
    "Written by `./dev bench matching --save`; {cores} cores, Python {python}. Broken rules and J are told by "
    "`bench/judge.py`, which shares no code with the matcher. What they mean: docs/explanation/matching-measured.md."
)
PEERS_ABOUT = (
    "J in brackets belongs to an answer that breaks rules, so it cannot be used. Peers marked *best slots* know no "
    "hours and no facilitators; they are given the best of both afterwards. CP-SAT has two workers.\n\n"
    "![Valid quality by size](matching-peers.svg)"
)
EXACT_ABOUT = (
    "Every way to seat the late joiners is tried with every set of at most two people moved, groups opened as well; so "
    "nothing better exists with these sessions. *With any sessions*: every group may besides meet at any other time "
    "with any facilitator, all independently (an upper bound; no groups opened). *Nothing seats all*: who waits cannot "
    "be seated with two moves even so."
)
CLASSIC_ABOUT = (
    "Instances made anew by their published definitions (not the published files). The best known here is the best of "
    "ours, of a run of ours with another seed that is twice as long, and of the descent (which keeps equal sizes); "
    "it is not a published record."
)
