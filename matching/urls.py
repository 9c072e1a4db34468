from django.urls import path

from matching import board_views, views

app_name = "matching"
urlpatterns = [
    path("<slug:slug>/", views.match, name="match"),
    path("<slug:slug>/start/", views.start, name="start"),
    path("<slug:slug>/runs/<int:run_id>/", views.run_page, name="run"),
    path("<slug:slug>/runs/<int:run_id>/progress/", views.progress, name="progress"),
    path("<slug:slug>/runs/<int:run_id>/cancel/", views.cancel, name="cancel"),
    path("<slug:slug>/runs/<int:run_id>/accept/", views.accept, name="accept"),
    path("<slug:slug>/board/", board_views.board, name="board"),
    path("<slug:slug>/board/move/", board_views.move, name="move"),
    path("<slug:slug>/board/support/", board_views.support, name="support"),
]
