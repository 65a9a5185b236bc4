"""What speaks against a time dating an event: a basis, a year of background, statistics, somebody's quoted words."""

from __future__ import annotations

from collections.abc import Sequence

from timeline.extract.arguments import argument
from timeline.extract.clauses import Word
from timeline.extract.joints import closes_clause
from timeline.extract.lazy import pattern
from timeline.extract.mentions import SET_FOR, Telling
from timeline.extract.nouns import strip_name
from timeline.extract.sentences import Line
from timeline.extract.status import supposed
from timeline.extract.words import LASTING, SAYING, STATIC, listed
from timeline.korean.patterns import BLANKS, behind
from timeline.model import Grain, Kind
from timeline.when import WIDE

_BASIS = pattern(
    r"\s?이전(?:에|에도|에는|의|까지)\s|"
    r"\s?(?:말\s?)?(?:현재|이래|이[전후] 출생|출생|대비|동기|보다|생(?:\b|인|으로|이다)|년?산\b|판\b|기준(?!을|으로)"
    r"|대\b|형\b|작품|시즌|시행령|호(?:\b|[에를는의로]))|로\s(?:\S+\s)?(?:\d+|[가-힣]{1,2})\s?(?:회|주년|돌|번|년)째?"
)
_BASIS_SIGNS = frozenset(
    "이말현출대동보생년산판기형작시호로" + BLANKS
)  # what _BASIS begins with, over a blank
_NUMBERS = pattern(r"\d\s?(?:%|％|퍼센트|배\b|포인트)")
_OF = pattern(r"의(?=\s)")
_ELIGIBLE = pattern(
    r"\s*(?:\S+\s){0,3}?(?:(?:지원|신청|모집|참가|참여|응모|지급|가입)\s?)?(?:대상|자격)(?:은|는)\s"
)
_CHARGE = pattern(r"(?:한|된|은|진|인|낸|킨|린|간|준|혐)\s?(?:혐의|것으로 조사|것으로 드러)")
_EXCEPT = pattern(r"\s?[을를]\s(?:빼고|뺀|제외하고|제외한)")
_GREETING_SIGNS = frozenset("을를앞맞기" + BLANKS)
_GREETING = pattern(r"[을를]?\s?(?:앞두|앞둔|맞(?:아|이|은|는)|기념(?:해|하여|하는|한))")


