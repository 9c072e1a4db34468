"""Write a made-up cohort: ``python -m bench.cohorts --size 600 --seed 1 [--tight] [--dst] --out DIR``."""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.cohorts import Spec, make
from bench.cohorts.files import write


def main() -> None:
    """Read the flags, make, write."""
    parser = argparse.ArgumentParser(prog="python -m bench.cohorts", description=__doc__)
    parser.add_argument("--size", type=int, default=600, help="students (24, 120, 600, 3000, 10000, 50000 or others)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tight", action="store_true", help="each stretch of availability kept with chance 0.6")
    parser.add_argument("--dst", action="store_true", help="session weeks across a change of daylight saving")
    parser.add_argument("--out", type=Path, required=True, help="folder for the files")
    given = parser.parse_args()
    spec = Spec(given.size, given.seed, given.tight, given.dst)
    cohort = make(spec)
    write(cohort, given.out)
    print(f"{spec.name}: {len(cohort.students)} students, {len(cohort.facilitators)} facilitators: {given.out}")


if __name__ == "__main__":
    main()
