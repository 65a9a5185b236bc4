"""The pictures of the README: `python tests/browser/screens.py` draws docs/screens/*.png from the made-up sample."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent))

import conftest as house
from playwright.sync_api import sync_playwright

from timeline.query import Query
from timeline.store import Store

FOLDER = Path(__file__).parent.parent.parent / "docs" / "screens"


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, Store.open(Path(folder) / "timeline.db", make=True) as store:
        house.sample.fill(store, len(house.sample.PLAN))
        serving = house.web.serving(
            house.by_path("feed_samples", house.HERE.parent / "export" / "samples.py")
        )
        base = next(serving)(store, now=f"{house.sample.NOW:%Y-%m-%dT%H:%M}").url
        event = next(iter(store.entries(Query(words="버스 노선"))))
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=house.FLAGS)
            for name, path, width, height, scheme in (
                ("upcoming", "/", 1200, 1000, "light"),
                ("event", f"/event/{event.uid}", 390, 844, "dark"),
            ):
                context = browser.new_context(
                    locale="ko-KR", color_scheme=scheme, viewport={"width": width, "height": height}
                )
                page = context.new_page()
                page.goto(f"{base}{path}")
                page.screenshot(path=FOLDER / f"{name}.png")
            browser.close()
        next(serving, None)


if __name__ == "__main__":
    main()
