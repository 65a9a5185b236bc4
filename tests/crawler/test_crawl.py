"""Crawls against loopback servers, each in a real child process: the good way, and every fault of R10 to R16, R32."""

from __future__ import annotations

import gzip
import json
import ssl
import zlib
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import brotli
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from crawler.patience import retry_after
from crawler.settings import settings
from crawler.site import SHIPPED, read_site
from crawler.wholeness import is_whole

AID = Path(__file__).parents[1] / "pages" / "aid"
LISTS = ["/sections.php?section=5&page={page}"]


@pytest.fixture
def paper() -> dict[str, bytes]:
    """The pages of an invented paper of the aid family, as its server sends them: EUC-KR, an old and a new skin."""
    return {
        "/sections.php?section=5&page=1": (AID / "list.html").read_bytes(),
        "/read.php3?aid=1611747420123456001": (AID / "old-skin.html").read_bytes(),
        "/article.php?aid=1696924800987654002": (AID / "new-skin.html").read_bytes(),
    }


def result(source: str, **told: Any) -> dict[str, Any]:
    counts = dict.fromkeys(("pages", "kept", "known", "failed", "again", "gone"), 0)
    plain = {"reason": "", "errors": [], "wait": None, "cut": False, **counts}
    return {"kind": "result", "source": source} | plain | told


def test_a_list_leads_to_its_articles(fault_server: Any, crawled: Any, paper: Any) -> None:
    with fault_server(paper, robots=b"User-agent: *\nDisallow: /admin\n") as server:
        told = crawled({"id": "matin", "base": server.base, "lists": LISTS})
        found = {line["key"]: line for line in told.of("article")}
    for name in ("old-skin", "new-skin"):
        golden = json.loads((AID / f"{name}.json").read_text("utf-8"))
        article = found[golden["key"]]
        assert (article["title"], article["paragraphs"]) == (golden["title"], golden["paragraphs"])
        assert article["published"] == golden["published"]["at"]
        assert article["method"] == "label"
    assert told.results["matin"] == result("matin", pages=4, kept=2)
    assert server.hits[0] == "/robots.txt"
    assert server.hits.count("/robots.txt") == 1
    assert server.most_open == 1
    asked = server.requests[1]
    assert asked["user-agent"] == "yeonpyo/test (+https://calendar.example)"
    assert asked["accept-language"].startswith("ko")
    assert "cookie" not in asked
    assert "referer" not in server.requests[-1]


def test_a_list_that_answers_its_whole_form_only(fault_server: Any, crawled: Any) -> None:
    """The shipped entry of a paper whose lists are posted for: its form's fields and a number, to the last page."""
    shipped = read_site(SHIPPED / "busan.toml")
    link = "/view/busan/view.php?code=2026021014{n}3300{n}"
    row = f"<li><a href='{link}'>가람시, 봄 잔치 연다</a><p class='date'>2026-02-10 [14:21]</p></li>"
    story = (
        "<p class='title'>가람시, 봄 잔치 연다</p><div class='byline'>입력 : 2026-02-10 14:21</div>"
        "<div class='article_content'>가람시는 오는 15일 오후 2시 시청에서 봄 잔치를 연다고 10일 밝혔다.</div>"
    )

    def answer(request: dict[str, str]) -> bytes:
        form = parse_qs(request["body"])
        whole = form.get("dataset_filename", [""])[0].endswith("_article_list.json") and form["html_idx"] == [
            "259"
        ]
        numbers = {"1": (11, 12), "2": (13,)}.get(form["page"][0], ()) if whole else ()
        return f"<ul>{''.join(row.format(n=n) for n in numbers)}</ul>".encode()

    pages = {link.format(n=n): story.encode() for n in (11, 12, 13)}
    with fault_server({"/commonFunc/frontPaging.php": answer, **pages}) as server:
        entry = {"id": "busan", "family": shipped.family, "base": server.base, "lists": shipped.lists}
        found = crawled(entry | {"max_pages": 5}).of("article")
    assert sorted(line["key"] for line in found) == [f"code=2026021014{n}3300{n}" for n in (11, 12, 13)]
    assert {line["published"] for line in found} == {"2026-02-10T14:21:00+09:00"}
    assert server.hits.count("/commonFunc/frontPaging.php") == 3


def test_a_crawl_opens_no_port(fault_server: Any, crawled: Any, paper: Any) -> None:
    with fault_server(paper) as server:
        told = crawled({"base": server.base, "lists": LISTS}, look_for_ports=True)
        assert told.of("article")
        assert told.of("listening") == []


