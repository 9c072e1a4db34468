"""The rules of the live room: a plain calculation on plain values; standard library only.

Read ``commands.py`` (what may be asked) and ``events.py`` (what can have happened) and you know the product.
``decide(room, command, now)`` gives events or raises ``Refused``; ``apply(room, happened)`` gives the next room.
Which file holds which topic: docs/architecture.md, "Inside dialogue/".
Time is an argument: no clock, no network, no database, no random number in this package.
"""
