"""Names from elsewhere in the article: the headline, cleaned, and the place where an event is named in full."""

from __future__ import annotations

import re
from functools import lru_cache

from timeline.extract.clauses import classify
from timeline.extract.lazy import pattern
from timeline.extract.nouns import event_noun
from timeline.extract.phrases import EMPTY, NOUN_ROLES
from timeline.extract.tidy import LONGEST, tidy
from timeline.extract.verbs import verb_of
from timeline.extract.words import alternation
from timeline.korean import find
from timeline.model import Kind


def expand(name: str, text: str) -> str:
    """A fuller name for an event called by one noun (협약식), from where the article names it in full.

    The first noun phrase of the text that ends in it; the name itself when there is none.
    """
    for found in re.finditer(rf"{re.escape(name)}(?![소장자율용권함국실원])", text):
        before = text[max(text.rfind("\n", 0, found.start()) + 1, found.start() - 40) : found.start()]
        longer = tidy(_np_tail(before) + name)
        if len(name) + 2 <= len(longer) <= LONGEST - 4 and "의 " not in longer:
            return longer
    return name


_CLOCK = pattern(r"\d(?:일|월|년|시|분)")


def _np_tail(before: str) -> str:
    """The last words of a stretch that can belong to the noun behind it."""
    if before[-1:] in "’”'\"":
        return ""
    tokens = before.split(" ")
    out: list[str] = [tokens.pop()] if tokens else []  # what is glued to the noun: 업무+협약식
    while tokens and tokens[-1]:
        role, _, verb = classify(tokens[-1].strip("‘’'\""))
        if (
            role not in NOUN_ROLES
            or verb is not None
            or tokens[-1] in EMPTY
            or tokens[-1].endswith((",", ".", "”"))
            or _CLOCK.search(tokens[-1])
        ):
            break
        out.insert(0, tokens.pop())
    return " ".join(out[1:] if len(out) > 1 and out[0] in EMPTY else out)


_OPINION = pattern(
    r"^[\[(<【]\s?(?:기획|르포|탐방|연재|현장|사람|문화산책|역사)[^\])>】]{0,8}[\])>】]|[\[(<【]?\s?(?:사설|칼럼|기고|독자투고|기자수첩|데스크|오피니언|시론|논단|특별기고|인터뷰|대담|신간|책꽂이|운세)"
    r"\s?[\])>】:]|(?:인터뷰|대담|일문일답|칼럼|기고문?)$"
)
_CALENDAR = frozenset({Kind.DATE, Kind.DATETIME, Kind.TIME, Kind.RANGE})
_AFTER_DATE = pattern(r"\s?(?:자로|자|에서|부터|까지|에|로|께|쯤|의)?(?=[\s,·…]|$)\s?")
_INSIDE_NAME = pattern(r"[‘'“\"<《「『][^’'”\">》」』]*[’'”\">》」』]")


def _undated(line: str) -> str:
    """The line without its dates; those that belong to a name in quotes stay (‘12월 분청문화의 날’)."""
    names = [m.span() for m in _INSIDE_NAME.finditer(line)]
    for mention in reversed(list(find(line, None))):
        named = any(a <= mention.start and mention.end <= b for a, b in names)
        if (
            mention.kind in _CALENDAR
            and not named
            and not _LASTED.match(line, mention.end)
            and _NUMBERED.match(mention.text)
            and not _YEAR.search(mention.text)
        ):
            rest = _AFTER_DATE.match(line, mention.end)
            if rest is not None:
                line = line[: mention.start] + line[rest.end() :]
    return line


