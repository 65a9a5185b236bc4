"""Which verb is this, in what form? A small conjugator and the verbs of regional news.

Korean glues tense and clause type to the stem, so a table of endings, built once from the stems below, tells
predicates from nouns without a model. A Chinese verb is a noun with 하다, 되다, 받다, 시키다 or 당하다
("체결했다": 체결); a native one is listed with the noun that names it in a title ("숨졌다": 사망).
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from timeline.extract.words import listed

# stem, its -아/어 form, the noun it is in a title ("": headline style, 숨져)
NATIVE = """
하 해 =   되 돼 =   받 받아 =받음   시키 시켜 =   당하 당해 =당함   열 열어 염   열리 열려 열림
치르 치러 치름   가지 가져 가짐   갖 갖어 가짐   펼치 펼쳐 펼침   펼쳐지 펼쳐져 펼침
벌이 벌여 벌임   벌어지 벌어져 벌임   이뤄지 이뤄져 이뤄짐   이루어지 이루어져 이뤄짐
마치 마쳐 마무리   잡 잡아 잡음   꾸며지 꾸며져 진행   숨지 숨져 숨져   무너지 무너져 붕괴   다치 다쳐 다쳐
떨어지 떨어져 추락   빠지 빠져 빠져   부딪히 부딪혀 충돌   부딪치 부딪쳐 충돌   들이받 들이받아 충돌
맺 맺어 체결   내리 내려 내려   나 나 나   나서 나서 나서   나오 나와 나와   만나 만나 만남   찾 찾아 방문
올리 올려 올려   세우 세워 세워   뽑 뽑아 선발   뽑히 뽑혀 선정   막히 막혀 막혀   끊기 끊겨 끊겨
멈추 멈춰 중단   들어서 들어서 들어서   선보이 선보여 선보임   나누 나눠 나눔   내놓 내놓아 공개
심 심어 식재   옮기 옮겨 이전   바꾸 바꿔 변경   바뀌 바뀌어 변경   넓히 넓혀 확장   늘리 늘려 늘림
늘어나 늘어나 늘어남   줄이 줄여 축소   줄어들 줄어들어 줄어듦   늘 늘어 늘어남   주 줘 지급   줄 줄어 줄어듦
붙잡히 붙잡혀 검거   붙잡 붙잡아 검거   잡히 잡혀 잡혀   이기 이겨 승리   지 져 패배   꺾 꺾어 승리
비기 비겨 무승부   떠나 떠나 떠나   물 물어 물어   맞붙 맞붙어 맞대결   꼽 꼽아 꼽힘
꼽히 꼽혀 꼽힘   보 봐 봄   보이 보여 보임   말하 말해 말함   밝히 밝혀 밝힘   전하 전해 전함   알리 알려 알림
알려지 알려져 알려짐   전해지 전해져 전해짐   덧붙이 덧붙여 덧붙임   묻 물어 물음   짓 지어 건립
이어지 이어져 이어짐   이어가 이어가 이어짐   잇 이어 이어짐   나타나 나타나 나타남   달하 달해 달함
그치 그쳐 그침   넘 넘어 넘음   오르 올라 올라   거두 거둬 거둠   차지하 차지해 차지
돌아오 돌아와 귀환   들어오 들어와 들어와   만들 만들어 제작   만들어지 만들어져 제작
모으 모아 모음   모이 모여 모임   달아나 달아나 달아나   앓 앓아 앓음   얻 얻어 얻음   입 입어 입어
쓰 써 씀   타 타 탐   넘겨지 넘겨져 회부   가 가 가   오 와 와   가르 갈라 가름   사 사 삼   팔 팔아 판매
걸리 걸려 걸려   돌리 돌려 돌려   알 알아 앎   살 살아 삶   죽 죽어 사망   깔리 깔려 깔려
잃 잃어 잃어   때리 때려 폭행   훔치 훔쳐 절도   속이 속여 속여   가로채 가로채 가로채
빼앗 빼앗아 빼앗아   태어나 태어나 출생   자리하 자리해 참석   걷 걸어 걷기   달리 달려 달려
뛰 뛰어 뛰어   누비 누벼 누벼   키우 키워 키움   들어가 들어가 착수   접어들 접어들어 들어서
돌입하 돌입해 돌입   나눠주 나눠줘 배부   보내 보내 보냄   건너 건너 건넘   건네 건네 전달   바치 바쳐 바침
올라서 올라서 올라서   띄우 띄워 띄움   쏘 쏘아 발사   터지 터져 폭발   쓰러지 쓰러져 쓰러져
뒤집히 뒤집혀 전복   가라앉 가라앉아 침몰   타오르 타올라 화재   번지 번져 번져   불타 불타 화재
덮치 덮쳐 덮쳐   치 쳐 쳐   문닫 문닫아 폐업   끝나 끝나 끝나   마무리되 마무리돼 마무리
시작하 시작해 시작   시작되 시작돼 시작   이끌 이끌어 이끌어   손잡 손잡아 협력   겪 겪어 겪음
지키 지켜 지킴   살피 살펴 점검   둘러보 둘러봐 시찰   다녀오 다녀와 방문   기리 기려 기림
빚 빚어 빚음   머물 머물러 머묾   옮겨지 옮겨져 이송   지나 지나 지남   맞 맞아 맞아
맞이하 맞이해 맞아   앞두 앞둬 앞둠   드리 드려 드림   담 담아 담음   담기 담겨 담음
쌓 쌓아 쌓음   놓 놓아 놓음   들 들어 들어   강타하 강타해 강타   그려지 그려져 그려짐
불투명해지 불투명해져 불투명   없애 없애 폐지   밝혀지 밝혀져 밝힘   매겨지 매겨져 매김
치러지 치러져 치름   베풀 베풀어 베풂   꾸리 꾸려 구성   힘쓰 힘써 힘씀
찌르 찔러 찔러   휘두르 휘둘러 휘둘러   빼돌리 빼돌려 빼돌려   저지르 저질러 저질러   꺼지 꺼져 진화
챙기 챙겨 챙겨   부수 부숴 부숴   부서지 부서져 부서져   붙이 붙여 붙여   뿌리 뿌려 뿌려   밀치 밀쳐 밀쳐
쏟아지 쏟아져 쏟아져   휩쓸리 휩쓸려 휩쓸려   던지 던져 던져   마시 마셔 마심   태우 태워 태움   몰 몰아 몰아
싣 실어 실어   실리 실려 실려   넘기 넘겨 넘김   맡 맡아 맡음   맡기 맡겨 맡김   남기 남겨 남김
낳 낳아 출산   팔리 팔려 판매   찍 찍어 촬영   펴내 펴내 발간   다투 다퉈 다툼   겨루 겨뤄 대결
물리치 물리쳐 승리   누르 눌러 승리   제치 제쳐 승리   뚫리 뚫려 개통   치이 치여 교통사고
부르 불러 소환   갇히 갇혀 갇혀   구하 구해 구조   되찾 되찾아 되찾음   닫 닫아 닫아
돌 돌아 순회   늦추 늦춰 연기   미루 미뤄 연기   미뤄지 미뤄져 연기   늦춰지 늦춰져 연기
기울 기울어 기울어
지르 질러 질러   노리 노려 노림   울리 울려 울림   갈라지 갈라져 갈라짐   피우 피워 피움
쉬 쉬어 휴무   들이 들여 들임   맞추 맞춰 맞춤   넘어지 넘어져 넘어져
"""

# Nouns that end like an inflected 하다 or 되다.
NOUNS = listed(
    """
    사기 자기 걷기 달리기 무기한
    또한 북한 남한 제한 기한 권한 무한 한 역한 시한 상한 하한 지난해 올해 새해 피해 동해 서해 남해 이해
    상해 김해 진해 침해 방해 손해 재해 공해 수해 냉해 근해 연해 오해 견해 화해 저해 한해 역할 분할 관할
    할 할인 영어권 하반기 하루 하나 하순 다만 소음공해 빛공해 해 해맞이 발해 자해 항해 가해 유한 극한 사할 통한 위한
    대한 관한 인한 의한 비롯한 향한 따른 강한 중한 인접해 유해 풍수해 남중국해 동중국해 지중해 흑해 홍해
    자연재해 필요한 다양한 새로운 특별한 중요한 유일한 안전한 건강한 편리한 쾌적한 소중한 풍성한 행복한
    특히 신속한 철저한 심각한 이러한 그러한 어떠한 이같은 무성한 뜨거운 깨끗한 저렴한 우수한 탁월한
    지속가능한 가능한 불가능한 풍부한 가득한 적절한 적합한 충분한 부족한 유명한 활발한 화려한 따뜻한
    훌륭한 정확한 든든한 취약한 살기좋은 상당한 거대한 엄청난 다채로운 아름다운 단순한 확실한 긴밀한
    원활한 강력한 공정한 투명한 정당한 올바른 여전한 비슷한 동일한 일정한 명확한 뚜렷한 급격한 무료한
    친절한 착한 순수한 지난 오랜 어린 빠른 힘든 모든 다른 여러 바른 푸른 두른 마른 서른 어른 남은 숨은
    젊은 닫은 받침 바다 마다 보다 있다 없다 일대 판다
    """
)
HARMS = listed("재해 피해 손해 냉해 올해 새해")  # 중대재해, 산업재해
POSTPOSITIONS = listed(
    """
    위한 통한 대한 관한 인한 의한 비롯한 향한 따른 위해 통해 대해 의해 인해 관해 비롯해 향해 더불어 따라
    함께 맞아 맞이해 기념해 기념하여 위하여 통하여 대하여 의하여 관하여 관련해 관련 앞두고 주제로
    목적으로 명목으로 이유로 조건으로 매개로 위주로 필두로 무대로 배경으로 거점으로 계기로 대상으로
    포함해 포함한 제외한 제외하고 중심으로 가운데 아울러 거쳐 걸쳐 둘러싼 둘러싸고 기해 두고 놓고
    기준으로 토대로 바탕으로 목표로 비롯하여 비롯
    """
)
BOUND = listed(
    """
    것 예정 계획 방침 전망 수 바 뒤 후 직후 이후 가운데 중 때 전 혐의 점 만큼 상황 결과 데 방안 예정이며
    혐의로 지 적 채 동안 즉시 경우 입장 사실 셈 터 반면 참 차례 것이라고 것이다 것으로 예정이던
    예정이었던 예정됐던 계획이던 계획이었던 계획했던
    예정이었다 예정이었으나 예정이었지만 예정이었는데 계획이었다 계획이었으나
    예정이다 계획이다 방침이다 전망이다 예정이라고 계획이라고 방침이라고 것이라며
    예정인 계획인 방침인 전망인 바있다 가능성 예정으로 방침을 계획을 혐의를 입장을 뒤에 후에 때 사이
    다음
    """
)


class Verb(NamedTuple):
    """A predicate: the noun that names it, its clause role (final, link, modifier, report, nominal) and tense."""

    noun: str
    role: str
    tense: str  # past, present, future or ""
    passive: bool = False
    native: bool = False


def with_final(syllables: str, final: str) -> str:
    """Put a final consonant under the last syllable, which must be open (or end in ㄹ, which gives way)."""
    code = ord(syllables[-1]) - 0xAC00
    if not 0 <= code < 11172 or code % 28 not in (0, 8):
        return syllables + {"ㄴ": "은", "ㄹ": "을", "ㅂ": "습", "ㅁ": "음", "ㅆ": "었"}[final]
    return syllables[:-1] + chr(
        0xAC00 + code // 28 * 28 + {"ㄴ": 4, "ㄹ": 8, "ㅂ": 17, "ㅁ": 16, "ㅆ": 20}[final]
    )


def has_final(syllable: str) -> bool:
    code = ord(syllable) - 0xAC00
    return 0 <= code < 11172 and code % 28 != 0


def strip_past(word: str) -> str:
    """무너졌 → 무너져, 했 → 해: the form that headlines end in."""
    code = ord(word[-1]) - 0xAC00
    return word[:-1] + chr(0xAC00 + code - 20) if 0 <= code < 11172 and code % 28 == 20 else word


# Clause role and tense of each ending. P is the past stem (했), S the stem (하), L the linked form (해), E the stem
# with 으 where it is closed (받으), O the stem without its ㄹ (여), and N F M D B the stem with ㄴ ㄹ ㅁ ㄴ다 ㅂ니다.
FORMS = (
    ("final", "past", "P다 P습니다 P었다 P었습니다 P어요"),
    ("final", "present", "D B"),
    ("final", "future", "S겠다 S겠습니다"),
    ("report", "past", "P다고 P다고도 P다며 P다면서 P다는 P다던 P다지만"),
    ("report", "present", "D고 D고도 D며 D면서 D는 D던 D지만"),
    ("report", "future", "S겠다고 S겠다고도 S겠다며 S겠다면서 S겠다는 S자고 S자며 E라고 E라며"),
    ("link", "past", "P고 P으며 P지만 P으나 P는데 P으면서 P으니 P다가"),
    (
        "link",
        "",
        "S고 S지만 S자 S고서 S다가 S더니 S거나 S도록 S기 S기에 S고자 E며 E면서 E니 E려 E려고 O는데 L L서",
    ),
    ("link", "future", "S기로 S겠고 S겠으며 S겠지만"),
    ("if", "", "E면 S거든 L야 L도 S게"),
    ("modifier", "past", "N P던 S던 P을"),
    ("modifier", "present", "O는"),
    ("modifier", "future", "F E려던"),
    ("nominal", "", "M"),
)


def _forms(stem: str, linked: str) -> dict[str, tuple[str, str]]:
    """Every ending of a verb, as {surface: (role, tense)}."""
    closed, liquid = (
        has_final(stem[-1]),
        (ord(stem[-1]) - 0xAC00) % 28 == 8,
    )  # a stem in ㄹ drops it before ㄴ ㅅ ㅂ
    open_stem = stem[:-1] + chr(ord(stem[-1]) - 8) if liquid else stem
    short = liquid or not closed
    parts = {
        "P": linked + "었" if has_final(linked[-1]) else with_final(linked, "ㅆ"),
        "S": stem,
        "L": linked,
        "E": stem + "으" if not short else stem,
        "O": open_stem,
        "N": with_final(open_stem, "ㄴ") if short else stem + "은",
        "F": with_final(open_stem, "ㄹ") if short else stem + "을",
        "M": with_final(stem, "ㅁ") if not closed else stem + "음",
        "D": with_final(open_stem, "ㄴ") + "다" if short else stem + "는다",
        "B": with_final(open_stem, "ㅂ") + "니다" if short else stem + "습니다",
    }
    out: dict[str, tuple[str, str]] = {}
    for role, tense, templates in FORMS:
        for template in templates.split(" "):
            out.setdefault(parts[template[0]] + template[1:], (role, tense))
    return out


@cache
def _stems() -> dict[int, list[tuple[str, str, str]]]:
    """The native verbs by the initial consonant of their stem, which every form keeps; the light ones under -1."""
    out: dict[int, list[tuple[str, str, str]]] = {}
    fields = NATIVE.split()
    for told in zip(fields[::3], fields[1::3], fields[2::3], strict=True):
        out.setdefault(-1 if told[2].startswith("=") else _initial(told[0]), []).append(told)
    return out


def _initial(word: str) -> int:
    return (ord(word[0]) - 0xAC00) // 588


@cache
def light() -> dict[str, Verb]:
    """Surface → verb of 하다, 되다, 받다, 시키다 and 당하다, whose noun is what stands before the surface: "="."""
    table = _surfaces(_stems()[-1])
    for old, new in (("하였", "했"), ("되었", "됐")):
        for surface, verb in [(s, v) for s, v in table.items() if s.startswith(new)]:
            table.setdefault(old + surface[1:], verb)
    for old, new in (("하여", "해"), ("되어", "돼")):
        for tail in ("", "서"):
            table.setdefault(old + tail, table[new + tail])
    return table


@cache
def native(initial: int) -> dict[str, Verb]:
    """Surface → verb of the native verbs that begin with that consonant; built when a word first asks."""
    lighter = light()
    return {s: v for s, v in _surfaces(_stems().get(initial, [])).items() if len(s) > 1 and s not in lighter}


def _surfaces(stems: list[tuple[str, str, str]]) -> dict[str, Verb]:
    table: dict[str, Verb] = {}
    for stem, linked, noun in stems:
        passive = stem in ("되", "받", "당하") and noun.startswith("=")
        made: dict[tuple[str, str], Verb] = {}  # a stem's hundred surfaces are a dozen verbs
        for surface, told in _forms(stem, linked).items():
            if surface not in table:
                if told not in made:
                    made[told] = Verb(noun, *told, passive=passive, native=not noun.startswith("="))
                table[surface] = made[told]
    return table


@cache
def _light_sizes() -> dict[str, tuple[int, ...]]:
    """How long the surfaces are that end in a letter, longest first: most words end in none of them."""
    sizes: dict[str, set[int]] = {}
    for surface in light():
        sizes.setdefault(surface[-1], set()).add(len(surface))
    return {letter: tuple(sorted(told, reverse=True)) for letter, told in sizes.items()}


@cache
def verb_of(word: str) -> Verb | None:
    """The predicate that a word is, or None for a noun. `word` carries no punctuation.

    A native stem must be the whole word (but for a compound such as 갈아입었다, which reads as its end);
    한, 할, 해 and the like count only behind a noun of two syllables or more.
    """
    if word in NOUNS or word in POSTPOSITIONS or (word[-2:] in HARMS and len(word) > 2):
        return None
    if (whole := native(_initial(word)).get(word) if word else None) is not None:
        return whole
    sizes = _light_sizes().get(word[-1:], ())
    for size in sizes:
        verb = light().get(word[-size:]) if size <= len(word) else None
        if verb is None:
            continue
        noun = word[:-size]
        if len(noun) >= 2 or not noun:
            return Verb(noun or "=", verb.role, verb.tense, verb.passive)
        if size >= 2:  # 구했다, 더하고: a stem of its own, not a noun with 하다
            return Verb(noun + table_noun(verb), verb.role, verb.tense, verb.passive, native=True)
        return None
    return _unknown(word)


def table_noun(verb: Verb) -> str:
    """How a short 하다 or 되다 verb ends in a title: 구함, 됨."""
    return "됨" if verb.passive else "함"


def _unknown(word: str) -> Verb | None:
    """A native verb that no table lists, told by its tense: 기울였다, 헤쳐냈고."""
    if not word.endswith(_ENDS):
        return None
    for tail, role in _TAILS:
        if word.endswith(tail) and len(word) > len(tail):
            stem = word[: -len(tail)]
            code = ord(stem[-1]) - 0xAC00
            if stem[-1] == "겠":
                return Verb(stem[:-1], role, "future", native=True)
            if 0 <= code < 11172 and code % 28 == 20 and not stem[0].isdigit():
                return Verb(strip_past(stem), role, "past", native=True)
            if tail in ("습니다", "니다") or (tail == "다" and code % 28 == 4 and len(stem) > 1):
                return Verb(_nominal(stem), role, "present", native=True)
    return None


def _nominal(stem: str) -> str:
    """내려진 → 내려짐, 먹는 → 먹음: the noun form of a verb told in the present."""
    if stem.endswith("는"):
        return with_final(stem[:-1], "ㅁ") if len(stem) > 1 and not has_final(stem[-2]) else stem[:-1] + "음"
    code = ord(stem[-1]) - 0xAC00
    return stem[:-1] + chr(0xAC00 + code - 4 + 16) if 0 <= code < 11172 and code % 28 == 4 else stem


_TAILS = tuple(
    [
        ("습니다", "final"),
        ("니다", "final"),
        *((f"다{q}", "report") for q in ("고도", "고", "며", "면서", "는", "지만")),
        ("다", "final"),
    ]
    + [(t, "link") for t in ("으면서", "으며", "지만", "으나", "는데", "고")]
    + [("던", "modifier"), ("을", "modifier"), ("는", "modifier")]
)
_ENDS = tuple(tail for tail, _ in _TAILS)
