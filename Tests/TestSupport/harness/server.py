"""One `bespoke serve` process: start, wait for its ready line, stop or kill it, start it again."""

import os
import re
import select
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

from . import REPOSITORY, waits
from .stores import FolderStore

READY = re.compile(rb"^bespoke ready (http://\S+)\n$")


def binary():
    """The release executable, or the one named by BESPOKE_BINARY."""
    path = Path(os.environ.get("BESPOKE_BINARY", REPOSITORY / ".build/release/bespoke"))
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing: run swift build -c release")
    return path


def clean_environment(**extra):
    """This process's environment without what would configure the server or an AWS client."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "BESPOKE_"))}
    return kept | {"AWS_EC2_METADATA_DISABLED": "true"} | extra


class Server:
    """A server on a folder of its own; its data and its store outlive any one process."""

    def __init__(self, folder, *options, store=None):
        self.folder = Path(folder)
        self.data = self.folder / "data"
        self.store = store or FolderStore(self.folder / "s3")
        self.log = self.folder / "server.log"
        self.options = options
        # Of the server's environment, besides this process's.
        self.environment = {}
        self.port = 0
        self.process = None
        self.folder.mkdir(parents=True, exist_ok=True)

    def start(self, within=20):
        """Starts the process on the port it had before, or on a free one."""
        command = [binary(), "serve", "--port", str(self.port), "--data", self.data]
        command += [*self.store.options, *self.options]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [str(part) for part in command],
                stdout=subprocess.PIPE, stderr=log, stdin=subprocess.DEVNULL,
                env=clean_environment(**self.store.environment, **self.environment))
        line = self._first_line(within)
        match = READY.match(line)
        assert match, f"not a ready line: {line!r}; the log ends:\n{self.log_tail()}"
        self.endpoint = match.group(1).decode()
        address = urlsplit(self.endpoint)
        self.host, self.port = address.hostname, address.port
        return self

    def _first_line(self, within):
        line, deadline = b"", time.monotonic() + within
        pipe = self.process.stdout.fileno()
        while not line.endswith(b"\n") and time.monotonic() < deadline:
            if select.select([pipe], [], [], 0.05)[0]:
                piece = os.read(pipe, 4096)
                if not piece:
                    break
                line += piece
        return line

    def log_tail(self, size=4000):
        """The end of what the server wrote on standard error."""
        return self.log.read_text(errors="replace")[-size:]

    def alive(self):
        """Whether the process runs."""
        return self.process is not None and self.process.poll() is None

    def stop(self, within=20):
        """SIGTERM, and the exit code; the process is killed if it does not end in time."""
        if self.process is None:
            return None
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(within)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"SIGTERM did not end the server within {within} s") from None
        finally:
            self.process.stdout.close()

    def kill(self):
        """SIGKILL: no handler runs, nothing is flushed."""
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def workers(self):
        """The ids of the worker processes this server has now."""
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                name, rest = (entry / "stat").read_text().split("(", 1)[1].rsplit(")", 1)
                state, parent = rest.split()[:2]
            except (OSError, IndexError):
                continue
            # The kernel keeps fifteen characters of a process's name.
            if int(parent) == self.process.pid and name == "bespoke-worker"[:15] and state != "Z":
                found.append(int(entry.name))
        return found

    def worker_gone(self, pid, within=10):
        """Waits until no process has this id any more, or only an unreaped one."""

        def ended():
            try:
                return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
            except OSError:
                return True

        waits.until(ended, f"worker {pid} ends", within)

    def resident_bytes(self):
        """Resident memory of the server process."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
