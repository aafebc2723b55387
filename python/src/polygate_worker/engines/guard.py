"""Runs a command that ends with the worker, also when the worker is killed: `python -m ... -- COMMAND`."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Have the kernel end this process (also after an exec) with its parent; Linux only."""
    if sys.platform != "linux":
        return
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it had ended before we asked
        os._exit(1)


def main() -> int:
    """Replace this process with the command after `--`."""
    command = sys.argv[sys.argv.index("--") + 1 :]
    end_with_parent()
    try:
        os.execvp(command[0], command)  # noqa: S606 - the command is the operator's own configuration
    except OSError as error:
        sys.stderr.write(f"{command[0]}: {error.strerror}\n")
        return 127


if __name__ == "__main__":
    sys.exit(main())
