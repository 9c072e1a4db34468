"""The review board: a page with the groups, and the acts on it, each answered with what it changed (JSON)."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import row_id, signed_in
from accounts.errors import NotHere, Refusal
from exchanges.access import exchange_for_coordinator
from exchanges.models import Exchange
from matching import board_json, board_log, board_options, board_page_words, board_table, hand_changes
from matching.board_effects import effects_for, swap_in_full
from matching.board_state import Board, read_board, run_of, shown_status
from matching.cohort_maps import CohortMap, map_of
from matching.errors import BoardChanged, BoardMoved
from matching.hand_changes import Act, Done

type Verb = Callable[[Act, HttpRequest], Done]


@never_cache
@require_safe
def board(request: HttpRequest, slug: str) -> HttpResponse:
    exchange = exchange_for_coordinator(signed_in(request), slug)
    known = read_board(exchange)
    state = board_json.Told(known).whole()
    context = {
        "cohort_map": map_of_board(known),
        "exchange": exchange,
        "state": state,
        "words": board_page_words.page_words(),
        "is_published": state["published"],
        "has_groups": bool(state["groups"]),
    }
    return render(request, "matching/board.html", context)


def map_of_board(known: Board) -> CohortMap | None:
    """The people as the run of these groups laid them out, in the groups of now."""
    seats = {person: str(group) for person, group in known.group_of.items()}
    names = {str(key): group.name for key, group in known.groups.items()}
    return map_of(run_of(known.groups.values()), seats, names)


@never_cache
@require_safe
def state(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes ``version``: nothing (204) while it is still the newest, else the whole board."""
    exchange = exchange_for_coordinator(signed_in(request), slug)
    if request.GET.get("version") == str(board_log.version_of(exchange)):
        return HttpResponse(status=204)
    return JsonResponse(board_json.Told(read_board(exchange)).whole())


