"""The command line. A command reads, calls, prints: results to standard output, remarks to standard error.

Imports only Typer and the standard library at start-up, so that --help and completion answer at once.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from scheduler.config import Settings
    from timeline.store import Store

app = typer.Typer(
    help="Korean regional news, read into a timeline that people subscribe to in their calendar.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Home = Annotated[
    Path | None, typer.Option(help="The folder that holds settings, store and locks.", metavar="DIR")
]
Db = Annotated[str | None, typer.Option(help="The store: sqlite:///PATH.", metavar="URL")]
Seeds = Annotated[
    list[Path] | None, typer.Option("--seeds", help="Watch this folder of documents instead.", metavar="DIR")
]
Host = Annotated[str | None, typer.Option(help="The address to listen on; 127.0.0.1 unless set.")]
Port = Annotated[int | None, typer.Option(help="The port to listen on; 8640 unless set.")]
PublicUrl = Annotated[
    str | None, typer.Option(help="How subscribers reach the feed, if not at HOST:PORT.", metavar="URL")
]


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        _print(f"yeonpyo {version('yeonpyo')}")
        raise typer.Exit


@app.callback()
def common(
    context: typer.Context,
    home: Home = None,
    db: Db = None,
    version: Annotated[  # noqa: ARG001  its callback answers
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show it.")
    ] = False,
) -> None:
    context.obj = {"home": home, "db": db}


@app.command()
def up(
    context: typer.Context,
    home: Home = None,
    db: Db = None,
    seeds: Seeds = None,
    host: Host = None,
    port: Port = None,
    public_url: PublicUrl = None,
) -> None:
    """Make a store if there is none, read the seeds, serve."""
    flags = {"home": home, "db": db, "seeds": seeds, "host": host, "port": port, "public_url": public_url}
    from scheduler.serve import serve as run

    raise typer.Exit(run(lambda: _settings(context, **flags), make=True, say=_flushed, remark=_say))


@app.command()
def serve(
    context: typer.Context,
    home: Home = None,
    db: Db = None,
    seeds: Seeds = None,
    host: Host = None,
    port: Port = None,
    public_url: PublicUrl = None,
) -> None:
    """Keep the timeline fresh and serve its feeds."""
    flags = {"home": home, "db": db, "seeds": seeds, "host": host, "port": port, "public_url": public_url}
    from scheduler.serve import serve as run

    raise typer.Exit(run(lambda: _settings(context, **flags), make=False, say=_flushed, remark=_say))


@app.command()
def worker(
    context: typer.Context,
    home: Home = None,
    db: Db = None,
    once: Annotated[bool, typer.Option("--once", help="Try what is due, then end.")] = False,
    attached: Annotated[bool, typer.Option("--attached", hidden=True)] = False,
) -> None:
    """Read and crawl what is due; `serve` starts one itself."""
    settings = _settings(context, home=home, db=db)
    from scheduler.worker import Worker

    with _store(settings) as store:
        raise typer.Exit(Worker(settings, store).run(once=once, attached=attached))


@app.command()
def crawl(
    context: typer.Context,
    sources: Annotated[
        list[str] | None, typer.Argument(help="Sources to try now, due or not.", metavar="SOURCE…")
    ] = None,
    due: Annotated[
        bool, typer.Option("--due", help="Try what is due (the default without a SOURCE).")
    ] = False,
    everything: Annotated[bool, typer.Option("--all", help="Try every enabled source now.")] = False,
    home: Home = None,
    db: Db = None,
) -> None:
    """Crawl in the foreground, under the daemon's leases."""
    if sources and (due or everything):
        raise typer.BadParameter("give sources, or --due, or --all")
    settings = _settings(context, home=home, db=db)
    from scheduler.registry import register
    from scheduler.worker import Worker

    with _store(settings, make=True) as store:
        register(settings, store)
        raise typer.Exit(Worker(settings, store, say=_print).crawl(sources or [], everything=everything))