_LASTED = pattern(r"\s?(?:만에|만의|째|간)")  # 13일 만에
_YEAR = pattern(r"\d\s?년")
_NUMBERED = pattern(r"(?:(?:오는|지난|내달|다음\s?달|이달|이번\s?달|내년|올해)\s?)?\d")
_HEAD_TAIL = pattern(
    r"[\s,]*(?:…|\.{2,}|···).*$|\s*[\[(<【][^\])>】]{0,6}(?:종합|속보|단독|포토|사진|영상|르포|기획|인사|부고)[\])>】]\s*"
)
_HEAD_END = pattern(
    r"[\s,]*[‘'\"]?(?:"
    + alternation(
        """
        성황리에 개최 성황리 성황 성료 개최 개최한다 열어 열려 열린다 연다 가져 실시 진행 마련 호응 눈길
        화제 운영 신청하세요 모집합니다 나서 나선다 추진 본격 박차 안내 팡파르 시작 스타트
        돌입 활짝 펼친다 펼쳐져 펼쳐진다 선봬 선보인다 오세요 만나요 즐기세요 확정 예정
        """
    )
    + r")[’'\"]?$"
)


_DANGLING = pattern(r"\S(?:부터|까지|에서|에게|으로|[가-힣]일도)(?: 문)?$|\s(?:이상|이하|등|외)$")
_RATE = pattern(r"\s(?:평균 )?(?:경쟁률|공정률|투표율|득표율|찬성률)\s?\d.*$")
_CUT_OFF = pattern(r",? 제\d{1,4}(?:회|차)$")  # what a board's cut left of a name
_BEFORE_IT = pattern(r" \S+ (?:앞두고|맞아|맞이해|대비해) (?=\S)")  # 대공원 APEC 앞두고 휴장
_WHERE = pattern(r"\s[가-힣0-9]{2,10}서$")  # … 수성못서 개최
_COUNTDOWN = pattern(r"\s?D-\d+년?")
_NOTICE = pattern(r"^\S{2,8}\s(?:공고|고시|공보)\s제[\d-]+호\s*[—–-]?\s*")


def _telling_half(headline: str) -> str:
    """태풍 북상…꽃무릇축제 한 주 연기: what stands behind the dots, where only that names an event."""
    first, dots, second = headline.partition("…" if "…" in headline else "...")
    if not dots or not second.strip() or "…" in second or "..." in second:
        return headline
    halves = [[w.strip("‘’'\",·") for w in half.split()] for half in (first, second)]
    told = [any(event_noun(w) and w not in _BACKGROUND for w in half) for half in halves]
    if len(_undated(second).replace(" ", "")) <= 5:
        return headline  # … 복원 마무리…내달 3일 개관식
    return second.strip() if told == [False, True] else headline


_BACKGROUND = frozenset({"태풍", "호우", "폭설", "지진", "산불", "방역"})


@lru_cache(256)  # asked for every event of its article
def from_headline(headline: str) -> str:
    """A headline as a calendar title: no date, no quotation, no tail after the dots; "" if nothing is left."""
    if not headline or _OPINION.search(headline):
        return ""
    whole = re.sub(r"\s?\S*(?:…|\.{2,})\s*$", "", headline)  # a board cuts its headlines, often inside a word
    line = _HEAD_TAIL.sub(" ", re.sub(r"[“\"][^”\"]*[”\"]", " ", _telling_half(whole)))
    line = tidy(_undated(_COUNTDOWN.sub("", _NOTICE.sub("", line))))
    for _ in range(2):
        shorter = _HEAD_END.sub("", line)
        line = _WHERE.sub("", shorter) if shorter != line else line
    line = _CUT_OFF.sub("", line)
    line = _RATE.sub("", _BEFORE_IT.sub(" ", line))
    bare = _WHERE.sub("", line)
    line = bare if bare != line and event_noun(bare.rsplit(" ", 1)[-1]) else line
    line = tidy(re.sub(r"^(\S+(?: \S+)?), (?!\S+, )", r"\1 ", line))
    if _DANGLING.search(line):
        return ""
    verb = verb_of(line.rsplit(" ", 1)[-1])
    told = verb is not None and verb.role in ("modifier", "final", "link")
    return line if len(line) <= LONGEST and not told else ""
