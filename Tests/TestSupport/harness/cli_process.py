"""The `bespoke` command as a process of its own."""

import subprocess

from .server import binary, clean_environment


def bespoke(*arguments, within=120, text=None, **environment):
    """The finished process; `text` is its standard input."""
    return subprocess.run(
        [binary(), *map(str, arguments)], capture_output=True, text=True, timeout=within,
        input=text or "", env=clean_environment(**environment))