@app.command()
def status(
    context: typer.Context,
    home: Home = None,
    db: Db = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Show how daemon, store and sources stand.

    Exits 3 if no daemon runs.
    """
    settings = _settings(context, home=home, db=db)
    from scheduler.standing import status as show

    with _store(settings) as store:
        raise typer.Exit(show(settings, store, _now(), as_json=as_json, say=_print))


@app.command()
def doctor(context: typer.Context, home: Home = None, db: Db = None) -> None:
    """Look at what an operator would, and say what to do.

    A line a finding: ok, note or bad, what, how it is, what to do. Exits 1 if any is bad.
    """
    settings = _settings(context, home=home, db=db)
    from scheduler.doctor import doctor as look

    raise typer.Exit(look(settings, _now(), _print))


@app.command()
def seed(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders of them.", metavar="PATH…")],
    home: Home = None,
    db: Db = None,
) -> None:
    """Read saved documents into the store.

    A document that was read before changes nothing; an edited one makes a revision.
    """
    settings = _settings(context, home=home, db=db)
    from scheduler.local import seed as read_paths

    with _store(settings, make=True) as store:
        raise typer.Exit(read_paths(store, paths, _now, say=_print, complain=_say))


source_commands = typer.Typer(
    help="List, look at, add and switch sources.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(source_commands, name="source")

SourceName = Annotated[str, typer.Argument(help="A source's id, as `source list` tells.", metavar="SOURCE")]
OneJson = Annotated[bool, typer.Option("--json", help="One JSON document.")]


@source_commands.command("list")
def source_list(context: typer.Context, as_json: OneJson = False, home: Home = None) -> None:
    """List every source: watched folders, your entries, and those that ship."""
    from scheduler import sources

    raise typer.Exit(sources.listed(_settings(context, home=home), as_json=as_json, say=_print))


@source_commands.command("show")
def source_show(
    context: typer.Context, source: SourceName, as_json: OneJson = False, home: Home = None, db: Db = None
) -> None:
    """Show a source's entry, how it stands, what to look at, and its last 30 fetches."""
    settings = _settings(context, home=home, db=db)
    from scheduler import sources

    with _store_if_any(settings) as store:
        raise typer.Exit(sources.show(settings, store, source, _now(), as_json=as_json, say=_print))


@source_commands.command("test")
def source_test(
    context: typer.Context,
    source: SourceName,
    pages: Annotated[
        list[str] | None, typer.Option("--page", help="On this saved page instead.", metavar="FILE")
    ] = None,
    url: Annotated[str, typer.Option(help="The address of the saved page.", metavar="URL")] = "",
    home: Home = None,
) -> None:
    """Show what a source's rules match, on its site or on saved pages; nothing is stored."""
    settings = _settings(context, home=home)
    from scheduler import extraction, sources

    if pages:
        found = list(extraction.pages(settings, pages, _now))
        raise typer.Exit(sources.match_saved(settings, source, found, url, _print, _say))
    raise typer.Exit(sources.match_live(settings, source, _now, _print, _say))


@source_commands.command("add")
def source_add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="The site's front page, or a list of its articles.")],
    name: Annotated[str, typer.Option("--id", help="What to call it.", metavar="ID")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the entry, write none.")] = False,
    home: Home = None,
) -> None:
    """Find a site's feed, family and lists, show sample articles, and write its entry."""
    settings = _settings(context, home=home)
    from scheduler import sources

    raise typer.Exit(sources.add(settings, url, name, now=_now, dry_run=dry_run, say=_print, remark=_say))


@source_commands.command("enable")
def source_enable(context: typer.Context, source: SourceName, home: Home = None, db: Db = None) -> None:
    """Crawl a source from now on."""
    _switch(_settings(context, home=home, db=db), source, on=True)


@source_commands.command("disable")
def source_disable(context: typer.Context, source: SourceName, home: Home = None, db: Db = None) -> None:
    """Crawl a source no longer; what it told stays."""
    _switch(_settings(context, home=home, db=db), source, on=False)


def _switch(settings: Settings, source: str, *, on: bool) -> None:
    from scheduler import sources

    with _store_if_any(settings) as store:
        raise typer.Exit(sources.switch(settings, store, source, on=on, say=_print, remark=_say))


db_commands = typer.Typer(
    help="Copy the store, and put a copy back.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(db_commands, name="db")


@db_commands.command("backup")
def db_backup(
    context: typer.Context,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write here.", metavar="FILE")] = None,
    home: Home = None,
    db: Db = None,
) -> None:
    """Copy the store, daemon running or not; the copy is proven."""
    settings = _settings(context, home=home, db=db)
    from scheduler.care import back_up

    made = back_up(settings, _now(), output)
    _print(f"{made.path}\t{made.size} bytes\t{made.articles} articles\t{made.events} events")


@db_commands.command("restore")
def db_restore(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(help="A backup; the newest unless named.", metavar="[FILE]")
    ] = None,
    home: Home = None,
    db: Db = None,
) -> None:
    """Put a backup in the store's place; what stood there is kept."""
    settings = _settings(context, home=home, db=db)
    from scheduler.care import put_back
    from scheduler.daemon import alone

    with alone(settings):
        source, aside = put_back(settings, file, _now())
    _print(f"{settings.store}\trestored from {source}")
    if aside:
        _say(f"what stood there is now {aside}")


