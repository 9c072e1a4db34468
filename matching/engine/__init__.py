"""Forms balanced groups with a common time and a qualified facilitator. Pure: values in, values out.

    form(students, facilitators, constraints, seed=1, seconds=60.0) -> Outcome

See ``types.py`` for the values, docs/reference/group-files.md for files, rules and the quality J.
``form`` is loaded when it is first asked for: a process with sockets measures groups (``quality``, ``effects``) and
never loads the search with its compiled parts.
"""

from typing import TYPE_CHECKING, Any

from matching.engine.types import (
    Constraints,
    Facilitator,
    FormedGroup,
    Hours,
    Outcome,
    Reason,
    Report,
    Student,
)

if TYPE_CHECKING:
    from matching.engine.forming import form

__all__ = ["Constraints", "Facilitator", "FormedGroup", "Hours", "Outcome", "Reason", "Report", "Student", "form"]


def __getattr__(name: str) -> Any:
    if name == "form":
        from matching.engine.forming import form

        return form
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
