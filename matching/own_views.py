"""A student's own pages: the group, asking for another one, answering a question, leaving."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import signed_in
from accounts.notices import refusals_said
from exchanges.services import withdraw
from matching import access, change_queries, changes, group_requests
from matching.meeting_changes import becoming, of_change
from matching.meetings import next_start, sessions_to_come
from matching.models import Change, Step


@never_cache
@require_safe
def own_group(request: HttpRequest, slug: str) -> HttpResponse:
    enrolment = access.own_enrolment(signed_in(request), slug)
    own = change_queries.own_group(enrolment)
    others = change_queries.other_groups(own.group) if own.group else ()
    times = [(group, next_start(group, now())) for group in others]
    context = {"exchange": enrolment.exchange, "own": own, "others": [pair for pair in times if pair[1]]}
    return render(request, "matching/own_group.html", context)


@require_POST
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes ``reason`` and ``wished`` (a group, or empty: any that suits)."""
    user = signed_in(request)
    enrolment = access.own_enrolment(user, slug)
    wished = request.POST.get("wished", "")
    with refusals_said(request):
        group = access.group_in(enrolment.exchange, wished) if wished else None
        group_requests.ask_for_another_group(enrolment, user, request.POST.get("reason", ""), group)
        messages.success(request, _("Your coordinator has your question. You stay in your group until you hear more."))
    return redirect("matching:own_group", slug)


@require_POST
def take_back(request: HttpRequest, slug: str, request_id: int) -> HttpResponse:
    user = signed_in(request)
    enrolment = access.own_enrolment(user, slug)
    with refusals_said(request):
        group_requests.take_back(access.own_request(enrolment, request_id), user)
        messages.success(request, _("Taken back. You stay in your group."))
    return redirect("matching:own_group", slug)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_answer(request: HttpRequest, slug: str, step_id: int) -> HttpResponse:
    """The question with yes and no; takes ``answer`` (yes or no)."""
    user = signed_in(request)
    enrolment = access.own_enrolment(user, slug)
    step = access.own_step(enrolment, step_id)
    if request.method == "POST" and request.POST.get("answer") in ("yes", "no"):
        yes = request.POST["answer"] == "yes"
        with refusals_said(request):
            change = changes.answer(step, yes, user)
            messages.success(request, thanks(change, yes))
        return redirect("matching:own_group", slug)
    target = becoming(step.target, of_change(step.change))
    context = {
        "exchange": enrolment.exchange,
        "step": step,
        "target": target,
        "change": step.change,
        "is_open": step.change.status == Change.Status.ASKED and step.change.answer_until > now(),
        "was_asked": step.answer != Step.Answer.NOT_ASKED,
        "next_at": next_start(target, now()),
        "source_at": next_start(step.source, now()) if step.source else None,
        "to_come": sessions_to_come(target, now()),
    }
    return render(request, "matching/own_answer.html", context)


def thanks(change: Change, yes: bool) -> str:
    if not yes:
        return _("Thank you. Nothing changes for you.")
    if change.status == Change.Status.DONE:
        return _("Done. Your new dates come by mail.")
    if change.status == Change.Status.OVERTAKEN:
        return _("Thank you. The groups changed meanwhile, so it does not happen. Nothing changes for you.")
    return _("Thank you. It happens when everybody has agreed; you get a mail either way.")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Says what leaving means; POST (``reason``, may be empty) leaves."""
    user = signed_in(request)
    enrolment = access.own_enrolment(user, slug)
    if request.method == "POST":
        withdraw(enrolment, user, request.POST.get("reason", ""))
        said = _("You have left %(exchange)s. What you did stays on your record. Thank you for telling us.")
        messages.success(request, said % {"exchange": enrolment.exchange.title})
        return redirect("home")
    own = change_queries.own_group(enrolment)
    return render(request, "matching/own_leave.html", {"exchange": enrolment.exchange, "own": own})