@app.command()
def read(
    file: Annotated[
        str, typer.Argument(help="A document or a text; - for standard input.", metavar="[FILE|-]")
    ] = "-",
    at: Annotated[
        str | None,
        typer.Option(
            help="Read as published then: 2021-01-27T20:37 (Seoul unless an offset is given).", metavar="TIME"
        ),
    ] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="A JSON object a line in and out, for pipes.")
    ] = False,
) -> None:
    """Show the times and events of a text, and why.

    A document is read by its own publication stamp, any other text as published --at TIME.
    """
    from scheduler import reading

    if jsonl:
        raise typer.Exit(reading.read_lines(file, print_line=_flushed))
    raise typer.Exit(reading.read_text(file, at, say=_print, remark=_say))


@app.command()
def extract(
    context: typer.Context,
    targets: Annotated[
        list[str], typer.Argument(help="Saved pages, folders of them, or addresses.", metavar="FILE|URL…")
    ],
    url: Annotated[str, typer.Option(help="The address that the saved page came from.", metavar="URL")] = "",
    site: Annotated[str, typer.Option(help="Read as this site's page.", metavar="ID")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="A JSON object a page, a line each.")] = False,
    home: Home = None,
) -> None:
    """Show what is read from news pages, and what each rule matched; nothing is stored."""
    settings = _settings(context, home=home)
    from scheduler import extraction

    seen = extraction.pages(settings, targets, _now)
    tell = extraction.tell_json if as_json else extraction.tell_lines
    raise typer.Exit(
        extraction.extract(settings, seen, url=url, site=site, tell=tell, say=_flushed, remark=_say)
    )


Filtered = Annotated[
    list[str] | None,
    typer.Option(
        "-f", "--filter", help="As in a feed's address: when=all, region=광주.", metavar="NAME=VALUE"
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="A JSON object a line, for programs.")]


@app.command()
def export(
    context: typer.Context,
    what: Annotated[
        str,
        typer.Argument(
            help="ics, approx (ics of what has no day), json or jsonl (everything), jscal, jsonld, csv, feed, atom.",
            metavar="FORMAT",
        ),
    ],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write here, whole or not at all.", metavar="FILE")
    ] = None,
    vdir: Annotated[
        Path | None,
        typer.Option("--vdir", help="With ics: a file for each event in this folder.", metavar="DIR"),
    ] = None,
    filters: Filtered = None,
    home: Home = None,
    db: Db = None,
) -> None:
    """Write the feed that `serve` would answer with, byte for byte; json and jsonl hold all of its pages."""
    if vdir and (output or what != "ics"):
        raise typer.BadParameter("--vdir goes with ics and without --output")
    settings = _settings(context, home=home, db=db)
    from scheduler.publish import export as write
    from scheduler.publish import export_vdir

    with _store(settings) as store:
        if vdir:
            _say(export_vdir(settings, store, vdir, filters or [], _now()))
        else:
            write(settings, store, what, output, filters or [], _now())


@app.command(context_settings={"ignore_unknown_options": True})
def search(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(help="All must stand; -WORD must not.", metavar="WORDS…")],
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 50,
    as_json: AsJson = False,
    home: Home = None,
    db: Db = None,
) -> None:
    """Find events by words of their title, place or sentence, from two letters on; the newest learned first."""
    from scheduler import finding

    with _store(_settings(context, home=home, db=db)) as store:
        for line in finding.search(store, " ".join(words), limit, as_json=as_json):
            _print(line)


event_commands = typer.Typer(no_args_is_help=True, help="Look at events, and set them right.")
app.add_typer(event_commands, name="event")
Uid = Annotated[str, typer.Argument(help="As `search` prints it.", metavar="UID")]
Reason = Annotated[str, typer.Option("--reason", help="Why; kept with the ruling.", metavar="TEXT")]


@event_commands.command("show")
def event_show(
    context: typer.Context, uid: Uid, as_json: AsJson = False, home: Home = None, db: Db = None
) -> None:
    """Show all that is known of an event: its proof, how its date was read, who tells it, what it was before."""
    from scheduler import entries

    with _store(_settings(context, home=home, db=db)) as store:
        for line in entries.show(store, uid, as_json=as_json):
            _print(line)


@event_commands.command("list")
def event_list(
    context: typer.Context,
    filters: Filtered = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 100,
    as_json: AsJson = False,
    home: Home = None,
    db: Db = None,
) -> None:
    """List events by start, however sure they are."""
    from scheduler import entries

    with _store(_settings(context, home=home, db=db)) as store:
        for line in entries.list_entries(store, filters or [], limit, as_json=as_json):
            _print(line)


@event_commands.command("status")
def event_status(
    context: typer.Context,
    uid: Uid,
    status: Annotated[str, typer.Argument(metavar="held|scheduled|postponed|cancelled")],
    reason: Reason = "",
    as_json: AsJson = False,
    home: Home = None,
    db: Db = None,
) -> None:
    """Say what became of an event; it holds until a later article tells something definite."""
    from scheduler import entries

    with _store(_settings(context, home=home, db=db)) as store:
        _print(entries.give_status(store, uid, status, reason, _now(), as_json=as_json))


