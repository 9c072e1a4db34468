"""Other meetings for groups that would be opened: which one is opened decides more than who moves into it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matching.engine.kept import Kept
from matching.engine.least_moves import Seats
from matching.engine.quality import Meeting

TRIED = 3
"""Other meetings for each new group: those that most people could attend. 0.1 to 0.4 points of J at 600 students."""


def other_openings(kept: Kept, seats: Seats, waiting: Sequence[int]) -> list[list[Meeting]]:
    """For each new group of ``seats``, other meetings that those of ``waiting`` who sit in it could attend.

    Each entry lists the meetings of all new groups, one of them another than in ``seats``.
    """
    new = [row for row, name in enumerate(seats.ids) if not name]
    found = []
    for row in new:
        needy = [p for p in seats.members[row] if p in waiting]
        others = [seats.meetings[k] for k in new if k != row]
        ranked = sorted(_attended(kept, needy), key=lambda one: (-one[0], one[1].slot, one[1].facilitator))
        apart = [m for _, m in ranked if m != seats.meetings[row] and not any(_clash(kept, m, o) for o in others)]
        found += [[*others, meeting] for meeting in apart[:TRIED] if needy]
    return found


def _attended(kept: Kept, people: Sequence[int]) -> list[tuple[int, Meeting]]:
    """Meetings of facilitators who are free for one more that all of these could attend, and how many others could."""
    problem, found = kept.problem, []
    for leader in range(len(problem.facilitators)):
        bits = kept.leader_bits(leader)
        for language in np.flatnonzero(problem.leads[leader]).tolist():
            able = problem.speaks[:, language] & ((problem.need_bits & ~problem.skill_bits[leader]) == 0)
            there = problem.free & able[:, None]
            counts = there.sum(axis=0)
            starts = np.flatnonzero(there[list(people)].all(axis=0) & (counts >= problem.rules.size_min))
            found += [(int(counts[s]), Meeting(int(s), leader, language)) for s in starts.tolist() if bits >> s & 1]
    return found


def _clash(kept: Kept, one: Meeting, other: Meeting) -> bool:
    """Whether the same facilitator cannot lead both."""
    return one.facilitator == other.facilitator and bool(kept.problem.near[one.slot] >> other.slot & 1)
