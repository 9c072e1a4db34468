from django.urls import path

from recognition import desk_views, signing_views, verify_views, views

app_name = "recognition"
urlpatterns = [
    path("record/", views.own_record, name="own_record"),
    path("certificates/<str:code>.pdf", views.certificate_pdf, name="certificate"),
    path("certificates/<str:code>/revoke/", desk_views.revoke, name="revoke"),
    path("sessions/<uuid:session_id>/", signing_views.sign_off, name="sign_off"),
    path("sessions/<uuid:session_id>/attest/", signing_views.attest, name="attest"),
    path("sessions/<uuid:session_id>/students/<int:enrolment_id>.csv", views.timeline_csv, name="timeline_csv"),
    path("exchanges/<slug:slug>/", desk_views.desk, name="desk"),
    path("exchanges/<slug:slug>/attendance.csv", desk_views.attendance_csv, name="attendance_csv"),
    path("exchanges/<slug:slug>/check/", desk_views.check, name="check"),
    path("exchanges/<slug:slug>/decide/", desk_views.decide, name="decide"),
    path("exchanges/<slug:slug>/issue/", desk_views.issue, name="issue"),
    path("exchanges/<slug:slug>/students/<int:enrolment_id>/", desk_views.student, name="student"),
    path("verify/", verify_views.verify, name="verify"),
    path("verify/<str:typed>/", verify_views.verify_code, name="verify_code"),
]
