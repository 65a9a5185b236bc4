"""Every line of the tables is a test."""

from __future__ import annotations

from timeline.korean import find


def test_case(case, show):
    found = find(case.text, case.published)
    for mention in found:
        assert case.text[mention.start : mention.end] == mention.text
    answers = {mention.text: show(mention) for mention in found}
    if case.wanted == "-":
        assert not answers
        return
    wanted = case.wanted.split(" ; ")
    if ": " in wanted[0]:
        assert answers == dict(piece.split(": ") for piece in wanted)
    else:
        assert [show(mention) for mention in found] == wanted
