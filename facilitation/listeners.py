"""What facilitation does when a floor below tells that something happened."""

from uuid import UUID

from facilitation import incidents
from sessions import scheduling
from sessions.models import DialogueSession


def free_seats(user_id: int, group_id: int) -> None:
    scheduling.free_seats(user_id, group_id)


def gather_incidents(session: UUID) -> None:
    meeting = DialogueSession.objects.filter(pk=session).first()
    if meeting is not None:
        incidents.gather(meeting)
