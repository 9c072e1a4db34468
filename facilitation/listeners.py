"""What facilitation does when a floor below tells that something happened."""

from sessions import scheduling


def free_seats(user_id: int, group_id: int) -> None:
    scheduling.free_seats(user_id, group_id)
