"""All machine code is made at set-up, and nobody waits for it afterwards."""

import ast
import importlib
import os
import time

import pytest

from matching.engine.budget import Budget
from matching.engine.kernels.base import HERE
from matching.engine.kernels.ready import compile_all, is_made
from matching.engine.problem import Problem
from matching.engine.search import Search
from matching.engine.strata import make_strata
from tests.matching.engine.cohorts import RULES, cohort, leaders


def kernels():
    """Everything marked as a kernel, by name."""
    for source in sorted(HERE.glob("*.py")):
        for node in ast.parse(source.read_text(encoding="utf-8")).body:
            marks = [mark.id for mark in getattr(node, "decorator_list", []) if isinstance(mark, ast.Name)]
            if "kernel" in marks:
                module = importlib.import_module(f"matching.engine.kernels.{source.stem}")
                yield pytest.param(getattr(module, node.name), id=node.name)


@pytest.mark.parametrize("kernel", list(kernels()))
def test_every_kernel_is_made_at_set_up(kernel):
    compile_all()
    assert kernel.signatures


@pytest.mark.parametrize("parts", [1, 2])
def test_a_search_needs_no_kernel_of_another_kind(parts):
    compile_all()
    problem = Problem(cohort(60), leaders(8), RULES)
    search = Search(problem, make_strata(problem, 6, 1), 3, Budget(0.0, 200_000, time.monotonic), proves=True)
    search.parts = parts
    search.run()
    assert {param.id: len(param.values[0].signatures) for param in kernels()} == {param.id: 1 for param in kernels()}


def test_code_that_is_older_than_its_sources_is_not_made(tmp_path):
    assert not is_made(tmp_path)
    (tmp_path / "made").touch()
    assert is_made(tmp_path)
    os.utime(tmp_path / "made", (0, 0))
    assert not is_made(tmp_path)
