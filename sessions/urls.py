from django.urls import URLPattern, path

from sessions import views

app_name = "dialogue_sessions"
urlpatterns: list[URLPattern] = [path("<uuid:session_id>/", views.room, name="room")]
