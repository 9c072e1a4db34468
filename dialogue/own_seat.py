"""Events after which nobody's private view is another but that of the person who did it.

Half of what happens in a room is chat; without this everybody's private view would be worked out again for each line.
"""

from dialogue import events as ev

# tests/dialogue/test_own_seat.py shows it for random histories: add a kind only together with its trial there.
TOUCHES_OWN_SEAT = {kind.__name__ for kind in (ev.Said, ev.Reacted, ev.CommandNoted)}


def own_seat(event: ev.Event) -> int:
    """Whose act it was. Only for the kinds above."""
    assert isinstance(event, ev.Said | ev.Reacted | ev.CommandNoted)
    return event.seat
