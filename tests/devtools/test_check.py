"""`./dev check` and `./dev bench`: what they report."""

from pathlib import Path

import pytest

from devtools import bench, check


def test_every_failing_step_is_named_at_the_end() -> None:
    run = check.Run()
    for name, passed in {"format": False, "lint": True, "types": False}.items():
        check.timed(run, name, lambda passed=passed: passed)
    assert "failed: format, types" in check.summary(run)


def test_a_step_that_fails_does_not_stop_the_next() -> None:
    run = check.Run()
    check.timed(run, "one", lambda: False)
    check.timed(run, "two", lambda: True)
    assert [line.split()[:2] for line in run.lines] == [["FAILED", "one"], ["ok", "two"]]


def test_the_summary_says_what_was_not_proven() -> None:
    run = check.Run(without=frozenset({"redis", "browser"}))
    assert "not proven (left out on request): browser, redis" in check.summary(run)


def test_only_the_services_of_the_chosen_steps_are_wanted() -> None:
    assert check.wanted_services(check.Run(), ["types", "fast"]) == []
    assert check.wanted_services(check.Run(), ["servers", "browser"]) == ["redis", "postgres", "browser"]


def test_sound_and_picture_have_a_step_with_services_of_its_own() -> None:
    assert list(check.STEPS)[-1] == "media"
    assert check.wanted_services(check.Run(), ["media"]) == ["redis", "postgres", "browser", "media"]


class Noted(check.Run):
    """Notes what each step would have called."""

    def status(self, *arguments: str, **extra: str) -> int:
        self.lines.append(" ".join(arguments))
        return 0


@pytest.mark.parametrize("step", ["fast", "servers", "browser"])
def test_the_steps_before_it_leave_media_tests_out(step: str) -> None:
    run = Noted()
    assert check.STEPS[step](run)
    assert [line for line in run.lines if "not media" not in line] == []


def test_media_tests_run_one_after_the_other() -> None:
    run = Noted()
    assert check.STEPS["media"](run)
    assert [(" -m media" in line, " -n " in line) for line in run.lines] == [(True, False)] * 2


@pytest.mark.parametrize("left_out", ["media", "browser"])
def test_media_tests_are_left_out_on_request(left_out: str) -> None:
    run = Noted(without=frozenset({left_out}))
    assert check.STEPS["media"](run)
    assert run.lines == []


def test_a_service_left_out_is_not_wanted() -> None:
    run = check.Run(without=frozenset({"redis"}))
    assert check.wanted_services(run, ["servers"]) == ["postgres"]


@pytest.mark.parametrize(("steps", "compiled"), [(["lint", "types"], False), (["types", "browser"], True)])
def test_the_matcher_is_compiled_before_tests_that_may_match(steps: list[str], compiled: bool) -> None:
    assert check.runs_products(steps) is compiled


@pytest.mark.parametrize("arguments", [["--without", "mysql"], ["--only", "everything"], ["extra"]])
def test_an_unknown_argument_is_refused_with_status_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        check.parser().parse_args(arguments)
    assert refused.value.code == 2


def test_a_step_sees_no_setting_of_the_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIALOGUE_SECRET_KEY", "of the shell")
    assert "DIALOGUE_SECRET_KEY" not in check.Run().environment


def test_a_check_tries_as_much_as_was_promised_unless_more_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DIALOGUE_TEST_DEPTH", raising=False)
    assert check.Run().environment["DIALOGUE_TEST_DEPTH"] == "check"
    monkeypatch.setenv("DIALOGUE_TEST_DEPTH", "deep")
    assert check.Run().environment["DIALOGUE_TEST_DEPTH"] == "deep"


def test_benchmarks_are_listed_by_their_first_line(tmp_path: Path) -> None:
    (tmp_path / "room.py").write_text('"""Cost of one view.\n\nMore."""\nif __name__ == "__main__":\n    pass\n')
    (tmp_path / "helper.py").write_text('"""No benchmark."""\n')
    assert bench.benchmarks(tmp_path) == {"room": "Cost of one view."}


def test_an_unknown_benchmark_is_refused_with_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["no-such-benchmark"]) == 2
    assert "Benchmarks" in capsys.readouterr().err