def doubts(telling: Telling, text: str) -> tuple[str, float]:
    """Why the mention dates no event, or ("", how doubtful it is, 0 to 1)."""
    end, wide = telling.mention.end, telling.span.grain in WIDE
    begin, close, line = telling.sentence
    tail = max(end, close - _TAIL)
    if telling.mention.confidence <= 0.5:
        return "가리키는 날이 글에 없다", 0.0
    sign = behind(text, end)
    basis = _BASIS.match(text, end) if sign in _BASIS_SIGNS else None
    if basis is not None and not _standing(telling, basis.group()):
        return "기준이나 비교의 때", 0.0
    eligible = text.find("대상", begin, close) >= 0 or text.find("자격", begin, close) >= 0
    if eligible and _ELIGIBLE.match(text, begin):
        return "자격의 기준", 0.0
    if (telling.span.end - telling.span.start).days > 365 and _CHARGE.search(text, end, close):
        return "혐의의 기간", 0.0
    if telling.mention.text.endswith("요일") and _WEEKDAY.fullmatch(telling.mention.text):
        closed = _CLOSED.match(text, end)
        if closed is not None:
            return f"늘 그런 요일: {closed.group().strip()}", 0.0
    after = wide and _SINCE.match(text, end) is not None
    after = after or (telling.span.grain is Grain.MONTH and _AFTER_IT.match(text, end) is not None)
    if after or text.find("던 중이었다", end, close) >= 0:
        return "다른 일의 배경", 0.0
    if telling.verb is not None and _unmade(telling):
        return "그때 하려던 일", 0.0
    if not telling.named and _REASON.search(text, tail, close):
        return "까닭을 말하는 때", 0.0
    if not telling.named and _DEFINES.search(text, tail, close):
        return "제도의 설명", 0.0
    if telling.words[telling.at].tail in ("을", "를") and telling.noun in (
        "정함",
        "지정",
        "선포",
        "삼음",
        "고려",
        "감안",
        "겨냥",
    ):
        return "날 자체를 말한다", 0.0
    if (
        sign in _ENTERED_SIGNS
        and _ENTERED.match(text, end)
        and telling.span.grain not in (Grain.DAY, Grain.HOUR, Grain.MINUTE)
    ):
        return "들어서부터의 셈", 0.0
    if quoted(telling, text) and any(
        w.verb is not None and w.verb.role == "if" for w in telling.words[: telling.at]
    ):
        return "가정의 때", 0.0
    if telling.words[telling.at].tail.startswith("이면"):
        return "해마다 그런 때", 0.0
    if _may(telling, text):
        return "그럴 수도 있는 때", 0.0
    weather = not telling.named and text.find("기온", begin, close) >= 0
    if weather and _DEGREES.search(text, begin, close):
        return "기온", 0.0
    if telling.mention.kind is Kind.TIME and any(
        w.stem in ("첫차", "막차") for w in telling.words[: telling.at]
    ):
        return "운행 시간표", 0.0
    if _hours_changed(telling):
        return "시간표의 변경", 0.0
    if _the_day_itself(telling):
        return "날 자체를 말한다", 0.0
    if _EXCEPT.match(text, end):
        return "빼놓는 때", 0.0
    if sign in _GREETING_SIGNS and _GREETING.match(text, end):
        return "맞이하는 때", 0.0
    begins = telling.words[telling.at].tail.startswith("부터")
    if telling.noun in _OF_LIFE and (wide or (begins and telling.noun in _POSTS)):
        return "사람의 한살이", 0.0
    if begins and telling.deadline is None and _has_gone_on(telling, text):
        return "이어져 온 일의 배경", 0.0
    if wide and (telling.span.grain is Grain.DECADE or _still_is(telling)):
        return "지금도 그런 일의 처음", 0.0
    if _tallied(telling):
        return "그때의 수", 0.0
    if _by_the_day(telling):
        return "날마다의 시간", 0.0
    if telling.verb is not None and telling.words[telling.verb].text.endswith(_ON_THE_WAY):
        return "사고에 앞선 일", 0.0
    if telling.noun in ("출항", "떠나") and any(w.stem.endswith(_BOATS) for w in telling.words):
        return "사고에 앞선 일", 0.0
    if (telling.span.end - telling.span.start).days > 27 and telling.words[telling.at].tail in ("이", "가"):
        return "때 자체를 말한다", 0.0
    if wide and telling.head is not None and strip_name(telling.words[telling.head].stem) in _THIN:
        return "이름 없는 일의 해", 0.0
    if _names_half(telling):
        return "이름 속의 반기", 0.0
    if _within_name(telling):
        return "이름 속의 달", 0.0
    if wide and line is not Line.PROSE:
        return "제목이나 표의 해", 0.0
    if wide and not telling.named and telling.noun not in LASTING:
        return "배경의 해", 0.0
    if wide and text[telling.mention.start - 1 : telling.mention.start] == "(" and text[end : end + 1] == ")":
        return "괄호 안의 해", 0.0
    if not telling.named and _OF.match(text, end) and telling.span.grain is not Grain.DAY:
        return "‘의’로 꾸미는 때", 0.0
    verb = telling.words[telling.verb].verb if telling.verb is not None else None
    if wide and not telling.named and telling.words[telling.at].tail in ("을", "를"):
        return "해 자체를 말한다", 0.0
    if wide and not telling.named and _decorates(telling):
        return "꾸미는 말 속의 해", 0.0
    told = telling.mention.span or telling.span
    coarse = (told.end - told.start).days > 3 and telling.mention.kind is not Kind.RANGE
    asked = wide or coarse or (telling.noun in STATIC and not telling.named)
    counted = asked and _NUMBERS.search(text, begin, close) is not None
    if telling.noun in STATIC and not telling.named and (coarse or counted) and not begins:
        # but 이달부터 40곳으로 확대한다
        return "통계나 배경", 0.0
    if coarse and counted and telling.verb is None and _compared(telling):
        return "통계나 배경", 0.0
    doubt = 0.2 if wide and counted else 0.0
    doubt += 0.5 * (1.0 - telling.mention.confidence)
    if verb is not None and verb.role == "modifier" and coarse and telling.words[-1].role == "copula":
        doubt += 0.3
    if coarse and any(w.role == "time" for w in telling.words[telling.at + 1 : telling.last]):
        doubt += 0.3
    if telling.mention.kind is Kind.TIME and telling.span.grain is Grain.PART and not telling.named:
        doubt += 0.18  # 이른 아침부터 모여: of no day of its own
    if line is Line.HEADING and not telling.named:
        doubt += 0.25
    return "", doubt


