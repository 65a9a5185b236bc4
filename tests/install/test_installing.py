"""The unit and the container file: what systemd itself says of the one, and what the other promises."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UNIT = ROOT / "docs" / "yeonpyo.service"
EXPOSED = 2.0  # systemd's own measure of what a service may do, from 0 (nothing) to 10


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit with a command that is there, for systemd looks for it."""
    if not shutil.which("systemd-analyze"):
        if os.environ.get("YEONPYO_REQUIRE_ALL") == "1":
            pytest.fail("systemd-analyze is not here: the unit is NOT checked")
        pytest.skip("systemd-analyze is not here: the unit is NOT checked")
    copy = tmp_path / "yeonpyo.service"
    copy.write_text(UNIT.read_text().replace("/opt/yeonpyo/bin/yeonpyo", "/bin/true"))
    return copy


def analysed(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, timeout=60)


def test_systemd_understands_every_line(unit: Path) -> None:
    told = analysed("verify", "--man=no", str(unit))
    assert [line for line in told.stderr.splitlines() if "yeonpyo.service" in line] == []
    assert told.returncode == 0


def test_the_service_may_do_little(unit: Path) -> None:
    told = analysed("security", "--offline=true", str(unit)).stdout
    level = re.search(r"exposure level for yeonpyo.service: ([0-9.]+)", told)
    assert level
    assert float(level[1]) <= EXPOSED


def test_the_unit_and_the_daemon_agree() -> None:
    text = UNIT.read_text()
    lines = dict(line.split("=", 1) for line in text.splitlines() if re.match(r"[A-Z]\w+=", line))
    assert lines["Type"] == "notify"
    assert "-HUP" in lines["ExecReload"]
    assert int(lines["WatchdogSec"]) >= 60, "a tick and its store may take long"
    assert int(lines["TimeoutStopSec"]) > 30, "the daemon drains within 30 s"
    assert "@resources" not in text, "the worker bounds itself with setrlimit"


def test_the_container_is_nobodys_root_and_says_how_it_is() -> None:
    lines = (ROOT / "docs" / "Containerfile").read_text().replace("\\\n", "").splitlines()
    steps = [line.partition(" ") for line in lines if re.match(r"[A-Z]+ ", line)]
    words = [step for step, _, _ in steps]
    last = {step: rest for step, _, rest in steps}
    assert last["USER"] == "yeonpyo"
    assert words.index("USER") > max(n for n, word in enumerate(words) if word == "RUN"), (
        "nothing runs as root after"
    )
    assert "/readyz" in last["HEALTHCHECK"]
    assert last["STOPSIGNAL"] == "SIGTERM"
    assert last["ENTRYPOINT"].startswith("["), "no shell between: signals arrive"
    assert all(":" in rest and not rest.endswith(":latest") for step, _, rest in steps if step == "FROM")
    copied = {rest.split()[0] for step, _, rest in steps if step == "COPY" and "--from" not in rest}
    assert {"crawler", "scheduler", "seeds", "timeline"} <= copied
