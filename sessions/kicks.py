"""Closing the open sockets of a person in every process: after signing out everywhere or closing the account."""

from sessions import doorbell


def close_sockets(user: int) -> None:
    doorbell.ring_from_outside(doorbell.EVERYBODY, {"kick": user, "code": "signed_out"})
