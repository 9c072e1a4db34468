"""What carries the sound and picture of a room: nothing of ours (mesh), or a media server (``Sfu``)."""

from collections.abc import Mapping
from typing import Any, Protocol

from sessions.media.sfu import Member


class Backend(Protocol):
    async def follow(self, members: Mapping[str, Member]) -> None:
        """Brings the backend to this state for the pages of this process; who is not among them is out. Idempotent."""

    async def signal(self, connection: str, data: dict[str, Any]) -> None:
        """What a page says to the backend."""

    async def close(self) -> None:
        """Everybody of this process is out."""


class MeshBackend:
    """Pages send to each other; there is nobody to steer. What is not to be heard, every page keeps silent itself."""

    async def follow(self, members: Mapping[str, Member]) -> None: ...

    async def signal(self, connection: str, data: dict[str, Any]) -> None: ...

    async def close(self) -> None: ...


MESH = MeshBackend()
