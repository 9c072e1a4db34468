"""The media of one session on one Janus, as one of our processes sees and steers it.

Browsers speak SDP and ICE with us only. What goes over the room's `signal` frames (`to`/`from` = `sfu`):

page -> server  `{"pc": "pub", "description": {type, sdp}}`   an offer with one audio and one video line
                `{"pc": "sub", "description": {type, sdp}}`   the answer to the newest offer
                `{"pc": "pub"|"sub", "candidate": {...}|null}`
                `{"pc": "sub", "restart": true}`              please offer again with new ICE
                `{"pc": "sub", "fresh": true}`                please begin a new connection
                `{"pc": "sub", "video": false|true}`          no pictures, please; pictures again
server -> page  `{"pc": "pub", "description": {type, sdp}}`   the answer
                `{"pc": "sub", "description": {type, sdp}, "fresh": bool, "streams": [{mid, connection, kind}]}`
                `{"pc": "pub"|"sub", "candidate": {...}|null}`
                `{"pc": "pub", "lost": true}`                 Janus has no connection any more: offer anew

A `fresh` offer belongs to a new connection: the page closes the one it had. The page may begin a new `pub`
connection at any time: an offer with another DTLS fingerprint replaces what was there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sessions.media.janus_servers import JanusServer

type Tell = Callable[[str, dict[str, Any]], None]
type Talking = Callable[[str, bool, float], None]


@dataclass(frozen=True, slots=True)
class Member:
    """What one connection of this process may do. `hears`: names of connections, of any process."""

    seat: int
    may_speak: bool
    may_show: bool
    hears: frozenset[str]


class Sfu:
    """`tell(connection, data)`: a signal for a page. `down()`: this Janus is gone, called once.

    `on_talking(connection, talking, at)`: Janus's word for who speaks, also of other processes' connections; `at` in
    seconds of the server's clock. Every True is followed by a False: at silence, mute, leaving or when Janus is gone.
    """

    def __init__(
        self,
        server: JanusServer,
        session: UUID,
        tell: Tell,
        down: Callable[[], None],
        *,
        epoch: int = 0,
        on_talking: Talking | None = None,
    ) -> None:
        self.server, self.room_session, self.epoch = server, session, epoch
        self.tell, self.down = tell, down
        self.on_talking = on_talking

    async def follow(self, members: Mapping[str, Member]) -> None:
        """Brings Janus to this state; who is not in `members` any more is out when this returns. Never raises for
        what Janus does: when it cannot be reached, `down` is called."""

    async def signal(self, connection: str, data: dict[str, Any]) -> None:
        """A signal of a page; of a connection that is no member, or without sense: dropped."""

    async def close(self) -> None:
        """Everybody of this process is out; the room goes with the last process."""
