"""Whatever made-up cohort: the matcher finds groups, and the judge finds no broken rule and the same J."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.cohorts import Spec, make
from bench.judge import judge
from matching.engine import form

SPECS = st.builds(Spec, st.sampled_from([24, 60]), st.integers(1, 10_000), st.booleans(), st.booleans())


@settings(max_examples=10, deadline=None, derandomize=True)
@given(SPECS, st.integers(1, 3))
def test_every_made_up_cohort_is_formed_without_a_broken_rule(spec, seed):
    cohort = make(spec)
    outcome = form(cohort.students, cohort.facilitators, cohort.constraints, seed=seed, steps=300)
    assert outcome.feasible, [reason.text for reason in outcome.reasons]
    verdict = judge(cohort.students, cohort.facilitators, cohort.constraints, outcome.groups)
    assert verdict.broken == {}
    assert verdict.total == pytest.approx(outcome.report.total, abs=0.001)
