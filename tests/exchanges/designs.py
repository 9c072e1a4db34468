"""A design in order, for tests that break one thing in it."""

from datetime import date, timedelta
from decimal import Decimal

from exchanges.figures import Design, Educator, Facilitator, Partner, PlannedSession, WorkloadItem

FIRST_DAY = date(2026, 10, 28)


def weekly(count: int, minutes: int = 120, every_days: int = 7) -> tuple[PlannedSession, ...]:
    days = (FIRST_DAY + timedelta(days=every_days * number) for number in range(count))
    return tuple(PlannedSession(date=day, minutes=minutes) for day in days)


def good_design() -> Design:
    """Eight weekly sessions of a TEP with three universities, nothing to remark."""
    return Design(
        kind="tep",
        moment="start",
        sessions=weekly(8),
        partners=(
            Partner("North", "NL", 22, hours_per_credit=Decimal(28), recognition_route="external course"),
            Partner("Hill", "IT", 20, hours_per_credit=Decimal(25), recognition_route="free choice"),
            Partner("River", "MA", 22, recognition_route="letter"),
        ),
        educators=(Educator("A", "NL"), Educator("B", "IT")),
        facilitators=tuple(Facilitator(f"F{n}", "F2", date(2027, 6, 30), max_groups=2) for n in range(8)),
        outcomes=("explain a view", "compare cities"),
        workload=(WorkloadItem("live", Decimal(16)), WorkloadItem("assignment", Decimal(40))),
        credits=Decimal(2),
        code_of_conduct=True,
        shared_syllabus=True,
        agreement_signed=True,
    )
