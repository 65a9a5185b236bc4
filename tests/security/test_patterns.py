"""Every pattern of the time grammar, asked of `recheck` whether any text makes it slow.

It is installed by `npm ci --prefix tests/security`; without it this skips, or fails where YEONPYO_REQUIRE_ALL=1.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from timeline.korean.figures import FIGURE
from timeline.korean.patterns import ALL, Here

HERE = Path(__file__).parent
INSTALLED = HERE / "node_modules" / "recheck"


def test_every_pattern_compiles_and_is_listed():
    assert len(ALL) > 60
    for pattern in ALL:
        re.compile(pattern.source)


def test_a_pattern_of_one_place_is_never_looked_for():
    with pytest.raises(AttributeError):
        _ = FIGURE.search


@pytest.mark.long
def test_every_pattern_is_safe():
    if not INSTALLED.is_dir():
        if os.environ.get("YEONPYO_REQUIRE_ALL") == "1":
            pytest.fail("recheck is not installed: npm ci --prefix tests/security")
        pytest.skip("recheck is not installed: patterns are NOT checked")
    lines = "\n".join(json.dumps({"source": p.source, "here": isinstance(p, Here)}) for p in ALL)
    run = ["node", str(HERE / "patterns.mjs")]
    told = subprocess.run(run, input=lines, capture_output=True, text=True, check=True, timeout=600)
    assert told.stdout.splitlines() == [f"checked {len(ALL)}"]
