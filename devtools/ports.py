"""Ports and addresses of this machine, tried by binding them."""

import contextlib
import socket
from collections.abc import Callable, Iterable


class Refused(Exception):
    """The request cannot be met as it stands; the sentence says what to do. Exit status 2."""


def can_bind(address: str, port: int, kinds: Iterable[int] = (socket.SOCK_STREAM,)) -> bool:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    for kind in kinds:
        with contextlib.closing(socket.socket(family, kind)) as probe:
            if kind == socket.SOCK_STREAM:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
            except OSError:
                return False
    return True


def is_own(address: str) -> bool:
    return can_bind(address, 0)


def first_free(ports: Iterable[int], free: Callable[[int], bool], what: str) -> int:
    """Raises Refused."""
    tried = list(ports)
    found = next(filter(free, tried), None)
    if found is None:
        raise Refused(
            f"No free port for {what} from {tried[0]} to {tried[-1]}. End what holds them, or name another one."
        )
    return found
