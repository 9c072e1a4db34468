"""`/livez`: the process answers. `/readyz`: it may be sent people.

Ready is: the database takes a write, and nobody told the process to stop. A broken doorbell is told (and counted in
`/metrics`) and does not make it unready: rooms go on without it, level again within a heartbeat, while a fleet that is
unready all at once would let nobody in.
"""

from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, transaction
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from sessions import database, process
from sessions.models import ProcessLease

draining = False


@login_not_required
@never_cache
async def livez(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@login_not_required
@never_cache
async def readyz(request: HttpRequest) -> JsonResponse:
    parts = {
        "draining": draining,
        "database": "ok" if await database_writes() else "away",
        "doorbell": "ok" if await doorbell_rings() else "away",
    }
    is_ready = not draining and parts["database"] == "ok"
    return JsonResponse({"status": "ok" if is_ready else "not ready", **parts}, status=200 if is_ready else 503)


async def database_writes() -> bool:
    try:
        # Once more on a fresh connection: one that is left from before a restart says nothing of the database now.
        return await sync_to_async(database.guarded, thread_sensitive=False)(write, ())
    except DatabaseError:
        return False


def write() -> bool:
    """Changes nothing, and yet needs a database that can be written to."""
    with transaction.atomic():
        ProcessLease.objects.filter(process="").update(renewed_at=0.0)
    return True


async def doorbell_rings() -> bool:
    rooms = process.current
    return rooms is None or await rooms.doorbell.answers()
