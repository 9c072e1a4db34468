"""Made-up cohorts for the matcher, seeded: as hard as real ones, and with one answer that is certain.

    make(Spec(600, seed=1, tight=False, dst=False)) -> Cohort

How hard they are, in figures: docs/explanation/matching-measured.md.
"""

from bench.cohorts.make import Cohort, Spec, make

__all__ = ["Cohort", "Spec", "make"]