@pytest.mark.long
def test_scrapys_own_defaults_would_open_one(fault_server: Any, crawled: Any, paper: Any) -> None:
    """The check above can see a port: with Scrapy's default for the remote control it does."""
    with fault_server(paper) as server:
        remote = {"REMOTE_CONTROL_ENABLED": True}
        told = crawled({"base": server.base, "lists": LISTS}, look_for_ports=True, settings=remote)
        assert told.of("listening")


def test_what_is_known_is_not_fetched(fault_server: Any, crawled: Any, paper: Any) -> None:
    with fault_server(paper) as server:
        told = crawled(
            {"id": "matin", "base": server.base, "lists": LISTS}, known=[("matin", "aid=1611747420123456001")]
        )
        result = told.results["matin"]
        assert (result["kept"], result["known"]) == (1, 1)
        assert not any("1611747420123456001" in hit for hit in server.hits)


def test_an_unchanged_list_costs_a_304(fault_server: Any, crawled: Any, paper: Any) -> None:
    def listing(asked: dict[str, str]) -> bytes:
        if asked.get("if-none-match") == '"v1"':
            return b'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\nConnection: close\r\n\r\n'
        body = paper["/sections.php?section=5&page=1"]
        return (
            b'HTTP/1.1 200 OK\r\nETag: "v1"\r\nContent-Length: %d\r\nConnection: close\r\n\r\n' % len(body)
            + body
        )

    with fault_server(paper | {"/sections.php?section=5&page=1": listing}) as server:
        [saw] = crawled({"base": server.base, "lists": LISTS}).of("saw")
        assert saw["headers"]["etag"] == '"v1"'
        again = crawled(
            {"base": server.base, "lists": LISTS}, seen={saw["url"]: [saw["headers"]["etag"], ""]}
        )
        assert again.results["site-0"] == result("site-0", pages=1)


def test_a_list_page_whose_articles_failed_is_not_seen(fault_server: Any, crawled: Any, paper: Any) -> None:
    """Else a 304 would hide the article that could not be fetched."""
    with fault_server(
        paper | {"/article.php?aid=1696924800987654002": b"<html><body>x</body></html>"}
    ) as server:
        told = crawled({"base": server.base, "lists": LISTS})
        result = told.results["site-0"]
        assert (result["reason"], result["kept"], result["failed"]) == ("", 1, 1)
        assert "no title" in result["errors"][0]
        assert told.of("saw") == []


FAULTS = [
    ("/gz?mb=100", "too-large"),
    ("/gzgz", "too-large"),
    ("/big", "too-large"),
    ("/bigchunked?mb=50", "too-large"),
    ("/reset", "truncated"),
    ("/short", "truncated"),
    ("/shortchunk", "truncated"),
    ("/truncgz", "truncated"),
    ("/loop", "redirects"),
    ("/hugeheader", "connection"),
    ("/status?code=403", "blocked"),
    ("/status?code=451", "blocked"),
    ("/status?code=404", "gone"),
    ("/status?code=500", "http-500"),
    ("/login", "structure-changed"),
    ("/nothing", "structure-changed"),
    ("/noise", "unreadable"),
]


def test_every_fault_has_its_word_and_stops_no_other(fault_server: Any, crawled: Any, paper: Any) -> None:
    """R10, R11, R13, R14, R16, R17 in one batch with a good paper; and the bombs cost no memory."""
    pages = paper | {"/login": b"<form>login</form>", "/nothing": b"", "/noise": bytes(range(128, 256)) * 50}
    with fault_server(pages) as server:
        faults = [{"id": f"f{i}", "base": server.base, "lists": [path]} for i, (path, _) in enumerate(FAULTS)]
        good = {"id": "good", "base": server.base, "lists": LISTS}
        alone = crawled(good).of("end")[0]["rss"]
        told = crawled(*faults, good)
        assert {path: told.reasons[f"f{i}"] for i, (path, _) in enumerate(FAULTS)} == dict(FAULTS)
        assert told.results["good"]["kept"] == 2
        assert server.hits.count("/short") == server.hits.count("/truncgz") == 3
        assert sum(hit.startswith("/loop") for hit in server.hits) == 6
        assert told.of("end")[0]["rss"] < alone + 80  # MB; one bomb inflated is 100
        assert "Traceback" not in told.log


def test_a_wrong_charset_header_is_not_believed(fault_server: Any, crawled: Any, paper: Any) -> None:
    with fault_server(paper) as server:
        assert crawled({"base": server.base, "lists": ["/badcs"]}).results["site-0"]["kept"] == 1


