"""Does the time say when something happened, or only when somebody said it?

"…했다고 31일 밝혔다" dates the saying; "고흥군은 10일 회의를 개최했다고 밝혔다" dates the meeting; with a paper
or a speaker for its subject ("외신들은 28일 법안이 통과됐다고 보도했다") it dates the saying again.
"""

from __future__ import annotations

from collections.abc import Sequence

from timeline.extract.arguments import action
from timeline.extract.clauses import Word
from timeline.extract.lazy import pattern
from timeline.extract.mentions import Telling
from timeline.extract.words import HOLD, SAYING, SAYING_OR_DOING, alternation

_PRESS = pattern(
    "(?:"
    + alternation(
        """
        일보 신문 방송 뉴스 통신 매체 외신 외신들 언론 타임스 포스트 신보 닷컴 저널 미디어 투데이 경제지
        주간지 일간지 잡지 보도 소식통
        """
    )
    + "|[A-Z]{2,4})(?:[’'\"]|$|은|는)"
)
_SPEAKER = pattern(
    "(?:"
    + alternation(
        """
        대통령 장관 의원 대변인 총리 대표 위원장 관계자 교수 씨 감독 지사 시장 군수 회장 박사 당국 경찰
        검찰 측 법원 당국자 전문가
        """
    )
    + ")$"
)


def is_statement(telling: Telling) -> bool:
    """Whether the mention only dates a saying."""
    words, at = telling.words, telling.at
    if _said_next(words, at) or _according(words, at):
        return True
    verb = words[telling.verb].verb if telling.verb is not None else None
    if telling.named and telling.noun in HOLD and verb is not None and verb.role == "link":
        return False  # 기자회견을 열고 “…”고 말했다
    who = _speaker(words, at)
    if telling.noun in SAYING and telling.head is None:
        return bool(who) or telling.worth <= 1.2
    if telling.noun in SAYING_OR_DOING and _PRESS.search(who):
        return True
    outer = _outer_saying(words, at)
    if outer is None:
        return False
    if _before_topic(words, at):
        return True
    if any(w.role == "time" for w in (*words[:at], *words[max(at + 1, outer - 2) : outer])):
        return False  # the saying has a time of its own
    own = any(w.role == "subject" for w in words[at + 1 : outer]) or any(
        w.text in _MODAL for w in words[at:outer]
    )
    return bool(_PRESS.search(who)) or (bool(_SPEAKER.search(who)) and (own or _quoted_next(words, at)))


_MODAL = ("있다고", "없다고", "것이라고", "것이라며", "있다며")


def _before_topic(words: Sequence[Word], at: int) -> bool:
    """23일 디스패치는 …다고 보도했다: the time opens the sentence and its topic follows at once."""
    if any(w.role not in ("adverb", "length") for w in words[:at]):
        return False
    for word in words[at + 1 : at + 7]:
        if word.role == "topic" or (word.role == "quote" and word.text.endswith("는")):
            return True
        if word.role not in ("bare", "of", "with", "length"):
            return False
    return False


def _said_next(words: Sequence[Word], at: int) -> bool:
    """31일 밝혔다; 4일 전해주는; 오늘 오전 보도된."""
    following = words[at + 1] if at + 1 < len(words) else None
    return (
        following is not None
        and following.verb is not None
        and (following.verb.noun in SAYING or following.text.startswith("전해"))
    )


def _according(words: Sequence[Word], at: int) -> bool:
    """4일 스타뉴스에 따르면 …: no other clause between the time and 따르면."""
    for word in words[at + 1 : at + 7]:
        if word.text.startswith(("따르면", "의하면")):
            return True
        if word.role in ("topic", "object", "time") or (
            word.verb is not None and word.verb.noun not in SAYING
        ):
            return False
    return False


def _speaker(words: Sequence[Word], at: int) -> str:
    """The topic or subject around the time, without brackets; "" when there is none."""
    for i in (*range(at - 1, -1, -1), *range(at + 1, min(at + 8, len(words)))):
        word = words[i]
        if word.role in ("topic", "subject") or (word.role == "quote" and word.text.endswith("는")):
            return str(word.stem).partition("(")[0] if word.stem.endswith(")") else word.stem
        if word.verb is not None:
            return ""
    return ""


_SAID = SAYING | SAYING_OR_DOING


def _outer_saying(words: Sequence[Word], at: int) -> int | None:
    """The saying that closes the sentence around a quoted clause (…고 밝혔다), right of the time."""
    for i in range(len(words) - 1, at, -1):
        if words[i].verb is not None and action(words, i) in _SAID:
            inner = words[at + 1 : i]
            return (
                i
                if any(w.role == "quote" or (w.verb is not None and w.verb.role == "report") for w in inner)
                else None
            )
    return None


def _quoted_next(words: Sequence[Word], at: int) -> bool:
    """27일 “…”고 말했다."""
    return (
        at + 1 < len(words)
        and any(w.role == "quote" for w in words[at + 1 :])
        and not any(
            w.role == "verb" and w.verb is not None and w.verb.role == "report" for w in words[at + 1 :]
        )
    )
