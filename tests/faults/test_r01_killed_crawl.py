"""R1: kill -9 of a crawl at any moment. What was kept stays, what was in flight is fetched again, and no more."""

from __future__ import annotations

import random
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import rig

pytestmark = [pytest.mark.long, pytest.mark.timeout(1500 * rig.SLOW)]

ARTICLES = 50
LIST = "/news/articleList.html"


def path(number: int) -> str:
    return f"/news/articleView.html?idxno={number}"


def page(number: int) -> bytes:
    title, *_, body = rig.document(number).split("\n\n")[:3]
    return (
        f"<h3 class='heading'>{title}</h3><ul class='infomation'><li>입력 2021.01.29 09:{number:02}</li></ul>"
        f"<div id='article-view-content-div'><p>{body}</p></div>"
    ).encode()


def test_a_killed_crawl_goes_on(fault_server: Any, zygote: Any, tmp_path: Path) -> None:
    home, rng = tmp_path / "home", random.Random(1)
    links = "".join(f"<li><a href='{path(n)}'>{n}번 소식</a></li>" for n in range(ARTICLES))
    pages = {LIST: f"<ul>{links}</ul>".encode()} | {path(n): page(n) for n in range(ARTICLES)}
    environment = {"YEONPYO_ALLOW_NETWORKS": "127.0.0.0/8", "YEONPYO_QUIET": ""}
    with fault_server(pages) as server:
        (home / "sites").mkdir(parents=True)
        told = f'name = "가람신문"\nfamily = "ndsoft"\nbase = "{server.base}"\nlists = ["{LIST}"]\ndelay = 0.02\n'
        (home / "sites" / "matin.toml").write_text(told)
        for _ in range(rig.KILLS):
            running = zygote.start(home, "crawl", "matin", **environment)
            time.sleep(rng.uniform(0.2, 3.0))
            running.kill()
            running.wait()
            rig.count("R1", "kills of a crawl")
            if (home / "timeline.db").exists():
                rig.assert_whole(home / "timeline.db")
        done = zygote.start(home, "crawl", "matin", **environment).wait(120)
        assert done.code == 0, done.err
        asked = Counter(hit for hit in server.hits if "articleView" in hit)
    keys = rig.assert_whole(home / "timeline.db")
    assert len([key for key in keys if key.startswith("idxno=")]) == ARTICLES
    assert sum(asked.values()) <= ARTICLES + rig.KILLS
    [(reason, owner)] = rig.sql(
        home / "timeline.db", "SELECT reason, lease_owner FROM source WHERE id = 'matin'"
    )
    assert (reason, owner) == ("", None)
