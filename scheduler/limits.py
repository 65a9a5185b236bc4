"""What a process may use of the machine, and what it gives back."""

from __future__ import annotations

import ctypes
import gc
import resource
from contextlib import suppress

MEMORY = 1 << 30  # bytes of address space
FILES = 256


def limit_memory_and_files() -> None:
    """Bound the worker for the rest of its life, so that a page can hurt nobody but its own reading.

    What a hard limit forbids is left as it is.
    """
    for kind, wanted in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_NOFILE, FILES)):
        hard = resource.getrlimit(kind)[1]
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(kind, (soft, hard))


def give_back_memory() -> None:
    """Return to the system what a start or a reload used once; glibc keeps it otherwise."""
    gc.collect()
    with suppress(OSError, AttributeError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)