@never_cache
@require_safe
def effects(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes ``student``: what every move and swap would do; with ``other`` one swap in full."""
    exchange = exchange_for_coordinator(signed_in(request), slug)
    known = read_board(exchange, "draft")
    student = row_id(request.GET.get("student", ""))
    if student not in known.cohort.people:
        raise NotHere
    if "other" not in request.GET:
        return JsonResponse(effects_for(known, student))
    other = row_id(request.GET["other"])
    here, there = known.group_of.get(student), known.group_of.get(other)
    if here is None or there is None or here == there:
        raise NotHere
    return JsonResponse(swap_in_full(known, student, other))


@never_cache
@require_safe
def options(request: HttpRequest, slug: str, group_id: int) -> HttpResponse:
    """What can be changed of one group, as a part of the page."""
    exchange = exchange_for_coordinator(signed_in(request), slug)
    known = read_board(exchange)
    if group_id not in known.groups:
        raise NotHere
    return render(request, "matching/board_group.html", board_options.of_group(known, group_id))


@never_cache
@require_safe
def openings(request: HttpRequest, slug: str) -> HttpResponse:
    """Where a new group could meet, as a part of the page."""
    exchange = exchange_for_coordinator(signed_in(request), slug)
    return render(request, "matching/board_new.html", board_options.for_new(read_board(exchange, "draft")))


@never_cache
@require_safe
def table(request: HttpRequest, slug: str) -> HttpResponse:
    """The same in a table, for reading and printing; ``?csv`` gives a file."""
    exchange = exchange_for_coordinator(signed_in(request), slug)
    told = board_json.Told(read_board(exchange))
    if "csv" in request.GET:
        answer = HttpResponse(board_table.as_csv(told), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="groups-{exchange.slug}.csv"'
        return answer
    return render(request, "matching/board_table.html", {"exchange": exchange} | board_table.table(told))


def act(verb: Verb) -> Callable[[HttpRequest, str], HttpResponse]:
    """A page that does one verb. Takes ``version``, ``anyway`` and ``reason``; refusals are JSON with ``refused``, and
    with the newest ``state`` when the page was behind. A form without a script is led back to the table."""

    @require_POST
    @wraps(verb)
    def page(request: HttpRequest, slug: str) -> HttpResponse:
        user = signed_in(request)
        exchange = exchange_for_coordinator(user, slug)
        seen, anyway = row_id(request.POST.get("version", "")), request.POST.get("anyway") == "yes"
        asked = Act(exchange, user, seen, anyway, request.POST.get("reason", ""))
        if "application/json" not in request.headers.get("Accept", ""):
            return in_words(request, asked, verb)
        try:
            return JsonResponse(board_json.after(verb(asked, request)))
        except (BoardChanged, BoardMoved) as refused:
            newest = board_json.Told(read_board(exchange, shown_status(exchange))).whole()
            return refusal(refused, state=newest)
        except Refusal as refused:
            if refused.status != 400:
                raise
            return refusal(refused)

    return page


def in_words(request: HttpRequest, asked: Act, verb: Verb) -> HttpResponse:
    """Does it, and says on the table what was done or why not."""
    try:
        done = verb(asked, request)
    except Refusal as refused:
        if refused.status not in (400, 409):
            raise
        messages.error(request, str(refused))
    else:
        messages.success(request, board_json.after(done)["said"])
    return redirect("matching:board_table", asked.exchange.slug)


def refusal(refused: Refusal, **more: object) -> JsonResponse:
    told = {"refused": {"code": refused.code, "text": str(refused)}, **more}
    return JsonResponse(told, status=refused.status)


def number(request: HttpRequest, name: str) -> int:
    """A key from the form; one that is no number is nobody's."""
    return row_id(request.POST.get(name, ""))


def student_of(request: HttpRequest, exchange: Exchange, name: str = "student") -> int:
    """Raises ``NotHere`` for somebody who is not in this exchange."""
    found = number(request, name)
    if not exchange.enrolments.filter(pk=found).exists():
        raise NotHere
    return found


def group_of(request: HttpRequest, exchange: Exchange, name: str = "group") -> int:
    """Raises ``NotHere`` for a group that is not of this exchange and never was on its board."""
    found = number(request, name)
    if not exchange.groups.filter(pk=found).exists() and not was_on_board(exchange, found):
        raise NotHere
    return found


def was_on_board(exchange: Exchange, group: int) -> bool:
    steps = exchange.board_changes.filter(kind__in=["new", "remove", "merge"]).values_list("steps", flat=True)
    return any(step.get("group") == group for one in steps for step in one)


@act
def move(asked: Act, request: HttpRequest) -> Done:
    """``student`` to ``target``, or aside when that is empty."""
    student = student_of(request, asked.exchange)
    target = group_of(request, asked.exchange, "target") if request.POST.get("target") else None
    return hand_changes.move(asked, student, target)


@act
def swap(asked: Act, request: HttpRequest) -> Done:
    student, other = student_of(request, asked.exchange), student_of(request, asked.exchange, "other")
    return hand_changes.swap(asked, student, other)


@act
def lock(asked: Act, request: HttpRequest) -> Done:
    """``group`` or ``student``; ``locked`` is yes or no."""
    locked = request.POST.get("locked") == "yes"
    if request.POST.get("student"):
        return hand_changes.lock_student(asked, student_of(request, asked.exchange), locked=locked)
    return hand_changes.lock_group(asked, group_of(request, asked.exchange), locked=locked)


@act
def meeting(asked: Act, request: HttpRequest) -> Done:
    """``group``, and ``meeting`` as "Mon 16:30 12": a slot and a facilitator."""
    slot, _space, facilitator = request.POST.get("meeting", "").rpartition(" ")
    group = group_of(request, asked.exchange)
    return hand_changes.set_meeting(asked, group, slot, row_id(facilitator))


@act
def support(asked: Act, request: HttpRequest) -> Done:
    """``group`` and ``facilitator`` (empty: nobody)."""
    group = group_of(request, asked.exchange)
    return hand_changes.set_support(asked, group, number(request, "facilitator") or None)


@act
def new(asked: Act, request: HttpRequest) -> Done:
    """``meeting`` as "Mon 16:30 12 en": a slot, a facilitator and a language."""
    rest, _space, language = request.POST.get("meeting", "").rpartition(" ")
    slot, _space, facilitator = rest.rpartition(" ")
    return hand_changes.new_group(asked, slot, row_id(facilitator), language)


@act
def remove(asked: Act, request: HttpRequest) -> Done:
    return hand_changes.remove_group(asked, group_of(request, asked.exchange))


@act
def merge(asked: Act, request: HttpRequest) -> Done:
    """``group`` into ``target``."""
    source, target = group_of(request, asked.exchange), group_of(request, asked.exchange, "target")
    return hand_changes.merge(asked, source, target)


@act
def undo(asked: Act, _request: HttpRequest) -> Done:
    return hand_changes.undo(asked)


@act
def redo(asked: Act, _request: HttpRequest) -> Done:
    return hand_changes.redo(asked)
