import io
import sys

from gardefou.cli.progress import drawn_progress
from gardefou.core.progress import silent


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def drawn(monkeypatch, step: str, **environment: str) -> str:
    for name, value in {"TERM": "xterm", "COLUMNS": "120", **environment}.items():
        monkeypatch.setenv(name, value)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with drawn_progress() as tell:
        tell("reading", 0.1)
        tell(step)
    return terminal.getvalue()


def test_a_terminal_sees_the_time_and_what_is_tried(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    text = drawn(monkeypatch, "trying boosted")
    assert "0:00:0" in text
    assert "trying boosted" in text
    assert "\x1b[3" in text


def test_what_is_tried_is_shown_as_it_is_never_obeyed(monkeypatch):
    text = drawn(monkeypatch, "[bold]linear[/bold]\x1b[2J")
    assert "[bold]linear[/bold]" in text
    assert "\x1b[2J" not in text


def test_no_color_is_obeyed(monkeypatch):
    assert "\x1b[3" not in drawn(monkeypatch, "trying linear", NO_COLOR="1")


def test_what_a_library_prints_keeps_out_of_standard_output(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stderr", Terminal())
    before = sys.stdout
    with drawn_progress():
        print("a library that talks")
    assert sys.stdout is before
    assert capsys.readouterr().out == ""


def test_elsewhere_it_is_silent(capsys):
    with drawn_progress() as tell:
        tell("trying linear", 0.1)
    assert tell is silent
    assert capsys.readouterr().err == ""
