"""The keeper of the crawl worker, over a real child."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from scheduler.config import Settings
from scheduler.supervisor import Supervisor
from timeline.store import Store


def test_a_fault_in_listening_costs_a_worker_and_never_the_keeper(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YEONPYO_HOME", str(tmp_path))
    told: list[dict[str, Any]] = []

    def tell(facts: dict[str, Any]) -> None:
        told.append(facts)
        if len(told) == 1:
            raise KeyError("a fault of ours")

    async def kept() -> None:
        with Store.open(tmp_path / "timeline.db", make=True) as store:
            supervisor = Supervisor(Settings(home=tmp_path, seeds=[]), store, tell)
            supervisor.start()
            while len(told) < 2:
                await asyncio.sleep(0.1)
            assert supervisor.restarts == 1
            await supervisor.stop()

    asyncio.run(asyncio.wait_for(kept(), 120))
