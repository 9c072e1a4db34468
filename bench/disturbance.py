"""How much a new answer disturbs the people who were in the old one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from matching.engine.types import FormedGroup


@dataclass(frozen=True, slots=True)
class Disturbance:
    """People who are in both answers, and how many of them have another group, another hour, another facilitator."""

    kept: int
    moved: int
    other_slot: int
    other_facilitator: int


def disturbance(before: Sequence[FormedGroup], after: Sequence[FormedGroup]) -> Disturbance:
    """Groups are the same when most of their people went on together (largest overlaps first)."""
    was, now = ({m: g for g in groups for m in g.members} for groups in (before, after))
    kept = [m for m in was if m in now]
    follows: dict[str, str] = {}
    for (old, new), _ in Counter((was[m].id, now[m].id) for m in kept).most_common():
        if old not in follows and new not in follows.values():
            follows[old] = new
    stayed = [m for m in kept if follows.get(was[m].id) == now[m].id]
    return Disturbance(
        len(kept),
        len(kept) - len(stayed),
        sum(was[m].slot != now[m].slot for m in stayed),
        sum(was[m].facilitator_id != now[m].facilitator_id for m in stayed),
    )
