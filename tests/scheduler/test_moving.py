"""Sources from one machine to another: what `source export` writes, `source import` takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.outline import addresses, is_outline, outline
from crawler.site import Site
from scheduler import moving, sources
from scheduler.config import Settings
from scheduler.moving import Bundle, bring_in, bundle, read_bundle, written
from scheduler.registry import choices, choose
from timeline.errors import ConfigError, PageError, StructureChanged

ENTRY = """# 손으로 적은 것
name = "새봄신문"
family = "mediaon"
base = "https://saebom.example"
lists = ["/rss/all.xml"]
"""


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    """A machine with one entry of its own, one that ships switched on, and the own one switched off."""
    made = Settings(home=tmp_path / "here")
    made.sites_folder.mkdir(parents=True)
    (made.sites_folder / "saebom.toml").write_text(ENTRY)
    choose(made, {"kjdaily": True, "saebom": False})
    return made


@pytest.fixture
def there(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "there")


def carry(text: str, to: Settings, **how: bool) -> list[str]:
    return list(bring_in(to, read_bundle(text, "file"), **{"replace": False, "dry_run": False} | how))


def test_another_machine_crawls_the_same(here: Settings, there: Settings) -> None:
    told = written(bundle(here))
    rehearsed = carry(told, there, dry_run=True)
    assert not there.sites_folder.exists()
    assert rehearsed == carry(told, there)
    assert (there.sites_folder / "saebom.toml").read_text() == ENTRY
    assert choices(there) == {"kjdaily": True, "saebom": False}
    assert written(bundle(there)) == told
    assert carry(told, there)[0].startswith("same\t")


def test_what_stands_in_other_words_is_replaced_only_when_asked(here: Settings, there: Settings) -> None:
    there.sites_folder.mkdir(parents=True)
    own = there.sites_folder / "saebom.toml"
    own.write_text(ENTRY + "delay = 9\n")
    with pytest.raises(ConfigError, match="other words"):
        carry(written(bundle(here)), there)
    assert choices(there) == {}
    assert carry(written(bundle(here)), there, replace=True)[0].startswith("replaced\t")
    assert own.read_text() == ENTRY


WRONG = {
    "no TOML": "[[",
    "as `source export` writes them": "[sites]\n",
    "no name of an entry": "[entries]\n\"../x\" = '''\nname = 'x'\n'''\n",
    "base": "[entries]\nx = '''\nname = 'x'\nfamily = 'mediaon'\nbase = 'ftp://x'\nlists = ['/l']\n'''\n",
    "no such source": "[enabled]\nkjdialy = true\n",
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_document_is_refused_whole(there: Settings, what: str) -> None:
    with pytest.raises(ConfigError) as refused:
        carry(WRONG[what], there)
    assert what in refused.value.what
    assert not there.home.exists()


@settings(max_examples=25)
@given(
    st.dictionaries(
        st.from_regex("[a-z][a-z0-9-]{0,9}", fullmatch=True), st.text("a'\"\\\n#한\t", max_size=30)
    )
)
def test_any_text_comes_back_as_it_was(entries: dict[str, str]) -> None:
    """Quotes of both kinds, backslashes, lines: read by the same parser that an import uses."""
    told = written(Bundle(entries, {"kjdaily": True}))
    assert moving.tomllib.loads(told)["entries"] == entries


def test_an_outline_names_feeds_and_pages() -> None:
    told = {"family": "mediaon", "base": "https://saebom.example", "region": "가람"}
    feed = Site(id="saebom", name="새봄 & <숲>", lists=("/rss/all.xml",), **told)
    page = Site(id="garam", name='가람"신문', lists=("/news",), **told | {"base": "https://garam.example"})
    text = outline([feed, page])
    assert is_outline(text)
    assert addresses(text, "x") == ["https://saebom.example/rss/all.xml", "https://garam.example"]


def test_an_outline_is_read_with_suspicion() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    rows = '<outline xmlUrl="javascript:alert(1)" htmlUrl=" https://b.example "/><outline url="https://c.example">&f;</outline>'
    assert addresses(f"{bomb}<opml><body>{rows}</body></opml>", "x") == [
        "https://b.example",
        "https://c.example",
    ]
    for text in ("<opml/>", "<", "<html><body>"):
        with pytest.raises(StructureChanged):
            addresses(text, "x")


def test_every_outline_is_tried(here: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is known is told so; one that fails costs no other."""
    asked, said, complained = [], [], []

    def add(_: Settings, url: str, name: str, **__: Any) -> int:
        asked.append((url, name))
        if "down" in url:
            raise PageError(url, "dns")
        return 0

    monkeypatch.setattr(moving, "add", add)
    rows = "".join(
        f'<outline xmlUrl="https://{host}/rss"/>' for host in ("saebom.example", "down.example", "up.example")
    )
    told: Any = {
        "now": None,
        "dry_run": False,
        "as_json": False,
        "say": said.append,
        "remark": complained.append,
    }
    assert moving.bring_outline(here, f"<opml><body>{rows}</body></opml>", "x", **told) == 3
    assert asked == [("https://down.example/rss", ""), ("https://up.example/rss", "")]
    assert said == ["known\tsaebom\tdisabled\thttps://saebom.example/rss"]
    assert complained[0].facts["ok"] is False


def test_failures_are_forgotten(store: Any, seoul: Any) -> None:
    from datetime import timedelta

    from timeline.store import Registration

    hour = timedelta(hours=1)
    wanted = [
        Registration(name, name, "aid", "", "", enabled=name != "off", interval=hour)
        for name in ("a", "b", "off")
    ]
    store.sources.set_up(wanted)
    for name in ("a", "b"):
        store.sources.lease("me", seoul, wanted=[name])
        failed = {"failures": 9 * (name == "a"), "strain": 9.0, "reason": "dns" if name == "a" else ""}
        store.sources.release(name, "me", next_due=seoul + 20 * hour, now=seoul, **failed)
    said: list[Any] = []
    assert sources.retry(store, [], say=said.append) == 0
    assert said == ["a\tdue now\t9 failures forgotten\tdns"]
    assert store.sources.due(seoul) == ["a"]
    state = store.sources.state("a")
    assert (state.failures, state.strain, state.reason, state.sick_since) == (0, 0.0, "", None)
    sources.retry(store, [], say=said.append)
    assert said[-1] == "no source fails"
    sources.retry(store, ["b"], say=said.append)
    assert sorted(store.sources.due(seoul)) == ["a", "b"]
    for name, what in (("off", "not enabled"), ("c", "no such source")):
        with pytest.raises(ConfigError, match=what):
            sources.retry(store, ["a", name], say=said.append)
