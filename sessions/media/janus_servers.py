"""The Januses of this site as this process knows them: which are healthy, and which holds a session's room."""

from dataclasses import dataclass
from uuid import UUID


@dataclass
class JanusServer:
    """`healthy`: connected, and it answered the last question."""

    name: str
    url: str
    healthy: bool = False


class JanusServers:
    def choose(self, session: UUID, without: str = "") -> JanusServer | None:
        """The healthy server that this session belongs to, by rendezvous hash; None when there is none."""
        raise NotImplementedError

    def by_name(self, name: str) -> JanusServer | None:
        """The server of that name, healthy or not; None when the settings do not name it."""
        raise NotImplementedError

    async def looked_at(self) -> None:
        """Returns when each server has answered or failed once (2 s at most): then `choose` knows."""
        raise NotImplementedError


def servers() -> JanusServers:
    """Of this process and event loop; made, and connected in the background, by the first call."""
    raise NotImplementedError


async def stop() -> None:
    """Closes the connections. Call it when the process stops."""
