"""Getting in and out: mailed link first, password for staff."""

from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import check_for_language
from django.views import i18n
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import links, services
from accounts.access import signed_in
from accounts.errors import LinkExpired, LinkUnknown, LinkUsed, WrongPassword
from accounts.forms import LinkForm, PasswordForm
from accounts.limits import network_of
from accounts.middleware import refused
from accounts.models import User
from accounts.paths import safe_path


def onward(path: str) -> HttpResponse:
    """To a path of this site, or home."""
    return redirect(safe_path(path) or "home")


def come_in(request: HttpRequest, user: User, path: str) -> HttpResponse:
    """Signs in and goes on, in the person's own language."""
    services.sign_in(request, user)
    response = onward(path)
    if user.language and check_for_language(user.language):
        keep_language(response, user.language, request.is_secure())
    return response


def keep_language(response: HttpResponse, language: str, secure: bool) -> None:
    age = 365 * 24 * 3600  # seconds
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=age, samesite="Lax", secure=secure)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        path = safe_path(request.GET.get("next", ""))
        if request.user.is_authenticated:
            return onward(path)
        return sign_in_page(request, LinkForm(initial={"next": path}))
    form = LinkForm(request.POST)
    if not form.is_valid():
        return sign_in_page(request, form)
    services.send_sign_in_link(form.cleaned_data["email"], form.cleaned_data["next"], network_of(request))
    return redirect("accounts:link_sent")


def sign_in_page(request: HttpRequest, form: LinkForm) -> HttpResponse:
    passwords = PasswordForm(initial={"next": form["next"].value()}, auto_id="password_%s")
    status = 400 if form.errors else 200
    return render(request, "accounts/sign_in.html", {"form": form, "passwords": passwords}, status=status)


@login_not_required
@require_safe
def link_sent(request: HttpRequest) -> HttpResponse:
    """The same page for known and unknown addresses."""
    to_files = settings.MAILERS["default"]["BACKEND"].endswith("filebased.EmailBackend")
    return render(request, "accounts/link_sent.html", {"mail_to_files": to_files})


@sensitive_post_parameters("password")
@sensitive_variables("form")
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        path = safe_path(request.GET.get("next", ""))
        return password_page(request, PasswordForm(initial={"next": path}))
    form = PasswordForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            user = services.check_password(given["email"], given["password"], network_of(request))
        except WrongPassword as refusal:
            form.add_error(None, str(refusal))
        else:
            return come_in(request, user, given["next"])
    return password_page(request, form)


def password_page(request: HttpRequest, form: PasswordForm) -> HttpResponse:
    return render(request, "accounts/password.html", {"form": form}, status=400 if form.errors else 200)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def use_link(request: HttpRequest, token: str) -> HttpResponse:
    """A look shows a button, only the button signs in: mail scanners open every link they see."""
    try:
        if request.method == "POST":
            link = links.use(token)
            return come_in(request, link.user, link.next_path)
        link = links.find(token)
        if request.user == link.user:  # back through an old mail: already in
            return onward(link.next_path)
        return render(request, "accounts/use_link.html", {"link": links.find_live(token)})
    except (LinkUsed, LinkExpired, LinkUnknown) as refusal:
        return link_over(request, refusal, token)


def link_over(request: HttpRequest, refusal: Any, token: str) -> HttpResponse:
    """Says why the link does not work, with a form for a new one."""
    response = refused(request, refusal, "accounts/link_over.html", token=token, form=LinkForm())
    response.headers["Cache-Control"] = "no-store"
    return response


@login_not_required
@require_POST
def renew_link(request: HttpRequest, token: str) -> HttpResponse:
    services.renew_link(token, network_of(request))
    return redirect("accounts:link_sent")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    services.sign_out(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    services.sign_out_everywhere(signed_in(request))
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponseBase:
    """Django's own view, open to strangers too; a signed-in person's choice also holds for mail."""
    chosen = request.POST.get("language", "")
    if isinstance(request.user, User) and chosen in dict(settings.LANGUAGES):
        services.choose_language(request.user, chosen)
    return i18n.set_language(request)