@event_commands.command("split")
def event_split(
    context: typer.Context,
    uid: Uid,
    articles: Annotated[
        list[str], typer.Argument(help="By source, key, both (SOURCE/KEY) or address.", metavar="ARTICLE…")
    ],
    reason: Reason = "",
    as_json: AsJson = False,
    home: Home = None,
    db: Db = None,
) -> None:
    """Give what these articles tell an event of its own, for good."""
    from scheduler import entries

    with _store(_settings(context, home=home, db=db)) as store:
        for line in entries.split(store, uid, articles, reason, _now(), as_json=as_json):
            _print(line)


@event_commands.command("merge")
def event_merge(
    context: typer.Context,
    one: Uid,
    two: Uid,
    reason: Reason = "",
    as_json: AsJson = False,
    home: Home = None,
    db: Db = None,
) -> None:
    """Make two events one, for good; the older uid lives on."""
    from scheduler import entries

    with _store(_settings(context, home=home, db=db)) as store:
        _print(entries.merge(store, one, two, reason, _now(), as_json=as_json))


@app.command()
def replay(
    context: typer.Context,
    since: Annotated[str | None, typer.Option(help="Only what was published since.", metavar="DAY")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")
    ] = False,
    as_json: AsJson = False,
    home: Home = None,
    db: Db = None,
) -> None:
    """Read everything stored again with today's grammar; uids stay."""
    settings = _settings(context, home=home, db=db)
    from scheduler import entries

    with _store(settings) as store:
        told = entries.replay(store, since, _now, dry=dry_run, as_json=as_json, say=_flushed)
    (_print if as_json else _say)(told)


feed_commands = typer.Typer(no_args_is_help=True, help="Private feeds: saved filters under a secret address.")
app.add_typer(feed_commands, name="feed")
FeedName = Annotated[str, typer.Argument(help="What you call it.", metavar="NAME")]


@feed_commands.command("create")
def feed_create(
    context: typer.Context, name: FeedName, filters: Filtered = None, home: Home = None, db: Db = None
) -> None:
    """Save filters under a new secret address and print it; it is told this once."""
    settings = _settings(context, home=home, db=db)
    from scheduler import publish

    with _store(settings) as store:
        _print(publish.create_feed(settings, store, name, filters or [], _now()))


@feed_commands.command("list")
def feed_list(context: typer.Context, home: Home = None, db: Db = None) -> None:
    """Name every private feed, its times and filters; addresses are not kept."""
    from scheduler import publish

    with _store(_settings(context, home=home, db=db)) as store:
        for line in publish.feed_lines(store):
            _print(line)


@feed_commands.command("rotate")
def feed_rotate(context: typer.Context, name: FeedName, home: Home = None, db: Db = None) -> None:
    """Print a new address for a feed; the old one gives an empty calendar for a month, then ends."""
    settings = _settings(context, home=home, db=db)
    from scheduler import publish

    with _store(settings) as store:
        _print(publish.rotate_feed(settings, store, name, _now()))


@feed_commands.command("revoke")
def feed_revoke(context: typer.Context, name: FeedName, home: Home = None, db: Db = None) -> None:
    """End a feed: its address gives an empty calendar for a month, then 410."""
    with _store(_settings(context, home=home, db=db)) as store:
        store.feeds.revoke(name, _now())


def main() -> None:
    """The `yeonpyo` command: an error of ours prints without a traceback, any other is a bug and keeps it."""
    from scheduler.logs import set_up
    from timeline.errors import YeonpyoError

    set_up()
    try:
        app()
    except YeonpyoError as error:
        print(error, file=sys.stderr)
        sys.exit(error.code)
    except KeyboardInterrupt:
        sys.exit(130)


def _settings(context: typer.Context, **flags: Any) -> Settings:
    from scheduler.config import load

    if flags.get("seeds") is not None:
        flags["seeds"] = tuple(flags["seeds"])
    return load(**(context.obj | {name: value for name, value in flags.items() if value is not None}))


def _store(settings: Settings, *, make: bool = False) -> Store:
    from timeline.store import Store

    return Store.open(settings.store, make=make)


@contextmanager
def _store_if_any(settings: Settings) -> Iterator[Store | None]:
    """The store, None where none was made yet."""
    if not settings.store.exists():
        yield None
        return
    with _store(settings) as store:
        yield store


def _now() -> Any:
    from datetime import datetime

    from timeline.model import SEOUL

    return datetime.now(SEOUL)


def _print(line: str) -> None:
    print(line)


def _flushed(line: str) -> None:
    print(line, flush=True)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