_CLOSED = pattern(r"[은는엔]?\s?(?:\S{2,6}\s)?(?:휴관|휴무|휴장|휴점|쉰다|쉬며|쉬고)")
_WEEKDAY = pattern(r"(?:매주\s)?[월화수목금토일](?:[·,~][월화수목금토일])*요일")
_AFTER_IT = pattern(
    r"(?:\s[^\s,.]{1,14}(?<![을를이가은는에])){1,3}\s(?:이후|이래)(?=\s|,)"
)  # 6월 지방선거 이후
_SINCE = pattern(r"(?:\s[^\s,.]{1,14}){1,8}\s(?:이후|이래|당시|때처럼)(?=\s|,)")
_DEGREES = pattern(r"(?:최저|최고|체감|낮|아침)\s?(?:최고|최저)?\s?기온")


_TAIL = 24  # letters; what the next two patterns find at the end of a sentence is shorter
_REASON = pattern(r"(?:에 따른 (?:것|조치|결정)|때문|위해서|위한 (?:것|조치))이?(?:다|라고|며)[.\s]?$")
_DEFINES = pattern(
    r"[는]\s(?:[^\s.]{1,8}\s)?(?:제도|사업|정책|서비스|방식|프로그램)(?:이)?(?:다|며|라고)[.\s]?$"
)
_ENTERED_SIGNS = frozenset("들" + BLANKS)
_ENTERED = pattern(r"\s들어(?:서)?\s")


def _may(telling: Telling, text: str) -> bool:
    """날씨가 나쁘면 23일로 미뤄질 수 있다, 우천 시 20일로 순연된다."""
    words, at = telling.words, telling.verb
    verb = words[at].verb if at is not None else None
    if at is None or verb is None:
        return False
    can = at + 1 < len(words) and words[at + 1].text == "수"
    if not can and (verb.tense == "past" or telling.noun not in _MAY_BE):
        return False
    return supposed(words, text, telling.sentence.start, telling.mention.start)


_MAY_BE = frozenset({"연기", "순연", "취소", "변경", "미뤄", "늦춰", "중단"})


def _unmade(telling: Telling) -> bool:
    """당초 이달 개관할 예정이던 문화역의 문을 4월에 열기로 했다: a time that no longer holds."""
    words, verb = telling.words, telling.verb or 0
    if any(w.text in ("당초", "애초") for w in words[: telling.at]) and _came_to_nothing(words, verb):
        return True
    if verb and words[verb].text.endswith("기로") and _next(words, verb).startswith("했다가"):
        return any(w.role == "time" and w.tail.endswith("로") for w in words[verb + 1 :])
    planned = telling.at and words[telling.at - 1].text == "당초"
    planned = planned or SET_FOR.fullmatch(_next(words, telling.at)) is not None
    if planned and any(w.text.startswith("앞당") for w in words):
        return any(w.role == "time" and w.tail.endswith("로") for w in words[telling.at + 1 :])
    following = words[verb + 1].text if verb + 1 < len(words) else ""
    if telling.head is not None or not following.startswith(_SET_THEN):
        return False
    return any(w.role == "time" for w in words[verb + 1 :])


