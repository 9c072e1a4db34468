"""Evidence for tests: eight sessions of 90 held minutes, all in order."""

from dataclasses import replace

from recognition.rules import SessionEvidence, StudentEvidence


def attended(number: int, **changes: object) -> SessionEvidence:
    """A session that counts without doubt."""
    whole = SessionEvidence(
        session_id=f"s{number}",
        number=number,
        held_seconds=5400,
        present_seconds=5280,
        acts=3,
        signed_off=True,
        checkpoints_asked=2,
        checkpoints_answered=2,
        seq=(1, 400),
    )
    return replace(whole, **changes)


def missed(number: int) -> SessionEvidence:
    return attended(number, present_seconds=0, acts=0, checkpoints_answered=0)


def student(counted: int, of: int = 8, **changes: object) -> StudentEvidence:
    """A student who was in the first ``counted`` of the sessions and missed the rest."""
    sessions = tuple(attended(n) if n <= counted else missed(n) for n in range(1, of + 1))
    return replace(StudentEvidence(student="e7", sessions=sessions), **changes)
