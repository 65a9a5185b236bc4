"""`yeonpyo doctor`: what an operator would look at first, looked at, each with what to do about it."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

from scheduler.care import kept, reachable
from scheduler.clocks import ahead, asked
from scheduler.config import SECRETS, Settings, config_file, where_set
from scheduler.lease import dead
from scheduler.obstacles import RELEASED, kept_folders, standing
from scheduler.pulse import LATE_SOURCE
from scheduler.registry import sites
from scheduler.terminal import plain, with_ok
from scheduler.whose import OURS
from timeline.errors import StoreMissing, YeonpyoError
from timeline.store import Store
from timeline.store.engine import SQLITE, WAL_RESET

GOOD, NOTE, BAD = "ok", "note", "bad"

OFF = 300.0  # seconds that two clocks may differ by


@dataclass(frozen=True, slots=True)
class Finding:
    """One look: how it is, and what to do if it is not good."""

    state: str
    what: str
    told: str
    hint: str = ""


def examine(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Everything there is to look at, in the order in which to mend it."""
    yield _clock(now)
    yield from _others(settings, now)
    yield from _versions()
    yield _sqlite()
    yield from _folders(settings)
    yield from _secrets(settings)
    yield from _space(settings)
    yield _sites(settings)
    yield from _store(settings, now)


def doctor(settings: Settings, now: datetime, say: Callable[[str], None], *, as_json: bool = False) -> int:
    """Print a line a finding, or one JSON document; the exit code is 1 if any is bad."""
    found = list(examine(settings, now))
    code = int(any(each.state == BAD for each in found))
    if as_json:
        say(with_ok(code, findings=[asdict(each) for each in found]))
        return code
    for each in found:
        say("\t".join(map(plain, (each.state, each.what, each.told, each.hint))).rstrip("\t"))
    return code


def _clock(now: datetime) -> Finding:
    if now < RELEASED:
        return Finding(
            BAD, "clock", f"{now:%Y-%m-%d %H:%M} is before this release", "set the machine's clock"
        )
    return Finding(GOOD, "clock", f"{now:%Y-%m-%d %H:%M %Z}")


def _others(settings: Settings, now: datetime) -> Iterator[Finding]:
    try:
        whom = asked(settings)
    except YeonpyoError:  # told with the sites
        return
    if whom:
        yield _beside(ahead(settings, whom, now), len(whom))


