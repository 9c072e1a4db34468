"""Which of several devices carries the media. Microphones and cameras: tests/dialogue/test_away.py."""

from dialogue.media import media_device
from tests.dialogue.rooms import ANA, live_room


def test_of_two_devices_the_newer_carries_the_media() -> None:
    story = live_room()
    story.comes(ANA, device="phone")
    assert media_device(story.room, ANA) == "phone"


def test_a_reconnect_makes_no_device_newer() -> None:
    story = live_room()
    story.comes(ANA, device="phone")
    story.drops(ANA, device="laptop")
    story.comes(ANA, device="laptop")
    assert media_device(story.room, ANA) == "phone"


def test_when_the_newer_device_goes_the_older_carries_the_media() -> None:
    story = live_room()
    story.comes(ANA, device="phone")
    story.drops(ANA, device="phone")
    assert media_device(story.room, ANA) == "laptop"


def test_nobody_here_carries_nothing() -> None:
    story = live_room()
    story.drops(ANA)
    assert media_device(story.room, ANA) == ""


def test_only_the_newest_devices_are_remembered() -> None:
    story = live_room()
    for number in range(20):
        story.comes(ANA, device=f"tab{number}")
        story.drops(ANA, device=f"tab{number}")
    assert len(story.room.seats[ANA].devices) == 8
