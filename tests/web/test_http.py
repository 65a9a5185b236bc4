"""The rules of CALENDAR 5.3 over a real socket: headers, conditional requests, codings, hosts, refusals."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from html import unescape
from types import ModuleType
from typing import Any

import pytest

from timeline.web.feeds import Site, render
from timeline.web.filters import read_filters

FEEDS = ["/calendar.ics", "/approx.ics", "/timeline.json", "/feed.json"]
Serve = Callable[..., Any]


@pytest.fixture
def server(serve: Serve, samples: ModuleType) -> Any:
    return serve(samples.Heap([samples.CEREMONY]))


def test_a_calendar_and_its_headers(server: Any, lint: ModuleType) -> None:
    told = server.get("/calendar.ics")
    assert told.status == 200
    assert lint.lint(told.body) == []
    assert told["content-type"] == "text/calendar; charset=utf-8"
    assert told["content-disposition"] == 'inline; filename="calendar.ics"'
    assert told["etag"].startswith('"r1841-')
    assert told["last-modified"] == "Wed, 27 Jan 2021 11:40:00 GMT"
    assert told["cache-control"] == "public, max-age=900, stale-while-revalidate=86400, stale-if-error=604800"
    assert told["vary"] == "Accept-Encoding"
    assert told["access-control-allow-origin"] == "*"
    assert told["x-content-type-options"] == "nosniff"
    assert told["link"] == '</timeline.json>; rel="alternate"; type="application/json"'
    assert int(told["content-length"]) == len(told.body)
    assert "set-cookie" not in told.headers


@pytest.mark.parametrize(
    ("path", "media"),
    [
        ("/calendar.ics", "text/calendar; charset=utf-8"),
        ("/approx.ics", "text/calendar; charset=utf-8"),
        ("/timeline.json", "application/json; charset=utf-8"),
        ("/feed.json", "application/feed+json; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/", "text/html; charset=utf-8"),
        ("/favicon.ico", "image/svg+xml"),
        ("/static/style.css", "text/css; charset=utf-8"),
        ("/healthz", "application/json"),
    ],
)
def test_the_suffix_decides_the_type_whatever_accept_says(server: Any, path: str, media: str) -> None:
    for accept in ("*/*", "application/calendar+json", "text/html"):
        told = server.get(path, Accept=accept)
        assert (told.status, told["content-type"]) == (200, media)
        assert told["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("path", [*FEEDS, "/", "/events/6b1f0c8e-7a1d-5c52-9d35-3f2c6a7d0e01.ics"])
@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_304_for_what_the_client_has(server: Any, path: str, coding: str) -> None:
    first = server.get(path, Accept_Encoding=coding)
    reads = server.shelf.reads
    tag = first["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', f'W/"other",{tag}', "*"):
        told = server.get(path, Accept_Encoding=coding, If_None_Match=known)
        assert (told.status, told.body) == (304, b"")
        for name in ("etag", "cache-control", "vary", "last-modified"):
            assert told[name] == first[name]
    assert server.get(path, Accept_Encoding=coding, If_None_Match='"other"').status == 200
    assert server.shelf.reads == reads


def test_dates_count_only_where_no_tag_is_named(server: Any) -> None:
    changed = server.get("/calendar.ics")["last-modified"]
    assert server.get("/calendar.ics", If_Modified_Since=changed).status == 304
    assert server.get("/calendar.ics", If_Modified_Since="Wed, 27 Jan 2021 11:39:59 GMT").status == 200
    assert server.get("/calendar.ics", If_Modified_Since="yesterday").status == 200
    assert server.get("/calendar.ics", If_Modified_Since=changed, If_None_Match='"other"').status == 200


def test_a_304_after_a_restart_reads_no_entry(server: Any, serve: Serve, samples: ModuleType) -> None:
    tag = server.get("/calendar.ics")["etag"]
    again = serve(samples.Heap([samples.CEREMONY]), now="2021-02-03T01:00")
    assert again.get("/calendar.ics", If_None_Match=tag).status == 304
    assert again.shelf.reads == 0


@pytest.mark.parametrize("path", [*FEEDS, "/"])
def test_head_is_get_without_its_body(server: Any, path: str) -> None:
    got, head = server.get(path), server.get(path, method="HEAD")
    volatile = {"date"}
    assert head.body == b""
    assert {k: v for k, v in head.headers.items() if k not in volatile} == {
        k: v for k, v in got.headers.items() if k not in volatile
    }


@pytest.mark.parametrize(
    ("asked", "zipped"),
    [
        ("gzip, deflate, br, zstd", True),
        ("gzip;q=0.5", True),
        ("GZIP", True),
        ("gzip;q=0", False),
        ("gzip;q=0.000", False),
        ("br", False),
        ("*", False),
        ("identity", False),
    ],
)
def test_gzip_only_when_asked_for_by_name(server: Any, asked: str, zipped: bool) -> None:
    plain, told = server.get("/calendar.ics"), server.get("/calendar.ics", Accept_Encoding=asked)
    assert (told.headers.get("content-encoding") == "gzip") is zipped
    assert (gzip.decompress(told.body) if zipped else told.body) == plain.body
    assert (
        told["etag"] == plain["etag"].replace('"', "", 1).join(('"', "")).replace('""', '"')
    ) is not zipped
    assert told["etag"].endswith('-gz"') is zipped


def test_one_codings_tag_does_not_stand_for_the_other(server: Any) -> None:
    tag = server.get("/calendar.ics", Accept_Encoding="gzip")["etag"]
    assert server.get("/calendar.ics", Accept_Encoding="identity", If_None_Match=tag).status == 200


@pytest.mark.parametrize("path", FEEDS)
def test_a_change_changes_bytes_and_tag_and_nothing_else_does(
    server: Any, samples: ModuleType, path: str
) -> None:
    before = server.get(path)
    server.now = samples.at("2021-02-01T23:59")
    assert server.get(path)["etag"] == before["etag"]
    server.shelf.edit(samples.CEREMONY.uid, samples.at("2021-02-02T09:00"), title="개청식 연기")
    after = server.get(path, If_None_Match=before["etag"])
    assert (after.status, after["last-modified"]) == (200, "Tue, 02 Feb 2021 00:00:00 GMT")
    assert after["etag"] != before["etag"]
    if path != "/approx.ics":
        assert after.body != before.body


def test_another_name_or_release_or_address_is_another_tag(serve: Serve, samples: ModuleType) -> None:
    shelf = samples.Heap([samples.CEREMONY])
    tags = {
        serve(shelf, **options).get("/calendar.ics")["etag"]
        for options in ({}, {"name": "다른 연표"}, {"public_url": "https://y.example"})
    }
    assert len(tags) == 3


def test_a_restored_backup_that_counts_the_same_again_has_other_tags(
    serve: Serve, samples: ModuleType
) -> None:
    first, second = samples.Heap([samples.CEREMONY]), samples.Heap([samples.CEREMONY])
    second.changed = samples.at("2021-01-30T10:00")
    tag = serve(first).get("/calendar.ics")["etag"]
    assert serve(second).get("/calendar.ics", If_None_Match=tag).status == 200


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/calendar.ics?days_back=many", "days_back: 'many' is no whole number"),
        ("/calendar.ics?days_back=99999", "days_back: '99999'"),
        ("/calendar.ics?when=soon", "when: unknown value 'soon'"),
        ("/calendar.ics?status=confirmed,maybe", "status: unknown value 'maybe'"),
        ("/calendar.ics?since=2021-02-30", "since: '2021-02-30' is no date"),
        ("/calendar.ics?since=2021-02-02&until=2021-02-01", "until: 2021-02-01 lies before"),
        ("/calendar.ics?min_confidence=nan", "min_confidence: 'nan'"),
        ("/timeline.json?limit=0", "limit: '0'"),
        ("/timeline.json?cursor=x", "cursor: none of ours"),
        ("/timeline.json?updated_after=soon", "updated_after: 'soon'"),
        ("/feed.json?q=" + "가" * 101, "q: too long"),
        ("/?precision=exact", "precision: unknown value 'exact'"),
        ("/calendar.ics?region=" + ",".join(map(str, range(21))), "region: 21 values"),
    ],
)
def test_a_wrong_value_is_refused_by_name(server: Any, path: str, told: str) -> None:
    from urllib.parse import quote

    answer = server.get(quote(path, safe="/?=&,%"))
    form = "html" if path.startswith("/?") else "plain"
    assert (answer.status, answer["content-type"]) == (400, f"text/{form}; charset=utf-8")
    assert told in unescape(answer.body.decode())
    assert server.shelf.reads == 0


@pytest.mark.parametrize(
    "query",
    [
        "?utm_source=x&fbclid=1",
        "?",
        "?region=",
        "?profile=plain&partday=allday",
        "?cursor=x",
        "?updated_after=9",
    ],
)
def test_what_means_nothing_to_a_calendar_is_ignored(server: Any, query: str) -> None:
    assert server.get(f"/calendar.ics{query}")["etag"] == server.get("/calendar.ics")["etag"]


def test_a_name_that_once_was_valid_leaves_an_empty_calendar(server: Any, lint: ModuleType) -> None:
    told = server.get("/calendar.ics?category=%EC%97%86%EB%8A%94%EA%B2%83")
    assert (told.status, lint.lint(told.body), lint.events(told.body)) == (200, [], [])


def test_one_meaning_has_one_tag(server: Any) -> None:
    ways = [
        "region=%EA%B4%91%EC%A3%BC,%EC%A0%84%EB%82%A8&q=%EA%B0%9C%EC%B2%AD",
        "q=%ea%b0%9c%ec%b2%ad&region=%EC%A0%84%EB%82%A8&region=%EA%B4%91%EC%A3%BC",
        "q=+%EA%B0%9C%EC%B2%AD+&region=%EC%A0%84%EB%82%A8,%EA%B4%91%EC%A3%BC,%EA%B4%91%EC%A3%BC,&x=1",
    ]
    told = [server.get(f"/calendar.ics?{way}") for way in ways]
    assert len({each["etag"] for each in told}) == 1
    assert "region=%EA%B4%91%EC%A3%BC,%EC%A0%84%EB%82%A8&q=%EA%B0%9C%EC%B2%AD" in told[0]["link"]


def test_the_command_line_writes_the_same_bytes(serve: Serve, samples: ModuleType) -> None:
    shelf = samples.Heap([samples.CEREMONY])
    server = serve(shelf, name="우리 연표", public_url="https://y.example/")
    site = Site("우리 연표", "https://y.example/")
    for kind, path in zip(("calendar", "approx", "timeline", "feed"), FEEDS, strict=True):
        assert render(shelf, kind, site=site, now=server.now) == server.get(path).body
    asked = read_filters([("region", "광주")])
    assert (
        render(shelf, "calendar", asked, site=site, now=server.now)
        == server.get(f"/calendar.ics?{asked.canonical()}").body
    )
    assert b"SOURCE;VALUE=URI:https://y.example/calendar.ics?region=%EA%B4%91%EC%A3%BC" in server.get(
        f"/calendar.ics?{asked.canonical()}"
    ).body.replace(b"\r\n ", b"")


def test_one_event_is_an_attachment(server: Any, samples: ModuleType, lint: ModuleType) -> None:
    told = server.get(f"/events/{samples.CEREMONY.uid}.ics")
    assert told["content-disposition"] == f'attachment; filename="{samples.CEREMONY.uid}.ics"'
    assert lint.lint(told.body) == []
    assert len(lint.events(told.body)) == 1


@pytest.mark.parametrize(
    "path", ["/events/none.ics", "/event/none", "/nope", "/static/../app.py", "//evil.example/x"]
)
def test_what_is_not_there(server: Any, path: str) -> None:
    told = server.get(path)
    form = "html" if path.startswith("/event/") else "plain"
    assert (told.status, told["content-type"]) == (404, f"text/{form}; charset=utf-8")
    assert "location" not in told.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_written(server: Any, method: str) -> None:
    assert server.get("/calendar.ics", method=method).status == 405


def test_a_withdrawn_event_is_gone(server: Any, samples: ModuleType, lint: ModuleType) -> None:
    server.shelf.take(samples.CEREMONY.uid, samples.at("2021-02-01T09:00"))
    assert lint.events(server.get("/calendar.ics").body) == []
    assert server.get(f"/events/{samples.CEREMONY.uid}.ics").status == 404
    assert server.get(f"/event/{samples.CEREMONY.uid}").status == 404
    assert json.loads(server.get("/timeline.json").body)["events"] == []
    (told,) = json.loads(server.get("/timeline.json?updated_after=1841").body)["events"]
    assert (told["uid"], told["withdrawn"], "title" in told) == (samples.CEREMONY.uid, True, False)


HOSTS = [
    "127.0.0.1",
    "127.0.0.1:{port}",
    "localhost",
    "LOCALHOST:{port}",
    "[::1]:{port}",
    "y.example",
    "y.example:443",
]
EVIL = ["evil.example", "127.0.0.1.evil.example", "", "localhost@evil.example", "y.example:x", "[::1", "a b"]


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_of_ours(serve: Serve, samples: ModuleType, host: str) -> None:
    server = serve(samples.Heap(), public_url="https://y.example")
    told = server.raw(
        f"GET / HTTP/1.1\r\nHost: {host.format(port=server.port)}\r\nConnection: close\r\n\r\n".encode()
    )
    assert told.startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("host", EVIL)
def test_a_host_that_is_not_ours(serve: Serve, samples: ModuleType, host: str) -> None:
    server = serve(samples.Heap(), public_url="https://y.example")
    told = server.raw(f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    assert told.startswith(b"HTTP/1.1 400 ")
    assert b"evil" not in told


def test_two_hosts_are_none(serve: Serve, samples: ModuleType) -> None:
    told = serve(samples.Heap()).raw(
        b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
    )
    assert told.startswith(b"HTTP/1.1 400 ")


def test_absolute_links_come_from_the_public_address_and_never_from_host(
    serve: Serve, samples: ModuleType
) -> None:
    server = serve(
        samples.Heap([samples.CEREMONY]), public_url="https://y.example", allowed_hosts=["inside.example"]
    )
    for path in ("/", *FEEDS):
        told = server.raw(
            f"GET {path} HTTP/1.1\r\nHost: inside.example\r\nConnection: close\r\n\r\n".encode()
        )
        assert b"200 OK" in told
        assert b"inside.example" not in told
    assert b"https://y.example/calendar.ics" in server.get("/").body


@pytest.mark.parametrize(
    "path",
    [
        "/calendar.ics?region=%0d%0aX-Evil:%201",
        "/calendar.ics?q=a%0d%0a%0d%0abody",
        "/events/a%0d%0aX-Evil:%201.ics",
        "/event/%0d%0aX-Evil:%201",
        "/nope%0d%0aX-Evil:%201",
        "/calendar.ics?days_back=%0d%0aX-Evil:%201",
    ],
)
def test_no_header_can_be_slipped_in(server: Any, path: str) -> None:
    told = server.raw(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    head = told.partition(b"\r\n\r\n")[0].lower()
    assert b"\r\nx-evil" not in head
    assert told.startswith((b"HTTP/1.1 200", b"HTTP/1.1 400", b"HTTP/1.1 404"))


def test_a_range_is_answered_whole(server: Any) -> None:
    assert server.get("/calendar.ics", Range="bytes=0-10").status == 200


def test_korean_without_percent_signs_is_understood(server: Any) -> None:
    plain = server.raw(
        "GET /calendar.ics?region=광주 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
    )
    coded = server.get("/calendar.ics?region=%EA%B4%91%EC%A3%BC")
    assert coded["etag"].encode() in plain or plain.startswith(b"HTTP/1.1 400")
