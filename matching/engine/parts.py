"""Cutting a cohort into parts that can be worked on side by side, and putting the parts together again.

A part is a set of facilitators with their groups and the people in them: nothing in it depends on another part, so
parts can be changed at the same time, in any order, with the same result. Facilitators whose people are in alike
time pools (hours and language, found by scikit-learn) come into one part, along a direction drawn anew each time: so
every border lies inside a part the next time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.engine.kernels.make import make_groups
from matching.engine.kernels.values import CLOSED, Array, Bench, Cohort, Groups

PEOPLE_IN_PART = 300
DIRECTIONS = 6
"""Principal directions of the time pools that are mixed into one."""


@dataclass(frozen=True, slots=True)
class Part:
    """People and facilitators (rising numbers) and the rows of the whole that they fill."""

    people: Array
    hosts: Array
    rows: Array


def parts_for(people: int) -> int:
    """How many parts: 1 for a small cohort, else an even number so that two cores end together."""
    count = people // PEOPLE_IN_PART
    return 1 if count < 2 else count + count % 2


class Cutter:
    """Draws cuts of one cohort."""

    def __init__(self, cohort: Cohort, hours: Array | None, parts: int, seed: int) -> None:
        """``hours``: float[n, k], alike for people of one time pool; None cuts at random."""
        self.cohort, self.parts = cohort, parts
        self.generator = np.random.default_rng([seed, 77])
        self.axes = None if hours is None else _principal(hours)

    def cut(self, groups: Groups) -> list[Part]:
        """Parts of about the same number of people; every facilitator is in exactly one."""
        hosts, rows = len(self.cohort.host_free), np.flatnonzero(groups.slot >= 0)
        load = np.zeros(hosts)
        np.add.at(load, groups.host[rows], groups.count[rows])
        order = np.argsort(self._places(groups, hosts), kind="stable")
        before = np.cumsum(load[order]) - load[order] / 2
        part_of = np.zeros(hosts, dtype=np.int64)
        part_of[order] = np.minimum(before * self.parts / load.sum(), self.parts - 1).astype(np.int64)
        row_part = part_of[groups.host]
        person_part = row_part[groups.row]
        return [
            Part(
                np.flatnonzero(person_part == k),
                np.flatnonzero(part_of == k),
                rows[row_part[rows] == k],
            )
            for k in range(self.parts)
        ]

    def _places(self, groups: Groups, hosts: int) -> Array:
        """float[hosts]: where each facilitator lies along the direction drawn."""
        noise = self.generator.random(hosts)
        if self.axes is None:
            return noise
        along = self.axes @ self.generator.standard_normal(self.axes.shape[1])
        total, count = np.zeros(hosts), np.zeros(hosts)
        host = groups.host[groups.row]
        np.add.at(total, host, along)
        np.add.at(count, host, 1)
        places = total / np.maximum(count, 1)
        places[count == 0] = (self.generator.permutation(along)[:hosts] if hosts <= len(along) else noise)[count == 0]
        return places


def _principal(hours: Array) -> Array:
    """float[n, DIRECTIONS]: the main directions in which hours differ, scaled by how much they do."""
    centred = hours - hours.mean(axis=0)
    values, vectors = np.linalg.eigh(centred.T @ centred)
    return centred @ vectors[:, np.argsort(-values, kind="stable")[:DIRECTIONS]]


def cohort_part(cohort: Cohort, part: Part) -> Cohort:
    """The cohort of one part, its people and facilitators numbered anew."""
    people, hosts = part.people, part.hosts
    place = np.full(len(cohort.free) + 1, -1, dtype=np.int32)
    place[people] = np.arange(len(people), dtype=np.int32)
    pool = cohort.pool[people]
    pool = np.unique(pool, return_inverse=True)[1].astype(np.int32) if pool.min(initial=0) >= 0 else pool
    order = np.argsort(pool, kind="stable").astype(np.int32)
    start = np.searchsorted(pool[order], np.arange(int(pool.max(initial=-1)) + 2)).astype(np.int32)
    each = {name: getattr(cohort, name)[people] for name in OF_PEOPLE}
    leaders = {name: getattr(cohort, name)[hosts] for name in OF_HOSTS}
    links = {name: _packed(place[getattr(cohort, name)[people]]) for name in ("linked", "apart")}
    return cohort._replace(**each, **leaders, **links, pool=pool, pool_start=start, pool_people=order)


OF_PEOPLE = (
    *("free", "speaks", "needs", "codes", "tongues", "gender", "company", "topics", "balance", "risk", "alike"),
    *("pattern", "home", "movable"),
)
OF_HOSTS = ("host_free", "host_speaks", "host_skills", "host_limit")


def _packed(table: Array) -> Array:
    """Entries that are not -1 first."""
    order = np.argsort(table < 0, axis=1, kind="stable")
    return np.ascontiguousarray(np.take_along_axis(table, order, axis=1))


def groups_part(cohort: Cohort, groups: Groups, part: Part) -> Groups:
    """The rows of one part and some that are closed, in the numbers of ``cohort`` (that of the part)."""
    count = len(part.rows)
    most = min(int(cohort.host_limit.sum()), len(part.people) // cohort.rules.size_min)
    made = make_groups(cohort, max(count, most))
    place = np.full(len(groups.row) + 1, -1, dtype=np.int32)
    place[part.people] = np.arange(len(part.people), dtype=np.int32)
    members = groups.members[part.rows]
    members[np.arange(members.shape[1]) >= groups.count[part.rows][:, None]] = -1
    made.members[:count] = place[members]
    made.host[:count] = np.searchsorted(part.hosts, groups.host[part.rows])
    for name in ("count", "slot", "language", "stats", "fixed"):
        getattr(made, name)[:count] = getattr(groups, name)[part.rows]
    index_groups(made)
    return made


def index_groups(groups: Groups) -> None:
    """Work out everything that follows from members and sessions of the rows."""
    rows = np.flatnonzero(groups.slot >= 0)
    groups.row[:] = CLOSED
    groups.led_count[:] = 0
    for row in rows.tolist():
        groups.row[groups.members[row, : groups.count[row]]] = row
        host = groups.host[row]
        groups.led[host, groups.led_count[host]] = row
        groups.led_count[host] += 1
    groups.sizes[:] = np.bincount(groups.count[rows], minlength=len(groups.sizes))
    groups.sums[:] = groups.stats[rows].sum(axis=0)


def set_rest(bench: Bench, whole: Groups, part: Groups) -> None:
    """Tell a part what the other groups of the cohort add up to."""
    bench.rest_sums[:] = whole.sums - part.sums
    bench.rest_sizes[:] = whole.sizes - part.sizes


def joined(whole: Groups, pieces: list[tuple[Part, Groups]]) -> None:
    """Write the parts back as the whole."""
    whole.slot[:] = CLOSED
    whole.count[:] = 0
    at = 0
    for part, groups in pieces:
        rows = np.flatnonzero(groups.slot >= 0)
        here = slice(at, at + len(rows))
        whole.members[here] = np.append(part.people, -1)[groups.members[rows]]
        whole.host[here] = part.hosts[groups.host[rows]]
        for name in ("count", "slot", "language", "stats", "fixed"):
            getattr(whole, name)[here] = getattr(groups, name)[rows]
        at += len(rows)
    index_groups(whole)
