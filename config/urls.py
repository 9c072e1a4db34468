"""Addresses. Each package has its own urls.py; the home page joins them by role."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from accounts.views import set_language
from config import appearance, health, metrics, views

urlpatterns = [
    path("", views.home, name="home"),
    path("accounts/", include("accounts.urls")),
    path("exchanges/", include("exchanges.urls")),
    path("groups/", include("matching.urls")),
    path("sessions/", include("sessions.urls")),
    path("facilitation/", include("facilitation.urls")),
    path("recognition/", include("recognition.urls")),
    path("language/", set_language, name="set_language"),
    path("theme/", appearance.set_theme, name="set_theme"),
    path("admin/", admin.site.urls),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
]
handler500 = views.went_wrong
if settings.DEBUG:
    from config.styleguide import StyleguideRoomView, StyleguideView

    urlpatterns += [
        path("styleguide/", StyleguideView.as_view(), name="styleguide"),
        path("styleguide/room/", StyleguideRoomView.as_view(), name="styleguide_room"),
    ]
