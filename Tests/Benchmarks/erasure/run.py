#!/usr/bin/env python3
"""What it costs to forget many people at once, and what others notice of it.

    run.py [--rows 10000000] [--ids 10000] [--items 10000] [--seconds 3] [--rounds 5] [--check]

Starts the release server on a free port and an empty folder, imports visits, trains
aws-user-personalization on all of them and deploys it, and sends one CSV of ids to
CreateDataDeletionJob. wrk asks GetRecommendations before it, all the while, and after it.
  rewriting   rows a second of the worker that writes the segment files anew, run by itself first
  the job     seconds of each step and of all, rows a second, the most memory of each worker and of
              the server
  beside      GetRecommendations, times the quiet p99
  after       GetRecommendations of those who stay, while the tenant has as many tombstones
The ids are user1, user2, ..., so that each is the beginning of others that stay: the worst case of
the search for what is left. Ends with 1 when run with --check and a goal is missed. Needs boto3
(Tests/run.sh makes .build/venv with it) and release executables.
"""

import argparse
import csv
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "serving"), str(HERE.parents[1] / "TestSupport")]

import load  # noqa: E402
from run import Report  # noqa: E402
from world import World  # noqa: E402
from harness.server import binary  # noqa: E402
from harness.tenant import ROLE  # noqa: E402

STREAM = {"connections": 16, "think": 4}
PER_USER = 40
DONE = ("COMPLETED", "FAILED")


