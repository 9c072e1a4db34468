"""What a server process costs, read from the kernel, and how figures are summed up."""

import os
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

CPU_CLOCK_OF_A_PROCESS = 2  # Linux: CPUCLOCK_SCHED, see clock_getcpuclockid(3)


def cpu_seconds(pid: int) -> float:
    """User and system time of all threads: what /proc/PID/stat tells in ticks of 10 ms, here in nanoseconds."""
    try:
        return time.clock_gettime((~pid << 3) | CPU_CLOCK_OF_A_PROCESS)
    except OSError:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rss_kib(pid: int) -> float:
    """Resident memory of the process."""
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return float(line.split()[1])


def pin(pid: int, core: int) -> None:
    """All threads of the process to one core, so that a figure does not depend on how many there are."""
    for task in Path(f"/proc/{pid}/task").iterdir():
        os.sched_setaffinity(int(task.name), {core})


def load_average() -> float:
    return round(os.getloadavg()[0], 2)


def percentile(values: Sequence[float], part: float) -> float:
    """The nearest-rank percentile; 0 for no values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0


def middle(values: Sequence[float]) -> float:
    return statistics.median(values) if values else 0.0
