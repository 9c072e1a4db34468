"""The site with the style guide mounted, as in debug."""

from django.urls import path

from config.styleguide import StyleguideRoomView, StyleguideView
from config.urls import urlpatterns as site

urlpatterns = [
    path("styleguide/", StyleguideView.as_view()),
    path("styleguide/room/", StyleguideRoomView.as_view()),
    *site,
]
