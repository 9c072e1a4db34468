"""Credits from planned workload. Fixed before the start; presence never multiplies them (decisions.md)."""

from collections.abc import Iterable
from decimal import Decimal

# Credits are given in halves, rounded down (the ECTS guide counts 25 to 30 hours a credit).
CREDIT_STEP = Decimal("0.5")


def total_hours(hours: Iterable[Decimal]) -> Decimal:
    return sum(hours, Decimal(0))


def credits(hours: Decimal, hours_per_credit: Decimal) -> Decimal:
    """Credits that planned hours are worth at an institution, in steps of 0.5, rounded down.

    Raises ValueError for negative hours or for hours per credit that are not above 0. Zero credits means: a
    certificate of participation without credits.
    """
    if not hours.is_finite() or hours < 0:
        raise ValueError("hours must be 0 or more")
    if not hours_per_credit.is_finite() or hours_per_credit <= 0:
        raise ValueError("hours per credit must be above 0")
    return hours // (hours_per_credit * CREDIT_STEP) * CREDIT_STEP
