"""A forecast as an entry: 광주·전남 비, 전국 소나기."""

from __future__ import annotations

from timeline.extract.gazetteer import is_region
from timeline.extract.lazy import pattern
from timeline.extract.mentions import Telling
from timeline.model import Place

_SKY = pattern(
    r"(?<![가-힣])(?P<what>(?:장맛|가을|봄|겨울)?비|눈|눈발|빗방울|진눈깨비|소나기|우박|서리|황사|안개"
    r"|무더위|더위|강추위|추위|한파|폭염|열대야|장마)"
    r"(?:이|가|도|는|은|를|을)?\s(?:[^\s.]+\s){0,5}?"
    r"(?:내리|내려|내릴|떨어지|날리|이어지|이어질|오겠|올 것|끼겠|끼는|기승|나타나|나타날|강해|점차|그치|그칠"
    r"|시작되|시작하)"
)
_ALERT = pattern(
    r"(?P<what>(?:호우|대설|강풍|풍랑|한파|폭염|건조|황사|태풍|폭풍해일|지진해일|산사태|홍수|오존|미세먼지)\s?(?:예비)?(?:주의보|경보))"
    r"[를가]\s(?P<deed>발효|발령|내렸|내려|해제)"
)
_FORECAST = pattern(r"겠(?:다|습니다|고|으며|으나|지만)|예상|전망|예보|예측|것으로 (?:보|내다)|가능성")
_SURE = pattern(r"(?:맑|흐리|흐려|구름)\S*(?:겠|것)")


def forecast(telling: Telling, stretch: str, place: Place | None) -> str:
    """The title of weather to come, told in the stretch behind the time; "" for anything else."""
    if (alert := _ALERT.search(stretch)) is not None:
        where = place.text if place is not None and len(place.text) <= 24 else ""
        where = "" if where.endswith(("운항", "통행", "차량")) else where
        where = where or _before_alert(telling)
        return f"{where} {alert['what']} {'해제' if alert['deed'] == '해제' else ''}".strip()
    if not _FORECAST.search(stretch):
        return ""
    told = _SKY.search(stretch)
    what = told["what"].replace("빗방울", "비").replace("눈발", "눈") if told else ""
    if not what and not _SURE.search(stretch):
        return ""
    return f"{_where(telling, place)} {what or '날씨'}".strip()


def _before_alert(telling: Telling) -> str:
    """인천 앞바다에 풍랑주의보가 내려졌다: the words in 에 behind the time."""
    words = telling.words
    for i in range(telling.at + 1, min(telling.at + 6, len(words))):
        if words[i].role == "at":
            return " ".join([*(w.text for w in words[telling.at + 1 : i]), words[i].stem])
        if words[i].role != "bare":
            return ""
    return ""


def _where(telling: Telling, place: Place | None) -> str:
    """The regions that are the topic (광주·전남은), else the place."""
    for word in telling.words:
        if word.role in ("topic", "subject", "at") and is_region(word.stem.split("·")[0].split(" ")[0]):
            return word.stem
        if word.role in ("topic", "subject") and word.stem == "전국":
            return word.stem
    return place.text if place is not None and len(place.text) <= 14 else ""
