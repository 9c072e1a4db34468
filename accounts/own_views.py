"""The page of one's own account: details, consents, what is noted, download, sign out everywhere."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import own_data, queries, services
from accounts.access import signed_in
from accounts.errors import NotHere, UnknownPurpose
from accounts.forms import DetailsForm
from accounts.mail import zone_of
from accounts.models import User
from accounts.views import keep_language


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_page(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    if request.method != "POST":
        return page(request, user, DetailsForm(user))
    form = DetailsForm(user, request.POST)
    if not form.is_valid():
        return page(request, user, form)
    services.change_details(user, **form.cleaned_data)
    response = redirect("accounts:own_data")
    keep_language(response, user.language, request.is_secure())
    with override(user.language):
        messages.success(request, _("Your details are saved."))
    return response


def page(request: HttpRequest, user: User, form: DetailsForm) -> HttpResponse:
    context = {
        "form": form,
        "consents": queries.consents_of(user),
        "noted": own_data.in_words(user),
        "here_and_now": now().astimezone(zone_of(user)),
        "zone": zone_of(user).key,
    }
    return render(request, "accounts/own_page.html", context, status=400 if form.errors else 200)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """A new password for those who have one; this browser stays signed in, all others do not."""
    user = signed_in(request)
    if not user.has_usable_password():
        raise NotHere
    form = PasswordChangeForm(user, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/new_password.html", {"form": form}, status=400 if form.errors else 200)
    services.change_password(user, form.cleaned_data["new_password1"])
    update_session_auth_hash(request, user)
    messages.success(request, _("Your new password is saved. Other devices are signed out."))
    return redirect("accounts:own_data")


@require_POST
def consent(request: HttpRequest, purpose: str) -> HttpResponse:
    """Takes `granted`: yes or anything else for no; and `scope`, one in which this person was asked before."""
    user = signed_in(request)
    scope = request.POST.get("scope", "")
    if not any(state.purpose.key == purpose and state.scope == scope for state in queries.consents_of(user)):
        raise UnknownPurpose
    if request.POST.get("granted") == "yes":
        services.grant_consent(user, purpose, scope)
    else:
        services.withdraw_consent(user, purpose, scope)
    messages.success(request, _("Your answer is saved. You can change it at any time."))
    return redirect("accounts:own_data")


@never_cache
@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """Everything noted about the person who asks, as JSON."""
    response = JsonResponse(
        own_data.as_data(signed_in(request)), json_dumps_params={"indent": 2, "ensure_ascii": False}
    )
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response
