"""Edit pages of the exchange designer: each one form with the checklist beside it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import signed_in
from accounts.notices import refusals_said
from exchanges import access, services
from exchanges.forms import (
    AgreementForm,
    DesignForm,
    ExchangeForm,
    InstitutionForm,
    OwnPartForm,
    PartForm,
    WorkloadForm,
)
from exchanges.models import Exchange, WorkloadItem
from exchanges.views import design_context

either = require_http_methods(["GET", "HEAD", "POST"])


def page(
    request: HttpRequest, exchange: Exchange, name: str, *form_list: forms.BaseForm, **context: Any
) -> HttpResponse:
    status = 400 if any(form.errors for form in form_list) else 200
    everything = design_context(exchange) | {"form": form_list[0]} | context
    return render(request, f"exchanges/{name}.html", everything, status=status)


@either
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    user = signed_in(request)
    exchange = access.exchange_for_coordinator(user, slug)
    posted = request.POST or None
    form = ExchangeForm(posted, instance=access.exchange_for_coordinator(user, slug))
    design_form = DesignForm(posted, initial=exchange.design)
    if posted and form.is_valid() and design_form.is_valid():
        with refusals_said(request):
            services.change_exchange(exchange, user, design=design_form.cleaned_data, **form.cleaned_data)
            messages.success(request, _("The exchange is saved."))
            return redirect("exchanges:exchange", slug)
    return page(request, exchange, "edit", form, design_form, design_form=design_form)


@either
def institutions(request: HttpRequest, slug: str) -> HttpResponse:
    user = signed_in(request)
    exchange = access.exchange_for_coordinator(user, slug)
    form = PartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.add_institution(exchange, user, **form.cleaned_data)
        messages.success(request, _("The institution takes part."))
        return redirect("exchanges:institutions", slug)
    return page(request, exchange, "institutions", form)


@either
def new_institution(request: HttpRequest, slug: str) -> HttpResponse:
    user = signed_in(request)
    exchange = access.exchange_for_coordinator(user, slug)
    form = InstitutionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.create_institution(exchange, user, slug=form.free_slug(), **form.cleaned_data)
        messages.success(request, _("The institution is made and takes part. Say now how many students it sends."))
        return redirect("exchanges:institutions", slug)
    return page(request, exchange, "institution", form, is_new=True)


@either
def institution(request: HttpRequest, slug: str, institution: str) -> HttpResponse:
    """Its part in this exchange, and the facts of the institution itself."""
    user = signed_in(request)
    exchange = access.exchange_for_coordinator(user, slug)
    part = access.participation_in(exchange, institution)
    posted = request.POST or None
    form = InstitutionForm(posted, instance=access.participation_in(exchange, institution).institution)
    initial = {name: getattr(part, name) for name in OwnPartForm.base_fields}
    part_form = OwnPartForm(posted, initial=initial)
    if posted and form.is_valid() and part_form.is_valid():
        services.change_institution(part.institution, user, **form.cleaned_data)
        services.add_institution(exchange, user, part.institution, **part_form.cleaned_data)
        messages.success(request, _("The institution is saved."))
        return redirect("exchanges:institutions", slug)
    return page(request, exchange, "institution", form, part_form, part_form=part_form, part=part)


@require_POST
def remove_institution(request: HttpRequest, slug: str, institution: str) -> HttpResponse:
    user = signed_in(request)
    exchange = access.exchange_for_coordinator(user, slug)
    part = access.participation_in(exchange, institution)
    with refusals_said(request):
        services.remove_institution(exchange, user, part.institution)
        messages.success(request, _("The institution does not take part any more."))
    return redirect("exchanges:institutions", slug)


@either
def agreement(request: HttpRequest, slug: str) -> HttpResponse:
    user = signed_in(request)
    exchange = access.exchange_for_coordinator(user, slug)
    held = exchange.agreement
    initial = {name: getattr(held, name) for name in AgreementForm.base_fields} if held else {"title": exchange.title}
    form = AgreementForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_said(request):
            services.sign_agreement(exchange, user, **form.cleaned_data)
            messages.success(request, _("The agreement is saved."))
            return redirect("exchanges:exchange", slug)
    return page(request, exchange, "agreement", form)


@either
def workload(request: HttpRequest, slug: str) -> HttpResponse:
    user = signed_in(request)
    exchange = access.exchange_for_coordinator(user, slug)
    held = {item.kind: item.hours for item in exchange.workload.all()} | {"credits": exchange.credits}
    form = WorkloadForm(request.POST or None, initial=held)
    if request.method == "POST" and form.is_valid():
        hours = {kind: form.cleaned_data[kind] or Decimal(0) for kind in WorkloadItem.Kind.values}
        with refusals_said(request):
            services.set_workload(exchange, user, hours, form.cleaned_data["credits"])
            messages.success(request, _("The workload is saved."))
            return redirect("exchanges:workload", slug)
    return page(request, exchange, "workload", form)
