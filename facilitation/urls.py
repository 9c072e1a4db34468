from django.urls import path

from facilitation import publish_views, views

app_name = "facilitation"
urlpatterns = [
    path("", views.my_week, name="my_week"),
    path("sessions/<uuid:session_id>/brief/", views.brief, name="brief"),
    path("exchanges/<slug:slug>/sessions/", views.sessions, name="sessions"),
    path("exchanges/<slug:slug>/publish/", publish_views.publish, name="publish"),
    path("exchanges/<slug:slug>/publish/undo/", publish_views.undo, name="undo_publish"),
]
