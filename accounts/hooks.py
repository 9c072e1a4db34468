"""The one upward call: things that happen on a low floor and that upper floors must hear of.

An upper floor registers in its ``AppConfig.ready``; the low floor calls ``hook.tell(...)`` inside
``transaction.on_commit``. Listeners are synchronous and must not raise for business reasons.
"""

from collections.abc import Callable
from uuid import UUID


class Hook[*Args]:
    def __init__(self, what: str) -> None:
        self.what = what
        self.listeners: list[Callable[[*Args], None]] = []

    def listen(self, listener: Callable[[*Args], None]) -> None:
        if listener not in self.listeners:
            self.listeners.append(listener)

    def tell(self, *args: *Args) -> None:
        for listener in self.listeners:
            listener(*args)


signed_out: Hook[int] = Hook("a person signed out everywhere (user id)")
sign_in_ended: Hook[str] = Hook("one browser signed out (accounts.sign_ins.digest_of its session key)")
deactivated: Hook[int] = Hook("an account was closed (user id)")
left_group: Hook[int, int] = Hook("a person left a group (user id, group id)")
groups_published: Hook[int] = Hook("the groups of an exchange are published (exchange id)")
withdrawn: Hook[int] = Hook("a student withdrew from an exchange (enrolment id)")
care_needed: Hook[UUID] = Hook("the log of a room has something for the coordinator (session id)")
exchange_started: Hook[int] = Hook("an exchange has started: its formula is fixed (exchange id)")
joined_group: Hook[int] = Hook("a person joined a group that meets already (membership id)")
group_opened: Hook[int] = Hook("a group was added to groups that meet already (group id)")
group_closed: Hook[int] = Hook("a group ended, its people are elsewhere (group id)")
meeting_changed: Hook[int, tuple[int, ...], tuple[int, ...]] = Hook(
    "a group meets at another time or is led by somebody else (group id, facilitators who no longer lead it, "
    "user ids of students who stay in it)"
)
group_reopened: Hook[int] = Hook("the end of a group was undone (group id)")
