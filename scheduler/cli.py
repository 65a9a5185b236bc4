"""The `yeonpyo` command: an error of ours prints without a traceback, any other is a bug and keeps it."""

from __future__ import annotations

import sys

from scheduler.commands import app


def main() -> None:
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


if __name__ == "__main__":
    main()