def _beside(found: Sequence[timedelta], whom: int) -> Finding:
    """What `found` says of our clock: by how much it is ahead of each server's that answered, in order."""
    if not found:
        hint = "is the network there? yeonpyo source test SOURCE"
        return Finding(NOTE, "clock", f"none of {whom} sites told its own", hint)
    middle = found[len(found) // 2].total_seconds()
    if abs(middle) <= OFF:
        return Finding(GOOD, "clock", f"within {OFF:.0f} s of that of {len(found)} sites")
    told = f"{abs(middle):.0f} s {'ahead of' if middle > 0 else 'behind'} that of {len(found)} sites"
    state = BAD if len(found) > 1 else NOTE
    return Finding(state, "clock", told, "set the machine's clock, as timedatectl set-ntp true does")


def _versions() -> Iterator[Finding]:
    """Every library against its floor in pyproject, as the installed distribution carries it."""
    good = 0
    for line in metadata.requires("yeonpyo") or ():
        wanted = Requirement(line)
        if wanted.marker is not None and not wanted.marker.evaluate({"extra": ""}):
            continue
        try:
            found = metadata.version(wanted.name)
        except metadata.PackageNotFoundError:
            yield Finding(BAD, wanted.name, "is missing", "install yeonpyo again")
            continue
        if wanted.specifier.contains(found, prereleases=True):
            good += 1
        else:
            told = f"{found}, wanted {wanted.specifier}"
            yield Finding(BAD, wanted.name, told, f"pip install -U {wanted.name}")
    yield Finding(GOOD, "libraries", f"{good} at or above their floors")


def _sqlite() -> Finding:
    version = ".".join(map(str, SQLITE))
    if SQLITE < WAL_RESET:
        return Finding(
            NOTE, "sqlite", f"{version} has the WAL-reset bug; our write lock keeps it from happening"
        )
    return Finding(GOOD, "sqlite", version)


def _folders(settings: Settings) -> Iterator[Finding]:
    for folder in dict.fromkeys((settings.data_folder, settings.config_folder)):
        if not folder.exists():
            yield Finding(NOTE, "folder", f"{folder} is not there yet")
            continue
        others = stat.S_IMODE(folder.stat().st_mode) & 0o022
        if others:
            yield Finding(BAD, "folder", f"{folder} can be written by others", f"chmod go-w {folder}")
        elif strange := [name for name in OURS if _strange(folder / name)]:
            told = f"{folder}: not its user's: {', '.join(strange)}"
            yield Finding(NOTE, "folder", told, f"chown --recursive --reference={folder} {folder}/*")
        else:
            yield Finding(GOOD, "folder", str(folder))


def _strange(path: Path) -> bool:
    """Whether it is another's than the folder it is in, whose user may not be able to read it."""
    return path.exists() and path.stat().st_uid != path.parent.stat().st_uid


def _secrets(settings: Settings) -> Iterator[Finding]:
    """A file that holds secrets and that others can read."""
    file = config_file(settings.home)
    told = [
        key for key in SECRETS if getattr(settings, key) and where_set(key, file, {}).startswith(str(file))
    ]
    if told and stat.S_IMODE(file.stat().st_mode) & 0o077:
        yield Finding(
            BAD, "secrets", f"{file} holds {', '.join(told)} and others can read it", f"chmod 600 {file}"
        )


def _space(settings: Settings) -> Iterator[Finding]:
    for folder in kept_folders(settings):
        at = standing(folder)
        free = shutil.disk_usage(at).free
        if free < settings.min_free_mb * 1_000_000:
            told = f"{free:,} bytes free at {at}; below {settings.min_free_mb} MB nothing new is read"
            yield Finding(BAD, "disk", told, "free some space; it goes on by itself")
        else:
            yield Finding(GOOD, "disk", f"{free // 1_000_000:,} MB free at {at}")


def _sites(settings: Settings) -> Finding:
    try:
        enabled = [site.id for site in sites(settings).values() if site.enabled]
    except YeonpyoError as error:
        return Finding(BAD, "sites", error.line, error.hint)
    if enabled and not settings.contact:
        return Finding(
            NOTE,
            "sites",
            f"{len(enabled)} are crawled without a contact",
            "set contact: sites block those who hide",
        )
    return Finding(GOOD, "sites", f"{len(enabled)} are crawled")


def _store(settings: Settings, now: datetime) -> Iterator[Finding]:
    try:
        with Store.open(reachable(settings.store)) as store:
            counts = store.counts()
            yield Finding(
                GOOD, "store", f"{settings.store}: {counts['articles']} articles, {counts['events']} events"
            )
            if orphans := [name for name in store.sources.owners() if dead(name)]:
                yield Finding(NOTE, "leases", f"{len(orphans)} of dead processes", "the next tick frees them")
            yield _robots(store)
            yield _waiting(store, now)
            changed = store.latest()[1]
            if changed and changed > now + timedelta(minutes=5):
                yield Finding(
                    BAD, "clock", f"the newest change is stamped {changed:%Y-%m-%d %H:%M} UTC, in the future"
                )
    except StoreMissing as error:
        yield Finding(NOTE, "store", error.what, error.hint)
        return
    except YeonpyoError as error:
        yield Finding(BAD, "store", error.line, error.hint)
        return
    newest = next(iter(kept(settings)), None)
    if newest is None or _age(newest, now) > timedelta(days=2):
        told = f"the newest is {newest.name}" if newest else "there is none"
        yield Finding(NOTE, "backup", told, "yeonpyo db backup, or keep the daemon running")
    else:
        yield Finding(GOOD, "backup", newest.name)


def _robots(store: Store) -> Finding:
    """Sources that robots.txt keeps out, or whose robots.txt cannot be had, which counts the same."""
    kept_out = [state.id for state in store.sources.states() if state.enabled and "robots" in state.reason]
    if not kept_out:
        return Finding(GOOD, "robots", "no source is kept out")
    told = f"{len(kept_out)} sources are kept out: {', '.join(kept_out[:10])}"
    return Finding(NOTE, "robots", told, f"yeonpyo source show {kept_out[0]}; it is obeyed, ask the paper")


def _waiting(store: Store, now: datetime) -> Finding:
    seen = store.sources.glance(now)
    told = f"{seen.overdue} sources wait, the longest for {seen.lag.total_seconds():.0f} s"
    if seen.lag.total_seconds() > LATE_SOURCE:
        return Finding(NOTE, "schedule", told, "does the daemon run? else longer intervals")
    return Finding(GOOD, "schedule", told)


def _age(path: Path, now: datetime) -> timedelta:
    return now - datetime.fromtimestamp(path.stat().st_mtime, UTC)
