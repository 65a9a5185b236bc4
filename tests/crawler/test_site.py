"""Site entries: those that ship load, and a wrong one is refused with file, line and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.site import MAX_ENTRY, SHIPPED, load_sites, read_site
from timeline.errors import ConfigError

GOOD = 'name = "마틴일보"\nfamily = "aid"\nbase = "http://www.matin.example"\nlists = ["/sections.php?page={page}"]\n'


def test_every_entry_that_ships_loads() -> None:
    sites = load_sites()
    assert len(sites) == len(list(SHIPPED.glob("*.toml"))) == 66
    assert {site.id for site in sites.values() if site.enabled} >= {"kjdaily", "kwangju"}
    for site in sites.values():
        assert site.enabled != bool(site.why), site.id
        assert site.delay >= 3


def test_a_later_folder_replaces_an_entry(tmp_path: Path) -> None:
    (tmp_path / "kjdaily.toml").write_text(GOOD, "utf-8")
    (tmp_path / "matin.toml").write_text(GOOD, "utf-8")
    sites = load_sites((SHIPPED, tmp_path))
    assert sites["kjdaily"].name == sites["matin"].name == "마틴일보"
    assert sites["matin"].hosts == {"matin.example", "www.matin.example"}
    assert sites["matin"].page(sites["matin"].lists[0], 2) == "http://www.matin.example/sections.php?page=2"


WRONG = {
    "unknown key": (GOOD + 'colour = "red"\n', 5, "colour: no such key; there are name"),
    "unknown family": (GOOD.replace('"aid"', '"aids"'), 2, "family: no such family; there are aid"),
    "unknown part": (GOOD + '[select]\nheadline = "h1"\n', 6, "headline: no such part; there are row"),
    "bad selector": (GOOD + '[select]\ntitle = "div["\n', 6, "is no CSS selector"),
    "XPath": (GOOD + '[select]\nbody = "//div[@id=1]"\n', 6, "is no CSS selector"),
    "bad selector in a list": (GOOD + '[select]\nbody = ["div", "p::"]\n', 6, "is no CSS selector"),
    "file": (GOOD.replace("http://www.matin.example", "file:///etc/passwd"), 3, "no http(s) address"),
    "password": (GOOD.replace("http://www", "http://a:b@www"), 3, "no http(s) address"),
    "other host": (GOOD.replace('"/sections', '"http://other.example/sections'), 4, "begins with /"),
    "place in a list": (GOOD.replace("{page}", "{pg}"), 4, "{pg} stands for nothing; there are {page}"),
    "place in article": (GOOD + 'article = "/view/{id}"\n', 5, "{id} stands for nothing; there are {n}"),
    "half a place": (GOOD + 'article = "/view/{n"\n', 5, "{ stands for nothing"),
    "place in detail": (GOOD + 'detail = "/view?seq={seq}"\n', 5, "{seq} stands for nothing; there are {id}"),
    "delay": (GOOD + "delay = -1\n", 5, "delay: Input should be greater"),
    "pages": (GOOD + "max_pages = 100000\n", 5, "max_pages: Input should be less"),
    "anchor": (GOOD + 'anchor = "now"\n', 5, "anchor: Input should be 'published' or 'url_time'"),
    "no name": (GOOD.replace('name = "마틴일보"\n', ""), 1, "name: Field required"),
    "no lists": (GOOD.replace('lists = ["/sections.php?page={page}"]\n', ""), 1, "lists: an enabled site"),
    "no reason": (GOOD + "enabled = false\n", 5, "why: a disabled site says"),
}


@pytest.mark.parametrize(("text", "line", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_entry_is_refused_where_it_is_wrong(tmp_path: Path, text: str, line: int, said: str) -> None:
    path = tmp_path / "matin.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as caught:
        read_site(path)
    assert caught.value.where == f"{path}:{line}"
    assert said in caught.value.what


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Matin.toml", GOOD),
        ("a b.toml", GOOD),
        ("-x.toml", GOOD),
        ("matin.toml", "name = "),
        ("matin.toml", "a = 1\na = 2\n"),
        ("matin.toml", "#" * (MAX_ENTRY + 1)),
    ],
    ids=["capitals", "blank", "hyphen", "no TOML", "twice", "too long"],
)
def test_what_is_no_entry_is_refused(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_sites([tmp_path])
    assert str(tmp_path / name) in caught.value.where
