"""What every fault row is made of: commands as real processes, the faults, and what must hold after them."""

from rig.bounds import KILLS, SLOW, TALLY, count, need, peak, sample, spread, until
from rig.commands import COMMAND, ROOT, Done, Running, Zygote
from rig.daemons import Daemon, children, command, daemon, fetch, free_port, gone
from rig.faults import COUNT, FAIL, FAIL_ON, KILL, Clock, built, fill, remount, small_disk
from rig.pages import THINGS, Told, acknowledged, assert_whole, document, documents, held, sql, truth
from rig.paper import LIST, LOOPBACK, Paper, Story, due_now

__all__ = [
    "COMMAND",
    "COUNT",
    "FAIL",
    "FAIL_ON",
    "KILL",
    "KILLS",
    "LIST",
    "LOOPBACK",
    "ROOT",
    "SLOW",
    "TALLY",
    "THINGS",
    "Clock",
    "Daemon",
    "Done",
    "Paper",
    "Running",
    "Story",
    "Told",
    "Zygote",
    "acknowledged",
    "assert_whole",
    "built",
    "children",
    "command",
    "count",
    "daemon",
    "document",
    "documents",
    "due_now",
    "fetch",
    "fill",
    "free_port",
    "gone",
    "held",
    "need",
    "peak",
    "remount",
    "sample",
    "small_disk",
    "spread",
    "sql",
    "truth",
    "until",
]
