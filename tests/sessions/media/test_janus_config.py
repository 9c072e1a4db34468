import stat
from uuid import uuid4

from django.core.management import call_command

from sessions.media import janus_config, janus_room
from sessions.media.janus_config import JanusConfig


def texts(tmp_path, **figures) -> dict[str, str]:
    return janus_config.files(tmp_path, JanusConfig(api_secret="the api secret", admin_key="the key", **figures))


def test_the_api_is_for_this_machine_only_and_has_a_secret(tmp_path):
    found = texts(tmp_path)
    assert 'ws_ip = "127.0.0.1"' in found["janus.transport.websockets.jcfg"]
    assert 'api_secret = "the api secret"' in found["janus.jcfg"]
    assert "libjanus_http.so" in found["janus.jcfg"]


def test_nobody_makes_rooms_without_the_key_and_none_is_there(tmp_path):
    text = texts(tmp_path)["janus.plugin.videoroom.jcfg"]
    assert 'admin_key = "the key"' in text
    assert "room-" not in text


def test_the_address_of_the_world_is_told_where_the_machine_has_another(tmp_path):
    text = texts(tmp_path, public_address="203.0.113.7", media_address="10.0.0.4")["janus.jcfg"]
    assert 'nat_1_1_mapping = "203.0.113.7"' in text
    assert 'ice_enforce_list = "10.0.0.4"' in text
    assert "nat_1_1_mapping" not in texts(tmp_path)["janus.jcfg"]


def test_files_with_secrets_are_closed_to_others(tmp_path):
    janus_config.write_config(tmp_path / "new", JanusConfig(api_secret="a", admin_key="b"))
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "new").iterdir()} == {0o640}


def test_the_unit_runs_as_a_plain_user_with_our_folder(tmp_path):
    text = janus_config.drop_in(tmp_path, "janus")
    assert f"--configs-folder={tmp_path}" in text
    assert "User=janus" in text
    assert "ExecStart=\n" in text


def test_the_command_makes_secrets_and_tells_the_product_about_them(tmp_path, settings, capsys):
    settings.JANUS_API_SECRET = settings.JANUS_ADMIN_KEY = ""
    call_command("janus_config", folder=str(tmp_path / "janus"), public_address="203.0.113.7")
    lines = dict(line.split("=", 1) for line in (tmp_path / "janus" / "dialogue.env").read_text().splitlines())
    assert lines["DIALOGUE_JANUS"] == "one=ws://127.0.0.1:8188"
    assert len(lines["DIALOGUE_JANUS_API_SECRET"]) >= 40
    assert lines["DIALOGUE_JANUS_API_SECRET"] in (tmp_path / "janus" / "janus.jcfg").read_text()
    assert lines["DIALOGUE_JANUS_API_SECRET"] not in capsys.readouterr().out


def test_a_second_janus_gets_the_secrets_that_the_site_has(tmp_path, settings):
    settings.JANUS_API_SECRET, settings.JANUS_ADMIN_KEY = "known secret", "known key"
    call_command("janus_config", folder=str(tmp_path), name="two", api_address="10.0.0.2")
    assert 'api_secret = "known secret"' in (tmp_path / "janus.jcfg").read_text()
    assert "DIALOGUE_JANUS=two=ws://10.0.0.2:8188" in (tmp_path / "dialogue.env").read_text()


def test_secrets_of_rooms_differ_by_room_and_purpose_and_follow_the_key(settings):
    room, other = (janus_room.room_name(uuid4(), 1) for _ in range(2))
    words = {janus_room.word("pin", room), janus_room.word("secret", room), janus_room.word("pin", other)}
    assert len(words) == 3
    assert janus_room.word("pin", room) in words
    settings.SECRET_KEY = "another"
    assert janus_room.word("pin", room) not in words


def test_rooms_are_never_kept_and_never_recorded():
    made = janus_room.creation(janus_room.room_name(uuid4(), 3))
    assert (made["permanent"], made["record"], made["is_private"], made["require_pvtid"]) == (False, False, True, True)
    assert janus_room.OUR_ROOM.fullmatch(made["room"])
