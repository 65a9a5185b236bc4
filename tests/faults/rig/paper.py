"""A newspaper on loopback."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from faultserver import FaultServer

from rig.pages import document, sql

LIST = "/news/section_list_all.html?sec_no=1&page=1"
LOOPBACK = {"YEONPYO_ALLOW_NETWORKS": "127.0.0.0/8"}


@dataclass
class Story:
    """An article of the paper, in one of its states."""

    number: int
    title: str = ""
    told: str = ""
    at: str = "2021.01.29 09:00:00"

    @property
    def link(self) -> str:
        return f"/news/article.html?no={self.number}"

    @property
    def page(self) -> bytes:
        title, body = self.title, self.told
        if not title:
            title, _, body = document(self.number).partition("\n\n")
            body = body.partition("\n\n")[2]
        paragraphs = "".join(f"<p>{one}</p>" for one in body.split("\n\n"))
        return (
            f"<html><head><meta charset='utf-8'><title>{title}</title></head><body>"
            f"<div class='art_top'><h2>{title}</h2><ul class='art_info'><li>등록 {self.at}</li></ul></div>"
            f"<div id='news_body_area'>{paragraphs}</div></body></html>"
        ).encode()


class Paper(FaultServer):
    """A newspaper that answers after `slow` seconds, so that two readers at once would be seen (`most_open`)."""

    def __init__(self, stories: Iterable[Story], name: str = "paper", slow: float = 0.0) -> None:
        super().__init__(host="0.0.0.0" if name.startswith("paper-") else "127.0.0.1")
        self.name, self.slow = name, slow
        self.fault = (
            ""  # what every path but robots.txt answers with, as in FaultServer: hang, reset, status?code=500
        )
        self.show(stories)

    def show(self, stories: Iterable[Story]) -> None:
        """Have the site hold these stories, and no others."""
        shown = list(stories)
        rows = "".join(
            f"<li><a href='{one.link}'>{one.title or one.number}번 소식입니다</a></li>" for one in shown
        )
        front = f"<html><head><meta charset='utf-8'></head><body><ul>{rows}</ul></body></html>".encode()
        self.pages = {LIST: self.slowly(front)} | {one.link: self.slowly(one.page) for one in shown}

    def _page(self, path: str) -> bytes | None:
        return super()._page(path) if not self.fault or path == "/robots.txt" else None

    def _fault(self, path: str) -> Any:
        kind = self.fault.partition("?")[0]
        if kind and path != "/robots.txt":
            told = dict(pair.split("=") for pair in self.fault.partition("?")[2].split("&") if pair)
            act = getattr(self, f"do_{kind}")
            return lambda peer, _told: act(peer, told)
        return super()._fault(path)

    def slowly(self, body: bytes) -> Callable[[Any], bytes]:
        def answer(_request: Any) -> bytes:
            time.sleep(self.slow)
            return body

        return answer

    def link_asked(self, number: int) -> bool:
        return Story(number).link in self.hits

    def enter(self, home: Path, **more: Any) -> None:
        """Write the paper's entry into the home's sites folder."""
        (home / "sites").mkdir(parents=True, exist_ok=True)
        told = {
            "name": f"{self.name} 신문",
            "family": "mediaon",
            "base": self.base,
            "lists": [LIST],
            "delay": 0.1,
        }
        lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in (told | more).items())
        (home / "sites" / f"{self.name}.toml").write_text("\n".join([*lines, ""]))


def due_now(home: Path, source: str) -> None:
    sql(home / "timeline.db", "UPDATE source SET next_due_at = NULL WHERE id = ?", source)
