"""The part of `./dev` that runs inside the environment: serving, checking, testing, benchmarks."""
