"""Progress is for a terminal, and leaves nothing behind."""

from __future__ import annotations

import io

import pytest

from scheduler import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def screen(told: str) -> str:
    """What stands on the line in the end."""
    line = ""
    for piece in told.split("\r"):
        line = piece + line[len(piece) :]
    return line.rstrip()


def test_off_a_terminal_nothing_is_said() -> None:
    stream = io.StringIO()
    assert list(progress.counted(range(5), "articles", stream)) == [0, 1, 2, 3, 4]
    assert stream.getvalue() == ""


def test_on_a_terminal_it_counts_and_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "OFTEN", 0.0)
    stream = Terminal()
    for number in progress.counted(range(3), "articles", stream):
        assert screen(stream.getvalue()) == "", number
    assert "2 articles" in stream.getvalue()
    assert screen(stream.getvalue()) == ""
    assert "\x1b" not in stream.getvalue()