def test_tags_left_open_hide_no_list(fault_server: Any, crawled: Any, paper: Any) -> None:
    with fault_server(paper) as server:
        lists = [
            f"/deep?tag={tag}&n={n}" for tag in ("div", "font", "b", "table") for n in (260, 3000, 100000)
        ]
        told = crawled(*({"base": server.base, "lists": [path]} for path in lists))
        assert {name: (line["reason"], line["kept"]) for name, line in told.results.items()} == {
            f"site-{i}": ("", 1) for i in range(len(lists))
        }


def test_a_slow_server_holds_nobody_else(fault_server: Any, crawled: Any, paper: Any) -> None:
    """R12: body and head dripped, and nothing at all; the good papers are done before the slow time out."""
    with (
        fault_server(host="127.0.0.2") as slow,
        fault_server(host="127.0.0.3") as slower,
        fault_server(paper) as good,
    ):
        told = crawled(
            {"id": "drip", "base": slow.base, "lists": ["/drip"]},
            {"id": "hang", "base": slower.base, "lists": ["/hang"]},
            {"id": "good", "base": good.base, "lists": LISTS},
            allow=["127.0.0.0/8"],
            settings={"DOWNLOAD_TIMEOUT": 2, "RETRY_TIMES": 0},
        )
        assert told.reasons == {"drip": "timeout", "hang": "timeout", "good": ""}
        assert told.of("result")[0]["source"] == "good"


@pytest.mark.long
def test_a_deadline_ends_the_crawl_and_names_the_unfinished(
    fault_server: Any, crawled: Any, paper: Any
) -> None:
    with fault_server(host="127.0.0.2") as slow, fault_server(paper) as good:
        told = crawled(
            {"id": "hang", "base": slow.base, "lists": ["/hang"]},
            {"id": "good", "base": good.base, "lists": LISTS},
            allow=["127.0.0.0/8"],
            deadline=2,
        )
        assert told.of("deadline")
        assert told.reasons == {"hang": "unfinished", "good": ""}


@pytest.mark.long
def test_a_list_without_end_is_left_at_the_budget(fault_server: Any, crawled: Any) -> None:
    """R15: every page names ten new articles and a next page."""
    with fault_server() as server:
        told = crawled({"base": server.base, "lists": ["/trap?page={page}"], "max_pages": 200}, max_pages=40)
        assert len(server.hits) <= 41
        assert told.results["site-0"]["failed"] > 0


def test_a_host_that_is_busy_is_left_alone(fault_server: Any, crawled: Any, paper: Any) -> None:
    """R32: not asked again in the batch, nor by its neighbours on the host; told how long to wait."""
    with fault_server(paper) as server:
        told = crawled(
            {"id": "busy", "base": server.base, "lists": ["/status?code=429&ra=7200"], "delay": 0.5},
            {"id": "later", "base": server.base, "lists": ["/status?code=503"]},
        )
        assert told.results["busy"]["reason"] == told.results["later"]["reason"] == "busy"
        assert told.results["busy"]["wait"] == 7200
        assert server.hits == ["/robots.txt", "/status?code=429&ra=7200"]


def test_sites_on_one_host_are_one_stream_with_its_delay(fault_server: Any, crawled: Any, paper: Any) -> None:
    with fault_server(paper) as server:
        crawled(
            {"base": server.base, "lists": LISTS, "delay": 0.4},
            {"base": server.base, "lists": ["/sections.php?section=5"], "delay": 0.2},
        )
        assert server.most_open == 1
        gaps = [later - earlier for earlier, later in zip(server.times, server.times[1:], strict=False)]
        assert min(gaps) >= 0.3  # the longer delay; a loaded machine sees an answer late by some of it


