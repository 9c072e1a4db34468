"""Figures of one process for whoever runs it: counted where things happen, read by ``/metrics`` (config/metrics.py).

No figure is about a person or a room.
"""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

REGISTRY = CollectorRegistry()
CLOSED = Counter("dialogue_sockets_closed", "Sockets closed by us, by reason of the wire", ["code"], registry=REGISTRY)
REFUSED = Counter("dialogue_upgrades_refused", "Sockets refused before they opened", ["why"], registry=REGISTRY)
CUT = Counter("dialogue_sockets_cut", "Sockets cut because they did not read", registry=REGISTRY)
TIMER_LATE = Histogram(
    "dialogue_timer_late_seconds",
    "How late timers of rooms rang",
    buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60),
    registry=REGISTRY,
)
ROUND_AT = Gauge(
    "dialogue_round_ended_timestamp_seconds", "When work in the background ended last", ["work"], registry=REGISTRY
)


class OfTheProcess(Collector):
    """What is read at the moment somebody asks."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for name, (about, value) in present().items():
            yield GaugeMetricFamily(f"dialogue_{name}", about, value=value)


def present() -> dict[str, tuple[str, float]]:
    from sessions import database, process  # they count here themselves

    figures = {
        "reads_waiting": ("Database reads of rooms that wait for a thread or are under way", database.readers.waiting),
        "writes_waiting": ("Database writes beside the log that wait or are under way", database.writer.waiting),
    }
    rooms = process.current
    if rooms is None:
        return {name: (about, float(value)) for name, (about, value) in figures.items()}
    figures |= {
        "sockets": ("Open sockets in rooms", rooms.socket_count),
        "rooms": ("Rooms with a hub here", len(rooms.hubs)),
        "appends_waiting": ("Appends to logs that wait for the next transaction", len(rooms.writer.waiting)),
    }
    figures |= {
        "rings_lost": ("Rings that the channel layer did not take", rooms.doorbell.lost_rings),
        "doorbell_broken": ("1 while the channel layer does not answer", rooms.doorbell.broken),
        "resyncs": ("Times a room here read its log because a ring was lost", rooms.resyncs),
        "draining": ("1 while the process is told to stop", rooms.draining),
    }
    measured = {
        "loop_lag_seconds": ("How late the event loop was at the last look", rooms.strain.lag_seconds),
        "strained": ("1 while the event loop is late for seconds", float(rooms.strain.strained)),
        "clock_error_seconds": ("Wall clock minus the even clock of the rooms", rooms.clock_error),
    }
    return {name: (about, float(value)) for name, (about, value) in figures.items()} | measured


REGISTRY.register(OfTheProcess())
