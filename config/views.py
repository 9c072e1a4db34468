"""The home page: each role's own start. Pages that mix packages live here and nowhere else."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "home.html")
