from django.urls import URLPattern, path

from sessions import entry_views, views

app_name = "dialogue_sessions"
urlpatterns: list[URLPattern] = [
    path("check/", entry_views.check, name="check"),
    path("<uuid:session_id>/", views.room, name="room"),
    path("<uuid:session_id>/entry/", entry_views.entry, name="entry"),
]
