#!/usr/bin/env python3
"""How fast CSV files are imported, beside DuckDB reading the same file in the same run.

    run.py [--rows 1000000 5000000 25000000] [--rounds 3] [--check]

Makes a file of interactions of each size (five columns; a hundredth as many users, a thousandth as
many items, at most 20,000), imports it through the release server, and has DuckDB read it with
`read_csv` into a table of a database file, with two threads and the priority of a worker; in turn,
--rounds times each. Prints the best of both in rows a second, the resident memory of the worker at
its highest, the processor time of both, which other work on the machine disturbs less, and how the
time a row grows from the first size to the last. Goals: a quarter of DuckDB's rows a second, less
than 300 MB, and no growth beyond a quarter; with --check the exit code is 1 when one is missed.

Makes a virtual environment with duckdb and boto3 in .build/benchmark-imports; needs a release
build.
"""

import argparse
import concurrent.futures
import multiprocessing
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time
import venv

ROOT = pathlib.Path(__file__).resolve().parents[3]
VENV = ROOT / ".build" / "benchmark-imports"
PACKAGES = ["duckdb==2.0.0", "boto3==1.43.11", "botocore==1.43.11", "pytest==9.0.3"]
THREADS = 2
GOAL_SHARE, GOAL_MEGABYTES, GOAL_GROWTH = 0.25, 300, 1.25
COLUMNS = {
    "USER_ID": "VARCHAR", "ITEM_ID": "VARCHAR", "EVENT_TYPE": "VARCHAR", "EVENT_VALUE": "FLOAT",
    "TIMESTAMP": "BIGINT",
}


def enter_environment():
    """Runs this file again in an environment that has DuckDB."""
    if pathlib.Path(sys.prefix) == VENV:
        return
    python = VENV / "bin" / "python"
    if not python.exists():
        venv.create(VENV, with_pip=True)
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, *PACKAGES], check=True)
    sys.exit(subprocess.run([python, *sys.argv]).returncode)


if __name__ == "__main__":
    enter_environment()

import duckdb  # noqa: E402

TESTS = ROOT / "Tests"
sys.path[:0] = [str(TESTS / "TestSupport"), str(TESTS / "Benchmarks" / "serving")]

from load import processor_seconds  # noqa: E402
from harness import waits  # noqa: E402
from harness.chain import Group  # noqa: E402
from harness.server import Server  # noqa: E402
from harness.tenant import Tenant  # noqa: E402


def write(path, rows):
    """A file of so many interactions, no two alike."""
    users, items = max(rows // 100, 10), min(max(rows // 1000, 10), 20_000)
    duckdb.sql(f"""COPY (
        SELECT 'user-' || (hash(i) % {users}) AS USER_ID,
               'item-' || (hash(i * 7) % {items}) AS ITEM_ID,
               CASE WHEN i % 10 = 0 THEN 'purchase' ELSE 'view' END AS EVENT_TYPE,
               (i % 50) / 10 AS EVENT_VALUE,
               1600000000 + i * 3 AS "TIMESTAMP"
        FROM range({rows}) t(i)) TO '{path}' (HEADER, DELIMITER ',')""")


class Watch(threading.Thread):
    """Watches the largest resident memory of a server's workers, and their processor time."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server, self.bytes, self.ended = server, 0, threading.Event()
        self.processor = {}
        self.start()

    def run(self):
        while not self.ended.wait(0.02):
            for worker in self.server.workers():
                try:
                    status = pathlib.Path(f"/proc/{worker}/status").read_text()
                    self.processor[worker] = processor_seconds(worker)
                except OSError:
                    continue
                for line in status.splitlines():
                    if line.startswith("VmHWM:"):
                        self.bytes = max(self.bytes, int(line.split()[1]) * 1024)


def ours(group, location, rows):
    """Of one import: seconds as its client sees them, the worker's processor seconds and memory."""
    watch = Watch(group.tenant.server)
    started = time.monotonic()
    arn = group.start_import("", location=location)
    waits.active(group.tenant, "datasetImportJob", arn, within=60 + rows // 50_000)
    seconds = time.monotonic() - started
    watch.ended.set()
    return seconds, sum(watch.processor.values()), watch.bytes


def give_way():
    """What workers do (Scheduling.givesWay), so that on a busy machine both get as much of it."""
    os.nice(10)
    os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def theirs(path, folder):
    """What `read` answers, in a process of the same priority as ours."""
    with concurrent.futures.ProcessPoolExecutor(
            1, multiprocessing.get_context("spawn"), initializer=give_way) as pool:
        return pool.submit(read, path, folder).result()


def read(path, folder):
    """Has DuckDB read a file, with the types given as ours has them: (seconds, processor's)."""
    database = folder / "peer.duckdb"
    database.unlink(missing_ok=True)
    types = ", ".join(f"'{name}': '{kind}'" for name, kind in COLUMNS.items())
    with duckdb.connect(str(database), config={"threads": THREADS}) as connection:
        connection.sql("SET enable_progress_bar = false")
        started, before = time.monotonic(), time.process_time()
        connection.sql(
            f"CREATE TABLE t AS SELECT * FROM "
            f"read_csv('{path}', header=true, auto_detect=false, columns={{{types}}})")
        connection.sql("CHECKPOINT")
        return time.monotonic() - started, time.process_time() - before


def measure(folder, rows, rounds):
    """(our seconds, DuckDB's, our processor seconds, DuckDB's, our peak bytes, the file's size)."""
    server = Server(folder / f"server-{rows}", "--describe-hold", "30").start()
    try:
        group = Group(Tenant(server))
        group.dataset()
        location = group.tenant.put("rows.csv", b"")
        path = server.store.root / group.tenant.bucket / "rows.csv"
        write(path, rows)
        mine, peers = [], []
        for _ in range(rounds):
            mine.append(ours(group, location, rows))
            peers.append(theirs(path, folder))
        size = path.stat().st_size
        path.unlink()
        return (
            min(one[0] for one in mine), min(one[0] for one in peers),
            min(one[1] for one in mine), min(one[1] for one in peers),
            max(one[2] for one in mine), size)
    finally:
        server.kill()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000, 5_000_000, 25_000_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    missed = False
    print(f"{'rows':>11} {'MB':>6} {'ours, rows/s':>13} {'DuckDB':>12} {'share':>6} "
          f"{'processor s':>12} {'DuckDB':>7} {'peak MB':>8}")
    costs = []
    with tempfile.TemporaryDirectory(prefix="imports-") as name:
        for rows in options.rows:
            mine, peer, cost, peers, peak, size = measure(
                pathlib.Path(name), rows, options.rounds)
            costs.append(mine / rows)
            print(
                f"{rows:>11,} {size / 1e6:>6.0f} {rows / mine:>13,.0f} {rows / peer:>12,.0f} "
                f"{peer / mine:>6.2f} {cost:>12.2f} {peers:>7.2f} {peak / 1e6:>8.0f}", flush=True)
            missed |= peer / mine < GOAL_SHARE or peak > GOAL_MEGABYTES * 1e6
    growth = costs[-1] / costs[0]
    print(f"time a row, last size to first: {growth:.2f} (goal at most {GOAL_GROWTH})")
    missed |= growth > GOAL_GROWTH
    return 1 if options.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
