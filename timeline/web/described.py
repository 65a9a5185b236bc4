"""The API's own description in Korean: what OpenAPI says in English, sentence by sentence. Names stay as they are."""

from __future__ import annotations

from timeline.web.texts import Language

KOREAN = {
    "The document of /timeline.json, whose schema is /timeline.schema.json: `events` and `next_cursor`.": (
        "/timeline.json과 같은 문서입니다: `events`와 `next_cursor`. 스키마는 /timeline.schema.json에 있습니다."
    ),
    "regions, commas between": "지역, 여럿이면 쉼표로 나눕니다",
    "topics, commas between": "주제, 여럿이면 쉼표로 나눕니다",
    "source ids, commas between": "출처의 id, 여럿이면 쉼표로 나눕니다",
    "words; blanks mean AND, quotes keep words together, a minus leaves words out; at most 100 characters": (
        "찾는 말. 빈칸은 ‘모두’, 따옴표는 붙은 말, 앞의 빼기표는 ‘빼고’라는 뜻입니다. 100자까지"
    ),
    "upcoming, past or all": "upcoming(다가오는 일정), past(지난 일정), all(모두)",
    "0 to 1830": "0에서 1830까지",
    "a date, 2021-01-27": "날짜, 2021-01-27처럼",
    "a date; the day belongs to it": "날짜, 그날까지 듭니다",
    "minute, part-of-day, day, week, third-of-month, month, quarter, season, half-year, year, …": (
        "때가 알려진 만큼: minute, part-of-day, day, week, third-of-month, month, quarter, season, half-year, year, …"
    ),
    "0.0 to 1.0": "0.0에서 1.0까지",
    "confirmed, tentative, cancelled, changed (corrected since it was first told)": (
        "confirmed(확정), tentative(예정), cancelled(취소·연기), changed(처음 알려진 뒤 고쳐짐)"
    ),
    "1 to 1000": "1에서 1000까지",
    "a change number or a moment; withdrawn entries are then named too": (
        "변경 번호나 시각. 주면 거두어들인 일정도 알립니다"
    ),
    "next_cursor of the page before": "앞 쪽의 next_cursor",
    "Successful Response": "답이 있습니다",
    "A parameter is wrong; `error` names it.": "값이 틀렸습니다. 무엇인지 `error`에 있습니다",
    "Too many requests from this address; `Retry-After` says when to come again.": (
        "이 주소에서 너무 많이 물었습니다. 언제 다시 올지 `Retry-After`에 있습니다"
    ),
    "The store cannot be read and nothing good was kept.": "저장소를 읽지 못하고, 남겨 둔 답도 없습니다",
    "Validation Error": "값이 틀렸습니다",
    "The entry as /timeline.json has it, and `revisions`: what it was, the first first.": (
        "/timeline.json에 있는 그대로의 일정과, 처음부터 어떻게 바뀌어 왔는지(`revisions`)를 줍니다."
    ),
    "the entry's uid": "일정의 uid",
    "There is none (any more).": "없거나, 이제는 없습니다",
    "Headline, publication and address of an article, never its text, and its entries in `events`.": (
        "기사의 제목, 나온 때, 주소와 그 기사에서 읽은 일정(`events`). 본문은 주지 않습니다."
    ),
    "the source's id": "출처의 id",
    "the article's number or address there": "그곳의 기사 번호나 주소",
    "`articles` (headline, publication and address, never the text) and `next_cursor`; `since` is their day.": (
        "`articles`(제목, 나온 때, 주소. 본문은 없음)와 `next_cursor`. `since`는 기사가 나온 날입니다."
    ),
    "`events` and `next_cursor`.": "`events`와 `next_cursor`를 줍니다.",
    "`events`, withdrawn ones by uid only; ask again after `latest` while `more` is true.": (
        "`events`를 줍니다. 거두어들인 일정은 uid뿐입니다. `more`가 true면 `latest` 다음부터 다시 물으세요."
    ),
    "the change number that is known already; 0 for all": "이미 아는 변경 번호, 처음부터라면 0",
    "`sources`: last success and last try apart, the next try, failures in a row and why.": (
        "`sources`: 마지막으로 읽은 때와 읽으려 한 때, 다음에 읽을 때, 잇달아 실패한 횟수와 까닭."
    ),
    "The source is due at once, whatever it waited for; the daemon takes it up within seconds.": (
        "무엇을 기다리던 출처든 곧바로 읽을 차례가 됩니다. 데몬이 몇 초 안에 시작합니다."
    ),
    "The body is wrong; `error` says where.": "본문이 틀렸습니다. 어디인지 `error`에 있습니다",
    "No token, or none that holds.": "토큰이 없거나 맞지 않습니다",
    "Sent by another site's page.": "다른 사이트의 쪽에서 보냈습니다",
    "There is none; or no token was ever made, and nothing here can be asked.": (
        "없습니다. 토큰을 만든 적이 없으면 무엇도 물을 수 없습니다"
    ),
    "It cannot be done as things stand; `error` says why.": "지금은 할 수 없습니다. 까닭은 `error`에 있습니다",
    "The body is larger than 1 MiB.": "본문이 1 MiB보다 큽니다",
    "The body is not application/json.": "본문이 application/json이 아닙니다",
    "As `yeonpyo source enable`; it is due at once.": (
        "`yeonpyo source enable`과 같습니다. 곧바로 읽을 차례가 됩니다."
    ),
    "What it told stays.": "그 출처에서 읽은 것은 남습니다.",
    "It holds until a later article tells something definite. Gives the event.": (
        "나중 기사가 분명히 말할 때까지 그대로 있습니다. 일정을 줍니다."
    ),
    "the event's uid": "일정의 uid",
    "The older uid lives on. Gives the event.": "먼저 생긴 uid가 남습니다. 일정을 줍니다.",
    "What the articles tell becomes an event of its own. Gives both in `events`, the old one first.": (
        "그 기사들이 말하는 것이 따로 한 일정이 됩니다. 둘을 `events`로 줍니다. 먼저 있던 것이 앞에 옵니다."
    ),
}


def described(told: str, language: Language) -> str:
    """A sentence of the description in that language; one that has no Korean yet as it is."""
    return KOREAN.get(told, told) if language == "ko" else told