def _next(words: Sequence[Word], i: int) -> str:
    return words[i + 1].text if i + 1 < len(words) else ""


def _came_to_nothing(words: Sequence[Word], verb: int) -> bool:
    """당초 6월 착공해 2028년 준공할 계획이었다, of which nothing else is told: neither when instead nor 취소됐다."""
    for i in range(verb + 1, len(words)):
        if words[i].text.startswith(("계획이었", "예정이었", "방침이었", "목표였")):
            return not any(w.role == "time" or w.text[:2] in _OFF for w in words[i + 1 :])
    return False


_OFF = frozenset({"취소", "무산", "연기", "순연", "중단", "미뤄", "미뤘"})
_SET_THEN = ("예정이던", "예정이었던", "계획이던", "예정됐던")


def _standing(telling: Telling, basis: str) -> bool:
    """20일 오전 8시 현재 여객선이 결항했다: what has happened by then, and no figure."""
    verb = telling.words[telling.verb].verb if telling.verb is not None else None
    fine = telling.span.grain in (Grain.DAY, Grain.PART, Grain.HOUR, Grain.MINUTE)
    told = verb is not None and verb.role in ("final", "report") and verb.tense == "past"
    return "현재" in basis and fine and told and telling.noun not in STATIC | SAYING and not _native(telling)


def _native(telling: Telling) -> bool:
    verb = telling.words[telling.verb].verb if telling.verb is not None else None
    return verb is not None and verb.native


def _names_half(telling: Telling) -> bool:
    """하반기 공익수당 신청을 받는다: a half or a quarter without a particle, before a noun."""
    words, at = telling.words, telling.at
    half = telling.span.grain in (Grain.HALF, Grain.QUARTER) and not words[at].tail
    return half and at + 1 < len(words) and words[at + 1].role in ("bare", "of", "object") and at > 0


def _within_name(telling: Telling) -> bool:
    """대학수학능력시험 6월 모의평가: a bare month between the nouns of one name."""
    words, at = telling.words, telling.at
    if telling.span.grain is not Grain.MONTH or words[at].tail or not 0 < at < len(words) - 1:
        return False
    before, after = words[at - 1], words[at + 1]
    if (
        before.role == "of"
        and after.role in ("topic", "subject")
        and any(w.role == "time" for w in words[at + 1 :])
    ):
        return True  # 진주의 10월 축제가 4일 막을 올린다
    bare = before.role == "bare" and not before.comma and after.role in ("bare", "object", "topic", "subject")
    return bare and telling.mention.text[:1].isdigit() and "년" not in telling.mention.text


_OF_LIFE = frozenset({"출생", "졸업", "입학", "입사", "재직", "근무"})
_POSTS = frozenset({"재직", "근무"})
_ON_THE_WAY = ("들어갔다가", "나갔다가", "나섰다가", "갔다가", "올랐다가", "떠났다가")
_BOATS = ("어선", "낚싯배", "낚시어선", "선박", "여객선", "화물선", "유조선", "예인선", "보트")
_GONE_ON = pattern(r"[해돼되여져와어아려]\s?(?:왔[다으고던지는습]|온\s|오고\s있)")


def _has_gone_on(telling: Telling, text: str) -> bool:
    """2019년부터 추진돼 왔으며: since when something has been so."""
    if telling.verb is None:
        return False
    return _GONE_ON.search(text, telling.words[telling.verb].start - 2, telling.sentence.end) is not None


