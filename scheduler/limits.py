"""What a worker may use of the machine, so that a page can hurt nobody but its own reading."""

from __future__ import annotations

import resource

MEMORY = 1 << 30  # bytes of address space
FILES = 256


def limit_memory_and_files() -> None:
    """Bound this process for the rest of its life; what a hard limit forbids is left as it is."""
    for kind, wanted in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_NOFILE, FILES)):
        hard = resource.getrlimit(kind)[1]
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(kind, (soft, hard))
