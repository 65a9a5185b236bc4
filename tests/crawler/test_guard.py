"""The SSRF guard: 22 spellings of places that are not ours to ask, redirects to them, names that resolve to them."""

from __future__ import annotations

import subprocess
import sys
from typing import Any
from urllib.parse import quote

import pytest

from crawler.reach import literal, networks, refused, why_refused

FORBIDDEN = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://0/",
    "http://0.0.0.0/",
    "http://localhost/",
    "http://news.localhost/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[fe80::1]/",
    "http://[fc00::1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/",
    "http://192.168.0.1/",
    "http://100.64.0.1/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://user:pass@203.0.114.7/",
    "http://8.8.8.8:22/",
    "http://1.2.3.4.5/",
    "http:///x",
    "http://[bad/",
    "file:///etc/passwd",
    "ftp://example.com/x",
    "data:text/html,x",
    "gopher://example.com/",
    "metadata.google.internal",
    "http://metadata.google.internal/",
]


@pytest.mark.parametrize("url", FORBIDDEN)
def test_it_is_refused(url: str) -> None:
    assert why_refused(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://www.kjdaily.com/read.php3?aid=1",
        "https://8.8.8.8/",
        "http://example.com:80/",
        "https://example.com:443/",
    ],
)
def test_the_public_web_is_not(url: str) -> None:
    assert why_refused(url) == ""


def test_an_operator_may_allow_a_network() -> None:
    allowed = networks(["10.1.0.0/16", "127.0.0.1/32", "::1/128"])
    for url in ("http://10.1.2.3/", "http://127.0.0.1:8000/", "http://localhost:8000/", "http://[::1]:8000/"):
        assert why_refused(url, allowed) == ""
    for url in ("http://10.2.0.1/", "http://127.0.0.2/", "http://169.254.169.254/", "file:///etc/passwd"):
        assert why_refused(url, allowed)


def test_odd_spellings_are_seen_through() -> None:
    assert {literal(host) for host in ("127.1", "2130706433", "0x7f.1", "0177.0.0.1")} == {"127.0.0.1"}
    assert literal("kjdaily.com") == literal("1.example") == ""
    assert refused("64:ff9b::a00:1")
    assert not refused("64:ff9b::808:808")


RESOLVE = """
import asyncio
from twisted.internet import asyncioreactor
loop = asyncio.new_event_loop(); asyncio.set_event_loop(loop); asyncioreactor.install(loop)
from twisted.internet import reactor
from crawler.guard import GuardResolver
from crawler.reach import networks
resolver = GuardResolver(reactor, 10, 5.0)
def ask(then):
    resolver.getHostByName("localhost").addBoth(lambda answer: then(answer))
def first(answer):
    print(getattr(answer, "value", answer))
    resolver.allowed = networks(["127.0.0.0/8"])
    ask(second)
def second(answer):
    print(answer); reactor.stop()
reactor.callWhenRunning(ask, first); reactor.run()
"""


def test_a_name_is_judged_by_the_address_it_resolves_to() -> None:
    """The real resolver of this machine: `localhost` is a public name to the middleware's eye, not to this."""
    said = subprocess.run(
        [sys.executable, "-c", RESOLVE], capture_output=True, text=True, timeout=60, check=True
    ).stdout
    refused_line, allowed_line = said.splitlines()
    assert "localhost resolves to the refused address 127.0.0.1" in refused_line
    assert allowed_line == "127.0.0.1"


def test_no_redirect_and_no_link_leads_a_crawl_to_a_forbidden_place(fault_server: Any, crawled: Any) -> None:
    """The canary listens where the links and redirects point; nothing may reach it."""
    with fault_server(host="127.0.0.3") as canary, fault_server(host="127.0.0.2") as paper:
        targets = [f"http://127.0.0.3:{canary.port}/x", f"http://2130706435:{canary.port}/x", f"http://0x7f.3:{canary.port}/x",
                   f"http://[::ffff:127.0.0.3]:{canary.port}/x", "file:///etc/passwd"]  # fmt: skip
        links = "".join(f"<a href='{t}/read.php3?aid=1611747420123456001'>기사</a>" for t in targets)
        paper.pages["/links"] = links.encode()
        sites = [
            {"base": paper.base, "lists": [f"/{fault}?to={quote(t)}"]}
            for fault in ("redir", "meta")
            for t in targets
        ]
        told = crawled(*sites, {"base": paper.base, "lists": ["/links"]}, allow=["127.0.0.2/32"])
        assert canary.hits == []
        assert len(told.results) == 11
        assert all(told.reasons.values())
        assert not told.of("article")


def test_a_forbidden_base_is_never_asked(fault_server: Any, crawled: Any) -> None:
    with fault_server() as canary:
        told = crawled({"base": canary.base, "lists": ["/"]}, allow=[])
        assert canary.hits == []
        assert told.results["site-0"]["reason"] in ("refused", "robots")