def _still_is(telling: Telling) -> bool:
    """기념식은 1997년 … 지정되면서 정부 주관으로 치러지고 있다."""
    words, i = telling.words, telling.verb
    return (
        i is not None and i + 1 < len(words) and words[i].text.endswith("고") and words[i + 1].role == "aux"
    )


_TALLY = pattern(
    r"\d[\d,.만천억]{0,15}(?: [만천억])?(?: ?여)? ?(?:명|척|대|건|개|마리|편|톤|t|TEU|그루|상자)의?$"
)
_TALLIED = listed("투입 처리 접수 이용 방문 넘음 넘어서 돌파 동원 판매 맞아 몰려 다녀가 다녀감 찾음 집계")


def _tallied(telling: Telling) -> bool:
    """11일 하루 82척이 투입됐다, 지난달까지 1천204건을 처리했다: how many, and nothing that happened."""
    words, i = telling.words, telling.verb
    if i is None or telling.named or telling.deadline is not None:
        return False
    if (
        telling.noun in ("집계", "추산", "마감")
        and words[i - 1].role == "way"
        and words[i - 1].stem[:1].isdigit()
    ):
        return True  # 3,610.60으로 마감했다
    if telling.noun == "집계" and _TALLY.search(" ".join(w.stem for w in words[telling.at : i])):
        return True
    if telling.noun not in _TALLIED:
        return False
    verb, target = words[i].verb, argument(words, telling.at, i)
    if (
        verb is None
        or verb.tense == "future"
        or verb.role not in ("final", "report")
        or target is None
        or target <= telling.at
    ):
        return False
    counted = (
        " ".join(w.stem for w in words[max(telling.at + 1, j - 1) : j + 1]) for j in (target - 1, target)
    )
    whose = words[max(telling.at + 1, target - 2) : target]
    if any(w.stem.endswith(("안", "안건", "법안", "조례")) for w in whose):
        return False  # 조례안 12건을 처리했다
    return any(_TALLY.search(told) for told in counted)


def _hours_changed(telling: Telling) -> bool:
    """출근 시간은 오전 10시로 늦춰진다."""
    words, at = telling.words, telling.at
    if telling.mention.kind is not Kind.TIME or not at or not words[at].tail.startswith("로"):
        return False
    return words[at - 1].role in ("topic", "subject") and words[at - 1].stem.endswith(("시간", "시각"))


def _the_day_itself(telling: Telling) -> bool:
    """농업인의 날은 1996년 법정기념일로 지정됐다."""
    words, at = telling.words, telling.at
    if not telling.mention.rule.startswith("named-day") or words[at].tail not in ("은", "는"):
        return False
    return any(w.role == "time" for w in words[at + 1 :])


_CLOCK_ONLY = frozenset({"range.time.publication"})


def _by_the_day(telling: Telling) -> bool:
    """조명은 오후 6시부터 11시까지 켜진다: hours of no day, told in the present."""
    if telling.mention.rule not in _CLOCK_ONLY or telling.named or telling.verb is None:
        return False
    verb = telling.words[telling.verb].verb
    return verb is not None and verb.tense == "present" and verb.role != "modifier"


_THIN = frozenset({"교육", "행사", "대회", "회의", "프로그램", "체험", "공연", "축제", "사고", "사업"})


def _compared(telling: Telling) -> bool:
    """지난달 사고는 38건으로 15% 줄었다: a count, and not what is counted."""
    return any(w.verb is not None and w.verb.noun in STATIC for w in telling.words[telling.at :])


def _decorates(telling: Telling) -> bool:
    """올 한 해 추진한 성과를 …: the predicate only describes a noun."""
    verb = telling.words[telling.verb].verb if telling.verb is not None else None
    if verb is None or telling.verb is None or verb.role != "modifier":
        return False
    return not closes_clause(telling.words, telling.verb)


def quoted(telling: Telling, text: str) -> bool:
    """Whether the time stands inside somebody's quoted words."""
    before = text[telling.sentence.start : telling.mention.start]
    return before.count("“") > before.count("”")
