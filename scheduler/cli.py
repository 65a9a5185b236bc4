"""The `yeonpyo` command: an error of ours prints without a traceback, any other is a bug and keeps it."""

from __future__ import annotations

import errno
import os
import sys

from scheduler.commands import app
from scheduler.streams import keep_streams, let_go, unwritten


def main() -> None:
    keep_streams()
    os.umask(0o077)  # what is made is ours alone; an exported file says otherwise
    from scheduler.logs import set_up
    from scheduler.terminal import plain
    from timeline.errors import YeonpyoError

    set_up()
    try:
        app()
    except YeonpyoError as error:
        print("\n".join(map(plain, str(error).splitlines())), file=sys.stderr)
        sys.exit(error.code)
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        if error.filename is not None or error.errno not in (errno.ENOSPC, errno.EPIPE):
            raise  # no stream that failed
        _give_up(error)
    finally:
        if lost := unwritten():
            _give_up(lost)
        let_go()


def _give_up(error: OSError) -> None:
    """Results were lost: say so. A reader that went away wants to hear nothing."""
    let_go()
    if error.errno != errno.EPIPE:
        print(f"standard output: {error.strerror}", file=sys.stderr)
    sys.exit(1)


if __name__ == "__main__":
    main()
