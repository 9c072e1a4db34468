"""Addresses of the pages about changes of published groups; part of matching/urls.py."""

from django.urls import path

from matching import change_views, meeting_views, own_views

TABS = ("left", "requests", "proposals")
urlpatterns = [
    path("<slug:slug>/changes/", change_views.changes_page, name="changes"),
    *(
        path(f"<slug:slug>/changes/{tab}/", change_views.changes_page, {"tab": tab}, name=f"changes_{tab}")
        for tab in TABS
    ),
    path("<slug:slug>/changes/places/<int:enrolment_id>/", change_views.places, name="places"),
    path("<slug:slug>/changes/seat/", change_views.seat, name="seat"),
    path("<slug:slug>/changes/offer/", change_views.offer_all, name="offer_places"),
    path("<slug:slug>/changes/threshold/", change_views.threshold, name="threshold"),
    path("<slug:slug>/changes/merge/<int:group_id>/", change_views.merge_groups, name="merge_groups"),
    path("<slug:slug>/changes/meeting/<int:group_id>/", meeting_views.group_meeting, name="group_meeting"),
    path("<slug:slug>/changes/<int:change_id>/cancel/", change_views.cancel, name="cancel_change"),
    path("<slug:slug>/changes/<int:change_id>/undo/", change_views.undo, name="undo_merge"),
    path("<slug:slug>/changes/requests/<int:request_id>/", change_views.answer_request, name="answer_request"),
    path("<slug:slug>/changes/propose/", change_views.propose, name="propose"),
    path("<slug:slug>/changes/proposals/state/", change_views.proposals_state, name="proposals_state"),
    path("<slug:slug>/changes/proposals/<int:run_id>/take/", change_views.take_over, name="take_proposal"),
    path("<slug:slug>/own/", own_views.own_group, name="own_group"),
    path("<slug:slug>/own/ask/", own_views.ask, name="own_ask"),
    path("<slug:slug>/own/requests/<int:request_id>/back/", own_views.take_back, name="own_take_back"),
    path("<slug:slug>/own/answer/<int:step_id>/", own_views.own_answer, name="own_answer"),
    path("<slug:slug>/own/leave/", own_views.leave, name="own_leave"),
]