class Memory(threading.Thread):
    """Watches how much memory the server and its workers take."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server, self.workers, self.ended = server, {}, threading.Event()
        # From now on, not from the start.
        pathlib.Path(f"/proc/{server.process.pid}/clear_refs").write_text("5")
        self.start()

    def run(self):
        # Seldom enough not to be felt by the stream beside it.
        while not self.ended.wait(0.25):
            for pid in self.server.workers():
                self.workers[pid] = max(self.workers.get(pid, 0), peak(pid))

    def end(self):
        """The most that each worker had, in the order of their starts, and the server."""
        self.ended.set()
        self.join()
        return list(self.workers.values()), peak(self.server.process.pid)


class Waiter(threading.Thread):
    """Waits for the end of a job."""

    def __init__(self, describe):
        super().__init__(daemon=True)
        self.describe, self.job = describe, describe()
        self.start()

    def run(self):
        while self.job["status"] not in DONE:
            self.job = self.describe()


def peak(pid):
    """The most memory a process has had, in bytes; 0 when it is gone."""
    try:
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    lines = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(lines[0].split()[1]) * 1024 if lines else 0


def write_table(path, header, rows):
    """A CSV file, row by row."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def rewriting(world, ids, report):
    """The worker alone: writes segment files without the people, beside the old ones."""
    group = next((world.server.data / "tenants").glob("*/*/groups/*"))
    before = set((group / "segments").iterdir())
    tenant = group.parent.parent
    scene = {"dataDirectory": str(world.server.data), "tenantDirectory": str(tenant),
             "groupDirectory": str(group), "s3Root": str(world.server.folder / "s3")}
    task = {"scene": scene, "subjects": ids, "mark": "benchmark"}
    line = json.dumps({"erase": {"_0": {"rewriteRows": {"_0": task}}}})
    worker = subprocess.Popen(
        [str(binary()) + "-worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    worker.stdin.write(line + "\n")
    worker.stdin.flush()
    first, last, most = None, None, 0
    for message in worker.stdout:
        most = max(most, peak(worker.pid))
        answer = json.loads(message)
        if "result" in answer:
            result = next(iter(answer["result"].values()))
            if "failed" in result:
                sys.exit(f"the worker says: {result}")
        elif answer["progress"]["_0"]["stage"] == "erasing":
            mark = (time.monotonic(), answer["progress"]["_0"].get("rows", 0))
            first, last = first or mark, mark
    worker.wait()
    for path in set((group / "segments").iterdir()) - before:
        path.unlink()
    if first and last and last[0] > first[0]:
        rate = (last[1] - first[1]) / (last[0] - first[0])
        report.ratio("rewriting, million rows a second", rate / 1e6, least=2)
    report.note("memory of that worker", f"{most / 1e6:,.0f} MB")


def erase(world, ids, rows, options, report):
    """The whole job, and GetRecommendations beside it and after it."""
    api, group = world.tenant.personalize, world.group
    write_table(pathlib.Path(world.server.store.root) / world.tenant.bucket / "forget" / "ids.csv",
                ["USER_ID"], ([person] for person in ids))
    requests = world.write("stream", [
        world.recommendations(user) for user in range(len(ids) + 1, len(ids) + 2_001)])
    url = world.url("/recommendations")

    def measure(**how):
        return load.measure(url, world.pid, options.seconds, requests=requests, **how)

    measure(**STREAM)
    quiet = [measure(**STREAM) for _ in range(options.rounds)]
    full = [measure() for _ in range(options.rounds)]
    memory, resident = Memory(world.server), world.server.resident_bytes()
    start = time.monotonic()
    arn = api.create_data_deletion_job(
        jobName="forget", datasetGroupArn=group.arn, roleArn=ROLE,
        dataSource={"dataLocation": world.tenant.folder("forget")})["dataDeletionJobArn"]
    # Asked beside the stream, as Describe waits for something to happen.
    waiter = Waiter(lambda: world.tenant.describe("dataDeletionJob", arn))
    samples = []
    while waiter.is_alive():
        samples.append(measure(**STREAM))
        if time.monotonic() - start > 1800:
            sys.exit(f"not done after half an hour: {waiter.job}")
    workers, server = memory.end()
    job = waiter.job
    ended = (job["lastUpdatedDateTime"] - job["creationDateTime"]).total_seconds()
    if job["status"] != "COMPLETED":
        sys.exit(f"the job failed: {job.get('failureReason')}")
    report.note("rows deleted", f"{job['numDeleted']:,} of {rows:,}")
    for step, milliseconds in steps(world.server.log):
        report.note(f"  {step}", f"{milliseconds / 1000:.2f} s")
    report.ratio("from request to COMPLETED", ended, most=600, unit=" s")
    report.note("rows a second", f"{rows / max(ended, 0.001):,.0f}")
    report.note("the most memory of each worker",
                ", ".join(f"{most / 1e6:,.0f}" for most in workers) + " MB")
    report.ratio("the server's memory beside it, MB more", (server - resident) / 1e6, most=300)
    still = report.sample("GetRecommendations, quiet", quiet)
    loaded = report.sample("GetRecommendations, beside it", samples)
    report.note("  p99 of each of the runs",
                ", ".join(f"{sample.p99:.2f}" for sample in samples) + " ms")
    report.ratio("p99 beside it, times the quiet one", loaded.p99 / still.p99, most=3)
    measure(**STREAM)
    before = report.sample("at full rate, before", full)
    after = report.sample("the same with tombstones", [measure() for _ in range(options.rounds)])
    # Processor time, as the rates come minutes apart, with whatever else the machine did then.
    report.ratio("processor of an answer, times before", after.cost / before.cost, most=1.15)


def steps(log):
    """The steps of the erasure that a server's log tells of: (name, milliseconds)."""
    return [(found[1], int(found[2])) for found in re.finditer(
        r"an erasure has taken a step .*step=(\w+) milliseconds=(-?\d+)", log.read_text())]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--ids", type=int, default=10_000)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    load.install_missing()
    print(load.versions())
    report = Report()
    with tempfile.TemporaryDirectory(prefix="erasure-") as folder:
        users = max(options.rows // PER_USER, 2 * options.ids)
        began = time.monotonic()
        world = World(pathlib.Path(folder) / "world", options.items, users, PER_USER)
        try:
            rows = users * PER_USER
            report.title(f"erasure: {options.ids:,} people in {rows:,} interactions")
            report.note("making the rows, import and training", f"{time.monotonic() - began:.1f} s")
            ids = [f"user{number}" for number in range(1, options.ids + 1)]
            rewriting(world, ids, report)
            erase(world, ids, rows, options, report)
        finally:
            world.stop()
    if report.missed:
        print(f"\nmissed: {', '.join(report.missed)}")
    sys.exit(1 if options.check and report.missed else 0)


if __name__ == "__main__":
    main()
