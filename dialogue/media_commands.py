"""Sound and picture: what people switch. Read with dialogue/commands.py, which brings these with it."""

from dialogue.asking import Command


class SetMedia(Command):
    """My microphone and camera, as they are now."""

    muted: bool
    camera: bool


class Mute(Command):
    """Microphone off for somebody; never on."""

    who: int


class StopVideo(Command):
    """Camera off for somebody; never on."""

    who: int


class RestoreMedia(Command):
    """Sound and picture through a media server again, when one is there."""
