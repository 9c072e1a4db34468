from django.urls import path

from exchanges import design_views, people_views, views

app_name = "exchanges"
urlpatterns = [
    path("", views.exchange_list, name="list"),
    path("new/", views.create, name="create"),
    path("<slug:slug>/", views.exchange_page, name="exchange"),
    path("<slug:slug>/edit/", design_views.edit, name="edit"),
    path("<slug:slug>/institutions/", design_views.institutions, name="institutions"),
    path("<slug:slug>/institutions/new/", design_views.new_institution, name="new_institution"),
    path("<slug:slug>/institutions/<slug:institution>/", design_views.institution, name="institution"),
    path(
        "<slug:slug>/institutions/<slug:institution>/remove/",
        design_views.remove_institution,
        name="remove_institution",
    ),
    path("<slug:slug>/agreement/", design_views.agreement, name="agreement"),
    path("<slug:slug>/workload/", design_views.workload, name="workload"),
    path("<slug:slug>/remarks/<str:key>/", views.accept_remark, name="accept_remark"),
    path("<slug:slug>/remarks/<str:key>/reopen/", views.reopen_remark, name="reopen_remark"),
    path("<slug:slug>/publish/", views.publish, name="publish"),
    path("<slug:slug>/start/", views.start, name="start"),
    path("<slug:slug>/people/", people_views.people, name="people"),
    path("<slug:slug>/people/upload/", people_views.upload, name="upload"),
    path("<slug:slug>/people/import/", people_views.import_checked, name="import"),
    path("<slug:slug>/people/imports/<int:import_id>/undo/", people_views.undo_import, name="undo_import"),
    path("<slug:slug>/people/invite/", people_views.invite, name="invite"),
    path("<slug:slug>/people/<int:enrolment_id>/withdraw/", people_views.withdraw, name="withdraw"),
    path("<slug:slug>/facilitators/", people_views.facilitators, name="facilitators"),
    path(
        "<slug:slug>/facilitators/<int:facilitator_id>/qualification/", people_views.qualification, name="qualification"
    ),
]
