"""The talk time of one room, as a hub sees it. Says who spoke for how long from what the others heard; keeps no sound."""

from typing import TYPE_CHECKING

from sessions import wire
from sessions.sockets import RoomSocket

if TYPE_CHECKING:
    from sessions.hub import Hub


class RoomTalk:
    """``hub.talk``. Reports that belong to no one who is measured are dropped; nothing here ever raises to a socket."""

    def __init__(self, hub: "Hub") -> None:
        self.hub = hub

    def heard(self, socket: RoomSocket, frame: wire.Heard) -> None:
        """A report of one page: cheap, synchronous."""

    def follow(self) -> None:
        """After a flush of the hub in which what talk depends on may have changed."""

    def stop(self) -> None:
        """The hub is let go of: what is not written yet is written by ``finish``."""
