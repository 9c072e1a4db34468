"""One middleware that is not async-capable makes Django run every request through a thread twice."""

import pytest
from django.conf import settings
from django.utils.module_loading import import_string


@pytest.mark.parametrize("path", settings.MIDDLEWARE)
def test_every_middleware_is_async_capable(path):
    assert import_string(path).async_capable


def test_only_our_pages_may_ask_for_camera_and_microphone(client, db):
    assert "camera=(self), microphone=(self)" in client.get("/accounts/sign-in/").headers["Permissions-Policy"]


def test_no_page_runs_scripts_or_frames_of_others(client, db):
    policy = client.get("/accounts/sign-in/").headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
