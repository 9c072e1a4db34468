"""Figures of a run as a plain table, as JSON and as Markdown: median of the rounds, and the spread."""

import os
import platform
import time
from collections.abc import Sequence
from typing import Any

from bench.measure import middle
from bench.servers import FLOORS, SHAPES

TITLES = {**SHAPES, **FLOORS}
BASES = ("hub", "asgi_hub", "consumer", "broadcast")
HEAD = ("server", "us/view", "spread", "us/frame", "views", "shown", "acked", "lost", "p50", "p95", "p99", "KiB/seat")
RATIO_HEAD = ("our room against", "ratio", "spread", "goal")
GOALS = {"hub": "<= 2 (extreme 1.5)", "consumer": "<= 0.7"}


def progress(row: dict[str, Any]) -> str:
    return (
        f"round {row['round']} {row['name']:<10} {row['us_per_view']:7.1f} us/view  {row['views']} views  "
        f"p99 {row['p99']} ms  refused {row['refused']}  load {row['load']}"
    )


def summary(rows: Sequence[dict[str, Any]], given: dict[str, Any]) -> dict[str, Any]:
    names = list(dict.fromkeys(row["name"] for row in rows))
    return {
        "profile": {key: given[key] for key in ("rooms", "seats", "rate", "seconds", "warm", "rounds")},
        "view_bytes": next(row["view_bytes"] for row in rows),
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.system()},
        "day": time.strftime("%Y-%m-%d", time.gmtime()),
        "load": {"least": min(row["load"] for row in rows), "most": max(row["load"] for row in rows)},
        "servers": {name: of_server([row for row in rows if row["name"] == name]) for name in names},
        "ratios": {name: ratios(rows, name) for name in names if name in SHAPES},
        "rounds": list(rows),
    }


def of_server(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    costs = [row["us_per_view"] for row in rows]
    return {
        "us_per_view": round(middle(costs), 1),
        "us_per_view_spread": [min(costs), max(costs)],
        "us_per_frame": round(middle([row["us_per_frame"] for row in rows]), 1),
        "views": sum(row["views"] for row in rows),
        "shown": round(middle([row["shown"] for row in rows]), 4),
        "asked": sum(row["asked"] for row in rows),
        "acknowledged": sum(row["acknowledged"] for row in rows),
        "refused": sum(sum(row["refused"].values()) for row in rows),
        "lost": sum(row["lost"] for row in rows),
        "cut": sum(row["cut"] for row in rows),
        **{name: round(middle([row[name] for row in rows]), 1) for name in ("p50", "p95", "p99")},
        "rss_kib_per_seat": max(row["rss_kib_per_seat"] for row in rows),
    }


def ratios(rows: Sequence[dict[str, Any]], ours: str) -> dict[str, Any]:
    """Our cost per view over a floor's of the same round."""
    cost = {(row["name"], row["round"]): row["us_per_view"] for row in rows}
    found = {}
    for base in BASES:
        each = [cost[ours, number] / cost[base, number] for name, number in cost if name == base]
        if each:
            found[base] = {"median": round(middle(each), 2), "spread": [round(min(each), 2), round(max(each), 2)]}
    return found


# -- tables ----------------------------------------------------------------------------------------------------


def server_rows(found: dict[str, Any]) -> list[tuple[str, ...]]:
    return [server_row(name, one) for name, one in found["servers"].items()]


def server_row(name: str, one: dict[str, Any]) -> tuple[str, ...]:
    low, high = one["us_per_view_spread"]
    return (
        TITLES[name],
        f"{one['us_per_view']:.0f}",
        f"{low:.0f}-{high:.0f}",
        f"{one['us_per_frame']:.0f}",
        str(one["views"]),
        f"{one['shown']:.1%}",
        f"{one['acknowledged']}/{one['asked'] - one['refused']}",
        str(one["lost"]),
        *(f"{one[name]:.1f}" for name in ("p50", "p95", "p99")),
        f"{one['rss_kib_per_seat']:.0f}",
    )


def ratio_rows(found: dict[str, Any]) -> list[tuple[str, ...]]:
    return [
        (
            f"{TITLES[base]}" if ours == "room" else f"{TITLES[base]} ({TITLES[ours]})",
            f"{one['median']:.2f}",
            f"{one['spread'][0]:.2f}-{one['spread'][1]:.2f}",
            GOALS.get(base, "reported"),
        )
        for ours, bases in found["ratios"].items()
        for base, one in bases.items()
    ]


def about(found: dict[str, Any]) -> str:
    profile, load = found["profile"], found["load"]
    return (
        f"{profile['rooms']} rooms x {profile['seats']} seats, {profile['rate']:g} commands/s a room, "
        f"{profile['rounds']} rounds of {profile['seconds']:g} s, views of {found['view_bytes']} bytes; "
        f"{found['machine']['cores']} cores, Python {found['machine']['python']}, load average "
        f"{load['least']} to {load['most']}, {found['day']}."
    )


def plain(found: dict[str, Any]) -> str:
    return "\n\n".join([about(found), columns([HEAD, *server_rows(found)]), columns([RATIO_HEAD, *ratio_rows(found)])])


def columns(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        first, *rest = row
        cells = [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))]
        lines.append("  ".join(cells))
    return "\n".join(lines)


def markdown(found: dict[str, Any]) -> str:
    parts = ["# The room beside its floors", "Written by `./dev bench room --save`. " + about(found)]
    parts += [table([HEAD, *server_rows(found)]), table([RATIO_HEAD, *ratio_rows(found)])]
    parts.append(
        "`us/view`: CPU of the server process in microseconds for each delivered view, all its other work and frames "
        "included (median of the rounds). `us/frame`: the same for each frame of any kind. `shown`: views drawn of "
        "those due. `acked`: commands acknowledged of those asked and not refused by a rule. p50, p95, p99: "
        "milliseconds from sending a command to the screens of the others. What it means: docs/explanation/speed.md."
    )
    return "\n\n".join(parts) + "\n"


def table(rows: Sequence[Sequence[str]]) -> str:
    head, *body = rows
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *body]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
