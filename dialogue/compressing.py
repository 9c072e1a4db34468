"""How long a phase that begins now may be, so that the session ends at its planned end (plans: ``min_minutes``)."""

from dialogue.state import Room


def phase_seconds(room: Room, index: int, now: float) -> float:
    """Seconds for the phase ``index`` that begins at ``now``: planned, or its share when the rest does not fit.

    B minutes are left until the planned end; this and later phases are planned with M minutes and need m at least.
    Full length while M <= B, the shortest useful one when m >= B, else in between by (B - m) / (M - m).
    """
    assert room.plan is not None
    phases = room.plan.phases[index:]
    planned = sum(phase.minutes for phase in phases)
    least = sum(least_minutes(phase.minutes, phase.min_minutes) for phase in phases)
    phase = phases[0]
    shortest = least_minutes(phase.minutes, phase.min_minutes)
    left = minutes_left(room, now)
    if planned <= left:
        return room.seconds(phase.minutes)
    if least >= left:
        return room.seconds(shortest)
    return round(room.seconds(shortest + (phase.minutes - shortest) * (left - least) / (planned - least)), 1)


def least_minutes(minutes: int, min_minutes: int) -> int:
    """Whole minutes between 1 and the planned ones."""
    return max(1, min(minutes, min_minutes))


def minutes_left(room: Room, now: float) -> float:
    """Minutes of the plan until its planned end; below 0 after it."""
    seconds = room.starts_at + room.seconds(room.minutes) - now
    return seconds * room.clock_factor / 60
