#!/usr/bin/env python3
"""Measures the time from exec to the ready line on an empty data folder, and resident memory.

    run.py [--binary .build/release/bespoke] [--runs 9] [--goal-ms 100] [--goal-mb 30] [--check]

Each run starts the server anew on a folder of its own, reads its memory from /proc a moment
after the ready line, and ends it with SIGTERM. As a yardstick, a process that only prints a
line is started in turn. Ends with 1 when run with --check and a median misses its goal.
"""

import argparse
import os
import pathlib
import re
import selectors
import signal
import statistics
import subprocess
import sys
import tempfile
import time

DEADLINE_SECONDS = 20


def first_line(process):
    """The first line on the process's standard output, or None when none comes in time."""
    selector = selectors.DefaultSelector()
    selector.register(process.stdout, selectors.EVENT_READ)
    collected = b""
    end = time.monotonic() + DEADLINE_SECONDS
    while b"\n" not in collected:
        if not selector.select(max(0, end - time.monotonic())):
            return None
        piece = os.read(process.stdout.fileno(), 4096)
        if not piece:
            return None
        collected += piece
    return collected.split(b"\n")[0].decode()


def resident_megabytes(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return {
        name: int(re.search(rf"{name}:\s+(\d+) kB", status).group(1)) / 1024
        for name in ("VmRSS", "RssAnon", "RssFile")
    }


def start_server(binary):
    with tempfile.TemporaryDirectory(prefix="startup-") as folder:
        command = [binary, "serve", "--port", "0", "--data", str(pathlib.Path(folder) / "data")]
        started = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            line = first_line(process)
            elapsed = (time.perf_counter() - started) * 1000
            if line is None or not line.startswith("bespoke ready "):
                process.kill()
                sys.exit(f"no ready line, but {line!r}: {process.stderr.read()[-500:]!r}")
            time.sleep(0.2)
            memory = resident_megabytes(process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                code = process.wait(DEADLINE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                sys.exit("the server did not end on SIGTERM")
        if code != 0:
            sys.exit(f"the server ended with {code} on SIGTERM")
        return elapsed, memory


def start_yardstick():
    started = time.perf_counter()
    process = subprocess.Popen(["/bin/echo", "ready"], stdout=subprocess.PIPE)
    first_line(process)
    elapsed = (time.perf_counter() - started) * 1000
    process.wait()
    return elapsed


def describe(name, values, unit):
    median = statistics.median(values)
    print(f"{name:<28} {median:8.1f} {unit} (from {min(values):.1f} to {max(values):.1f})")
    return median


def main():
    root = pathlib.Path(__file__).resolve().parents[3]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", default=str(root / ".build/release/bespoke"))
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--goal-ms", type=float, default=100)
    parser.add_argument("--goal-mb", type=float, default=30)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    if not os.access(options.binary, os.X_OK):
        sys.exit(f"{options.binary} is missing: swift build -c release")

    times, yardsticks, memories = [], [], []
    for _ in range(max(options.runs, 5)):
        elapsed, memory = start_server(options.binary)
        times.append(elapsed)
        memories.append(memory)
        yardsticks.append(start_yardstick())
    size = os.path.getsize(options.binary) / 1e6
    print(f"{options.binary}, {size:.1f} MB, {len(times)} runs on empty data folders")
    ready = describe("exec to ready line", times, "ms")
    describe("exec to line of /bin/echo", yardsticks, "ms")
    resident = describe("resident memory", [memory["VmRSS"] for memory in memories], "MB")
    describe("  of it not backed by files", [memory["RssAnon"] for memory in memories], "MB")
    print(f"goals: {options.goal_ms:.0f} ms, {options.goal_mb:.0f} MB")
    if options.check and (ready > options.goal_ms or resident > options.goal_mb):
        sys.exit(1)


if __name__ == "__main__":
    main()
