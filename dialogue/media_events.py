"""Sound and picture: what was switched, and how they travel. Read with dialogue/events.py, which brings these too."""

from dialogue.happening import Event


# fmt: off
class MediaSet(Event):
    """``by``: a facilitator turned it off, else the person."""
    seat: int
    muted: bool
    camera: bool
    by: int | None = None

class MediaPlanned(Event):
    """From now on sound and picture travel so: ``mode`` mesh or sfu, then through the media server ``server``."""
    epoch: int
    mode: str
    server: str = ""

class MediaRestoreAsked(Event):
    """A facilitator asks for a media server again; ``epoch``: of the plan that is to end."""
    seat: int
    epoch: int
# fmt: on
