from django.urls import path

from facilitation import incident_views, live_views, publish_views, views

app_name = "facilitation"
urlpatterns = [
    path("", views.my_week, name="my_week"),
    path("live/", live_views.live, name="live"),
    path("sessions/<uuid:session_id>/brief/", views.brief, name="brief"),
    path("sessions/<uuid:session_id>/report/", incident_views.report, name="report"),
    path("sessions/<uuid:session_id>/appeal/", incident_views.appeal, name="appeal"),
    path("exchanges/<slug:slug>/incidents/", incident_views.incident_list, name="incidents"),
    path("exchanges/<slug:slug>/incidents/<int:incident_id>/", incident_views.incident, name="incident"),
    path("exchanges/<slug:slug>/incidents/<int:incident_id>/<slug:verb>/", incident_views.act, name="incident_act"),
    path("exchanges/<slug:slug>/sessions/", views.sessions, name="sessions"),
    path("exchanges/<slug:slug>/publish/", publish_views.publish, name="publish"),
    path("exchanges/<slug:slug>/publish/undo/", publish_views.undo, name="undo_publish"),
]
