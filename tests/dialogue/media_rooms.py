"""Rooms in which pages carry sound and picture: each person's page is called after seat and device."""

from dialogue import commands as ask
from dialogue import server_commands as server
from dialogue.media_plan import MediaPlan, plans
from tests.dialogue.rooms import LENA, ROLES, SAM, STUDENTS, Story, connection, live_room


def page(seat: int, device: str = "laptop") -> str:
    return f"page-{seat}-{device}"


def opens_a_page(story: Story, *seats: int, device: str = "laptop", process: str = "p1") -> None:
    """The device comes (again) with its loaded page."""
    for seat in seats:
        name = f"{connection(seat, device)}-{story.room.seq}"
        story.asks(server.Connect(seat, name, device, process, page=page(seat, device)))


def closes(story: Story, seat: int, reason: str = "closed") -> None:
    for name, link in list(story.room.connections.items()):
        if link.seat == seat:
            story.asks(server.Disconnect(name, story.now, reason))


def mesh_room(*seats: int) -> Story:
    """Live, with the pages of these seats (all without) in a mesh."""
    story = live_room()
    opens_a_page(story, *(seats or ROLES))
    story.asks(server.PlanMedia("mesh", "", 0))
    return story


def plan_of(story: Story, seat: int, device: str = "laptop") -> MediaPlan:
    return plans(story.room, story.now)[page(seat, device)]


def peers_of(story: Story, seat: int, device: str = "laptop") -> list[int]:
    return sorted(peer.seat for peer in plan_of(story, seat, device).peers)


def crowd(cameras: int) -> Story:
    """The four students and so many more seats, all with their camera on; the students had it on first."""
    story = mesh_room()
    for number in range(20, 20 + cameras):
        story.asks(server.AddSeat(number, "student"))
        opens_a_page(story, number)
    for number in (*STUDENTS, *range(20, 20 + cameras)):
        story.asks(ask.SetMedia(number, muted=False, camera=True))
        story.now += 1
    return story


def full_room() -> Story:
    """More cameras than a mesh takes; the facilitators' came last."""
    story = crowd(4)
    for number in (LENA, SAM):
        story.asks(ask.SetMedia(number, muted=False, camera=True))
    return story


def full_pairs() -> Story:
    story = full_room()
    story.asks(ask.StartPairs(LENA))
    return story
