"""Each source in one hand: leases in the store, and the names of those who hold them."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scheduler.config import load
from scheduler.lease import dead, owner
from scheduler.standing import state_word
from scheduler.worker import Worker
from timeline.store import Registration, Store
from timeline.store.sources import LEASE

DAY = timedelta(days=1)


def registered(name: str, host: str = "", **changes: object) -> Registration:
    plain = {"id": name, "name": name, "family": "aid", "region": "", "host": host or f"{name}.example"}
    return Registration(**(plain | {"enabled": True, "interval": timedelta(hours=1)} | changes))  # type: ignore[arg-type]


@pytest.fixture
def three(store: Store) -> Store:
    store.sources.set_up([registered("matin"), registered("soir"), registered("midi", enabled=False)])
    return store


def test_new_sources_are_due_and_disabled_ones_are_not(three: Store, seoul) -> None:
    assert sorted(three.sources.due(seoul)) == ["matin", "soir"]


def test_a_leased_source_is_in_one_hand(three: Store, seoul) -> None:
    assert sorted(three.sources.lease("one", seoul)) == ["matin", "soir"]
    assert three.sources.lease("two", seoul) == []
    assert three.sources.lease("two", seoul, wanted=["matin"]) == []


def test_a_lease_expires_by_itself(three: Store, seoul) -> None:
    three.sources.lease("one", seoul)
    assert sorted(three.sources.lease("two", seoul + LEASE)) == ["matin", "soir"]


@pytest.mark.parametrize("step", [-DAY, -timedelta(days=20000)], ids=["a day back", "back to 1966"])
def test_a_clock_set_back_frees_leases_and_plans(three: Store, seoul, step: timedelta) -> None:
    three.sources.lease("one", seoul)
    three.sources.release("matin", "one", next_due=seoul + DAY, now=seoul, failures=0)
    assert sorted(three.sources.due(seoul + step - DAY)) == ["matin", "soir"]


def test_a_released_source_waits_for_its_time(three: Store, seoul) -> None:
    three.sources.lease("one", seoul)
    three.sources.release("matin", "one", next_due=seoul + DAY, now=seoul, failures=2, reason="dns")
    (state,) = [state for state in three.sources.states() if state.id == "matin"]
    assert (state.failures, state.reason, state.last_success, state.lease_owner) == (2, "dns", None, None)
    assert three.sources.due(seoul) == []
    assert three.sources.due(seoul + DAY) == ["matin", "soir"] or "matin" in three.sources.due(seoul + DAY)


@pytest.mark.parametrize(("reason", "word", "failing"), [("dns", "failing", 1), ("unfinished", "new", 0)])
def test_who_was_asked_to_stop_has_not_failed(
    three: Store, seoul, reason: str, word: str, failing: int
) -> None:
    three.sources.lease("one", seoul)
    three.sources.release("matin", "one", next_due=seoul + DAY, now=seoul, failures=0, reason=reason)
    state = three.sources.state("matin")
    assert state_word(state, seoul) == word
    assert three.sources.summary().failing == failing


def test_only_the_holder_releases(three: Store, seoul) -> None:
    three.sources.lease("one", seoul)
    three.sources.release("matin", "other", next_due=seoul + DAY, now=seoul, failures=0)
    assert three.sources.owners() == ["one"]
    assert three.sources.due(seoul) == []


def test_sources_of_one_host_go_to_one_hand(store: Store, seoul) -> None:
    store.sources.set_up([registered("a", "one.example"), registered("b", "one.example"), registered("c")])
    assert store.sources.lease("one", seoul, wanted=["a"]) == ["a"]
    assert store.sources.lease("two", seoul) == ["c"]


def test_what_the_dead_held_is_due_at_once(three: Store, seoul) -> None:
    three.sources.lease("one", seoul)
    assert sorted(three.sources.free(["one"], "killed")) == ["matin", "soir"]
    assert sorted(three.sources.due(seoul)) == ["matin", "soir"]


def test_a_source_that_is_no_longer_set_up_is_kept_disabled(three: Store) -> None:
    three.sources.set_up([registered("matin")])
    assert {state.id: state.enabled for state in three.sources.states()} == {
        "matin": True,
        "midi": False,
        "soir": False,
    }


def test_many_hands_at_once(store: Store, seoul) -> None:
    names = [f"source-{number}" for number in range(40)]
    store.sources.set_up([registered(name) for name in names])
    taken: list[str] = []
    hands = [
        threading.Thread(target=lambda me=str(hand): taken.extend(store.sources.lease(me, seoul, limit=7)))
        for hand in range(8)
    ]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(taken) == sorted(names)


def test_an_owner_is_dead_when_its_process_is() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    name = owner(child.pid)
    assert not dead(name)
    assert not dead(owner())
    child.kill()
    child.wait()
    assert dead(name)
    host, pid, started = name.rsplit(" ", 2)
    assert not dead(f"elsewhere {pid} {started}")
    assert dead(f"{host} 1 999999999999")  # the number is in use again, by another process
    assert not dead("not a name of ours")


@pytest.mark.parametrize("step", [timedelta(hours=1), -timedelta(hours=1), DAY, -DAY])
def test_a_step_of_the_clock_takes_nothing_from_the_living(three: Store, seoul, step: timedelta) -> None:
    three.sources.lease("one", seoul)
    assert three.sources.lease("two", seoul + step, living=["one"]) == []
    assert three.sources.lease("two", seoul + step, wanted=["matin"], living=["one"]) == []
    assert "matin" in three.sources.lease("two", seoul + 3 * DAY)


def test_what_was_tried_later_than_now_is_due(three: Store, seoul) -> None:
    three.sources.lease("one", seoul)
    three.sources.release("matin", "one", next_due=seoul + timedelta(hours=2), now=seoul, failures=0)
    assert "matin" not in three.sources.due(seoul + timedelta(minutes=1))
    assert "matin" in three.sources.due(seoul - timedelta(hours=1))


def test_a_worker_that_is_stopped_before_its_batch_gives_it_back(three: Store, tmp_path: Path) -> None:
    """Between two lives of its loop, or while Scrapy is imported: it is due again, and failed at nothing."""
    worker = Worker(load(home=tmp_path / "home", sites=()), three)
    batch = worker._lease(None)
    assert {state.id for state in batch} == {"matin", "soir"}
    worker._stop()
    assert asyncio.run(worker._turns(batch, once=False, sites=True)) is None
    assert three.sources.owners() == []
    assert [state.failures for state in three.sources.states()] == [0, 0, 0]
    assert sorted(three.sources.due(datetime.now(UTC))) == ["matin", "soir"]


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("unshare"), reason="needs root, to hide processes")
def test_a_process_that_is_hidden_from_us_is_not_taken_for_dead() -> None:
    """Under ProtectProc=invisible a daemon does not see root's `yeonpyo crawl`, and takes nothing from it."""
    program = (
        "import os, sys; from scheduler.lease import alive, dead; os.setgroups([]); os.setresgid(9, 9, 9); "
        "os.setresuid(65534, 65534, 65534); name = sys.argv[1]; gone = name.split()[0] + ' 4194000 5'; "
        "print(os.path.exists(f'/proc/{name.split()[1]}/stat'), dead(name), alive(name), dead(gone))"
    )
    hide = 'mount -t proc -o hidepid=2 proc /proc && exec "$@"'
    command = ["unshare", "-m", "sh", "-c", hide, "sh", sys.executable, "-c", program, owner()]
    told = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert told.stdout.split() == ["False", "False", "False", "True"]
