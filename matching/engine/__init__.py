"""Forms balanced groups with a common time and a qualified facilitator. Pure: values in, values out.

    form(students, facilitators, constraints, seed=1, seconds=60.0) -> Outcome

See ``types.py`` for the values, docs/reference/group-files.md for files, rules and the quality J.
"""

from matching.engine.forming import form
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

__all__ = ["Constraints", "Facilitator", "FormedGroup", "Hours", "Outcome", "Reason", "Report", "Student", "form"]