ROBOTS = {
    "404": (404, ""),
    "403": (403, ""),
    "an empty rule": (b"User-agent: *\nDisallow:\n", ""),
    "HTML": (b"<html><body>Disallow: /</body></html>", ""),
    "a rule beyond 500 KiB": (b"#" * 600_000 + b"\nUser-agent: *\nDisallow: /\n", ""),
    "deny all": (b"User-agent: *\nDisallow: /\n", "robots"),
    "deny us": (b"User-agent: yeonpyo\nDisallow: /sections.php\n", "robots"),
    "deny after a byte-order mark": (b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n", "robots"),
    "500": (500, "robots-silent"),
    "503": (503, "busy"),
    "reset": ("reset", "truncated"),
    "hang": ("hang", "timeout"),
}


def test_robots_txt_is_obeyed_and_its_silence_too(fault_server: Any, crawled: Any, paper: Any) -> None:
    """Each way to answer on a host of its own, all in one batch."""
    with ExitStack() as stack:
        servers = {
            name: stack.enter_context(fault_server(paper, robots=robots, host=f"127.0.1.{i}"))
            for i, (name, (robots, _)) in enumerate(ROBOTS.items(), 1)
        }
        told = crawled(
            *({"base": server.base, "lists": LISTS} for server in servers.values()),
            allow=["127.0.1.0/24"],
            settings={"DOWNLOAD_TIMEOUT": 2, "RETRY_TIMES": 0},
        )
    reasons = {name: told.reasons[f"site-{i}"] for i, name in enumerate(servers)}
    assert reasons == {name: reason for name, (_, reason) in ROBOTS.items()}
    asked = {name: any(hit != "/robots.txt" for hit in server.hits) for name, server in servers.items()}
    assert asked == {name: not reason for name, (_, reason) in ROBOTS.items()}


def test_a_certificate_that_proves_nothing_is_refused(
    fault_server: Any, crawled: Any, paper: Any, tmp_path: Path
) -> None:
    """S4: self-signed; Scrapy's default would have taken it."""
    with fault_server(paper, tls=self_signed(tmp_path)) as server:
        told = crawled({"base": server.base, "lists": LISTS})
        assert told.reasons["site-0"] == "tls"
        assert not server.hits
        lax = crawled({"base": server.base, "lists": LISTS}, settings={"DOWNLOAD_VERIFY_CERTIFICATES": False})
        assert lax.results["site-0"]["kept"] == 2


def self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = (
        made.serial_number(1)
        .not_valid_before(NOW - timedelta(days=999))
        .not_valid_after(NOW + timedelta(days=9999))
    )
    made = made.add_extension(
        x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "tls.pem").write_bytes(secret + made.sign(key, hashes.SHA256()).public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "tls.pem")
    return context


def test_a_crawl_delay_is_kept(fault_server: Any, crawled: Any, paper: Any) -> None:
    with fault_server(paper, robots=b"User-agent: *\nCrawl-delay: 0.5\n") as server:
        crawled({"base": server.base, "lists": LISTS})
        gaps = [later - earlier for earlier, later in zip(server.times[1:], server.times[2:], strict=False)]
        assert min(gaps) >= 0.4


def test_what_the_caller_raises_ends_the_crawl_and_reaches_him(
    fault_server: Any, crawled: Any, paper: Any
) -> None:
    with fault_server(paper) as server:
        told = crawled({"base": server.base, "lists": LISTS}, broken=True)
        assert [line["error"] for line in told.of("broken")] == ["the store is full"]
        assert len(told.of("article")) == 1
        assert told.reasons == {"site-0": "unfinished"}


# --- the small functions beside ----------------------------------------------------------------------

NOW = datetime(2026, 2, 25, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("Wed, 25 Feb 2026 06:00:00 GMT", timedelta(hours=1)),
        ("Wed, 25 Feb 2026 04:00:00 GMT", timedelta(0)),
        ("999999999999", timedelta(days=1)),
        ("", None),
        ("soon", None),
        ("-5", None),
    ],
)
def test_retry_after(said: str, wait: timedelta | None) -> None:
    assert retry_after(said, NOW) == wait


@given(
    st.binary(min_size=1, max_size=3000),
    st.sampled_from(["gzip", "deflate", "raw", "br"]),
    st.integers(1, 40),
)
def test_a_compressed_body_is_whole_until_it_is_cut(body: bytes, how: str, cut: int) -> None:
    raw = zlib.compressobj(wbits=-15)
    packed = {
        "gzip": gzip.compress(body),
        "deflate": zlib.compress(body),
        "raw": raw.compress(body) + raw.flush(),
        "br": brotli.compress(body),
    }[how]
    encoding = "deflate" if how == "raw" else how
    assert is_whole(packed, encoding)
    assert not is_whole(packed[: max(len(packed) - cut, 1)], encoding)


def test_a_host_without_a_delay_is_one_stream_too() -> None:
    """Scrapy would start all that waits for it at once: of 400 requests to 20 hosts, 200 on second connections."""
    slots = settings(user_agent="x", delays={"a.example": 0.0, "b.example": 5.0})["DOWNLOAD_SLOTS"]
    assert 0 < slots["a.example"]["delay"] < 0.01
    assert (slots["b.example"]["delay"], slots["a.example"]["concurrency"]) == (5.0, 1)
