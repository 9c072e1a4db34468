"""Tells the floors above that the log of a room holds something for the coordinator.

Called after the commit and beside the room: nobody there waits for it. A call that is lost loses nothing: the log has
it, and who opens the list of incidents reads on in the log.
"""

from collections.abc import Iterable
from uuid import UUID

from accounts import hooks
from sessions.log import Row

KINDS = frozenset({"Reported", "Removed", "HurtFlagged", "DistressTagged"})


def is_for_coordinator(rows: Iterable[Row]) -> bool:
    return any(row.kind in KINDS for row in rows)


def tell(session: UUID) -> None:
    hooks.care_needed.tell(session)
