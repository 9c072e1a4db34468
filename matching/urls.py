from django.urls import path

from matching import board_views, change_urls, coverage_views, run_views, views

app_name = "matching"
urlpatterns = [
    path("<slug:slug>/", views.match, name="match"),
    path("<slug:slug>/start/", views.start, name="start"),
    path("<slug:slug>/coverage/", coverage_views.coverage_page, name="coverage"),
    path("<slug:slug>/runs/", run_views.run_list, name="runs"),
    path("<slug:slug>/runs/compare/", run_views.compare, name="compare"),
    path("<slug:slug>/runs/<int:run_id>/", run_views.run_page, name="run"),
    path("<slug:slug>/runs/<int:run_id>/progress/", run_views.progress, name="progress"),
    path("<slug:slug>/runs/<int:run_id>/cancel/", run_views.cancel, name="cancel"),
    path("<slug:slug>/runs/<int:run_id>/keep/", run_views.keep_best, name="keep_best"),
    path("<slug:slug>/runs/<int:run_id>/accept/", run_views.accept, name="accept"),
    path("<slug:slug>/runs/<int:run_id>/repeat/", run_views.repeat, name="repeat"),
    path("<slug:slug>/runs/<int:run_id>/mend/", run_views.accept_mend, name="accept_mend"),
    path("<slug:slug>/runs/<int:run_id>/files/", run_views.download, name="download"),
    path("<slug:slug>/board/", board_views.board, name="board"),
    path("<slug:slug>/board/state/", board_views.state, name="board_state"),
    path("<slug:slug>/board/effects/", board_views.effects, name="board_effects"),
    path("<slug:slug>/board/table/", board_views.table, name="board_table"),
    path("<slug:slug>/board/openings/", board_views.openings, name="board_openings"),
    path("<slug:slug>/board/groups/<int:group_id>/", board_views.options, name="board_group"),
    path("<slug:slug>/board/move/", board_views.move, name="move"),
    path("<slug:slug>/board/swap/", board_views.swap, name="swap"),
    path("<slug:slug>/board/lock/", board_views.lock, name="lock"),
    path("<slug:slug>/board/meeting/", board_views.meeting, name="meeting"),
    path("<slug:slug>/board/support/", board_views.support, name="support"),
    path("<slug:slug>/board/new/", board_views.new, name="new_group"),
    path("<slug:slug>/board/remove/", board_views.remove, name="remove_group"),
    path("<slug:slug>/board/merge/", board_views.merge, name="merge"),
    path("<slug:slug>/board/undo/", board_views.undo, name="undo"),
    path("<slug:slug>/board/redo/", board_views.redo, name="redo"),
    *change_urls.urlpatterns,
]
