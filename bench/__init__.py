"""Benchmarks: real sockets against real processes, beside the floors of the same run. `./dev bench NAME`."""
