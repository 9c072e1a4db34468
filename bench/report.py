"""Figures of a run as a plain table, as JSON and as Markdown: median of the rounds, and the spread."""

from collections.abc import Sequence
from typing import Any

from bench.measure import middle
from bench.running import columns, machine, table, today
from bench.servers import FLOORS, SHAPES

TITLES = {**SHAPES, **FLOORS}
HEAD = ("server", "us/frame", "spread", "us/view", "us/command", "frames", "bytes", "shown", "acked", "lost")
TIME_HEAD = ("server", "p50 ms", "p95 ms", "p99 ms", "KiB/seat")
PROFILE = ("rooms", "seats", "facilitators", "rate", "seconds", "warm", "rounds", "one_core", "mix")
RATIO_HEAD = ("ratio", "by frame", "spread", "by view", "goal")
# What each shape is compared with; a goal counts by frame.
BASES = {
    "room": ("hub", "thin_hub", "asgi_hub", "consumer", "broadcast"),
    "uvicorn": ("uvicorn_hub", "consumer", "broadcast"),
    "scaled": ("hub", "consumer", "broadcast"),
}
GOALS = {"hub": "<= 2 (extreme 1.5)", "uvicorn_hub": "<= 2 (extreme 1.5)", "consumer": "<= 0.7"}


def progress(row: dict[str, Any]) -> str:
    return (
        f"round {row['round']} {row['name']:<11} {row['us_per_frame']:6.1f} us/frame {row['us_per_view']:6.1f} us/view "
        f"p99 {row['p99']} ms  refused {row['refused']}  load {row['load']}"
    )


def summary(rows: Sequence[dict[str, Any]], given: dict[str, Any]) -> dict[str, Any]:
    names = list(dict.fromkeys(row["name"] for row in rows))
    return {
        "profile": {key: given[key] for key in PROFILE},
        "view_bytes": next(row["view_bytes"] for row in rows),
        "machine": machine(),
        "day": today(),
        "load": {"least": min(row["load"] for row in rows), "most": max(row["load"] for row in rows)},
        "servers": {name: of_server([row for row in rows if row["name"] == name]) for name in names},
        "ratios": {name: ratios(rows, name) for name in names if name in SHAPES},
        "rounds": list(rows),
    }


def of_server(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    costs = [row["us_per_frame"] for row in rows]
    means = ("us_per_frame", "us_per_view", "us_per_command", "frames_per_command", "bytes_per_command")
    return {
        **{name: round(middle([row[name] for row in rows]), 1) for name in means},
        "us_per_frame_spread": [min(costs), max(costs)],
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
    """Our cost over a floor's of the same round, by frame and by view."""
    names = {row["name"] for row in rows}
    return {
        base: {"by_frame": ratio(rows, ours, base, "us_per_frame"), "by_view": ratio(rows, ours, base, "us_per_view")}
        for base in BASES[ours]
        if base in names
    }


def ratio(rows: Sequence[dict[str, Any]], ours: str, base: str, by: str) -> dict[str, Any]:
    cost = {(row["name"], row["round"]): row[by] for row in rows}
    each = [cost[ours, number] / cost[base, number] for name, number in cost if name == base]
    return {"median": round(middle(each), 2), "spread": [round(min(each), 2), round(max(each), 2)]}


# -- tables ----------------------------------------------------------------------------------------------------


def server_rows(found: dict[str, Any]) -> list[tuple[str, ...]]:
    return [server_row(name, one) for name, one in found["servers"].items()]


def server_row(name: str, one: dict[str, Any]) -> tuple[str, ...]:
    low, high = one["us_per_frame_spread"]
    return (
        TITLES[name],
        f"{one['us_per_frame']:.1f}",
        f"{low:.1f}-{high:.1f}",
        f"{one['us_per_view']:.0f}",
        f"{one['us_per_command']:.0f}",
        f"{one['frames_per_command']:.1f}",
        f"{one['bytes_per_command']:.0f}",
        f"{one['shown']:.1%}",
        f"{one['acknowledged']}/{one['asked'] - one['refused']}",
        str(one["lost"]),
    )


def time_rows(found: dict[str, Any]) -> list[tuple[str, ...]]:
    return [
        (TITLES[name], *(f"{one[key]:.1f}" for key in ("p50", "p95", "p99")), f"{one['rss_kib_per_seat']:.0f}")
        for name, one in found["servers"].items()
    ]


def ratio_rows(found: dict[str, Any]) -> list[tuple[str, ...]]:
    return [
        (
            f"{TITLES[ours]} / {TITLES[base]}",
            f"{one['by_frame']['median']:.2f}",
            f"{one['by_frame']['spread'][0]:.2f}-{one['by_frame']['spread'][1]:.2f}",
            f"{one['by_view']['median']:.2f}",
            GOALS.get(base, "reported"),
        )
        for ours, bases in found["ratios"].items()
        for base, one in bases.items()
    ]


def about(found: dict[str, Any]) -> str:
    profile, load = found["profile"], found["load"]
    pinned = "each server pinned to one core, " if profile["one_core"] else ""
    return (
        f"{profile['rooms']} rooms x {profile['seats']} seats ({profile['facilitators']} facilitates), "
        f"{profile['rate']:g} commands/s a room, {profile['rounds']} rounds of {profile['seconds']:g} s, "
        f"views of {found['view_bytes']} bytes; {pinned}{found['machine']['cores']} cores, "
        f"Python {found['machine']['python']}, load average {load['least']} to {load['most']}, {found['day']}."
    )


def plain(found: dict[str, Any]) -> str:
    tables = ([HEAD, *server_rows(found)], [RATIO_HEAD, *ratio_rows(found)], [TIME_HEAD, *time_rows(found)])
    return "\n\n".join([about(found), *(columns(rows) for rows in tables)])


def markdown(found: dict[str, Any]) -> str:
    parts = ["# The room beside its floors", "Written by `./dev bench room --save`. " + about(found)]
    parts += [table([HEAD, *server_rows(found)]), table([RATIO_HEAD, *ratio_rows(found)])]
    parts += [table([TIME_HEAD, *time_rows(found)]), LEGEND]
    return "\n\n".join(parts) + "\n"


LEGEND = """`us/frame`: CPU of the server process in microseconds for each delivered frame of any kind, all it does
in the window included (median of the rounds). `us/view`, `us/command`: the same for each delivered view and each
acknowledged command. `frames`, `bytes`: delivered for each command; the floors are given the mix of our room, so that
these agree (but "views only", the floor of earlier runs). `shown`: views drawn of those due. `acked`: commands
acknowledged of those asked and not refused by a rule. p50, p95, p99: from sending a command to the screens of the
others. What it means: docs/explanation/speed.md."""
