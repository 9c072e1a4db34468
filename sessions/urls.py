from django.urls import URLPattern, path

from sessions import check_views, entry_views, views
from sessions.talk.views import measure

app_name = "dialogue_sessions"
urlpatterns: list[URLPattern] = [
    path("check/", check_views.check, name="check"),
    path("check/relays/", check_views.relays, name="check_relays"),
    path("check/upload/", check_views.upload, name="check_upload"),
    path("check/result/", check_views.result, name="check_result"),
    path("check/result/forget/", check_views.forget, name="check_forget"),
    path("<uuid:session_id>/", views.room, name="room"),
    path("<uuid:session_id>/measure/", measure, name="measure"),
    path("<uuid:session_id>/entry/", entry_views.entry, name="entry"),
]
