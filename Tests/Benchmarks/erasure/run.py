#!/usr/bin/env python3
"""What it costs to forget many people at once, and what others notice of it.

    run.py [--rows 10000000] [--ids 10000] [--items 10000] [--seconds 3] [--rounds 5] [--check]

Starts the release server on a free port and an empty folder, trains aws-user-personalization on
few visits and deploys it, imports many more, and sends one CSV of ids to CreateDataDeletionJob.
wrk asks GetRecommendations before it and all the while.
  rewriting   rows a second of the worker that writes the segment files anew, run by itself first
  the job     seconds from the request to COMPLETED, rows a second, the most memory a worker had
  beside      GetRecommendations, times the quiet p99
Ends with 1 when run with --check and a goal is missed. Needs boto3 (Tests/run.sh makes .build/venv
with it) and release executables.
"""

import argparse
import csv
import json
import pathlib
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "serving"), str(HERE.parents[1] / "TestSupport")]

import load  # noqa: E402
from run import Report  # noqa: E402
from world import World, visits  # noqa: E402
from harness.data import HEADER  # noqa: E402
from harness.server import binary  # noqa: E402
from harness.tenant import ROLE  # noqa: E402

STREAM = {"connections": 16, "think": 4}
PER_USER = 40
DONE = ("COMPLETED", "FAILED")


class Workers(threading.Thread):
    """Watches how much memory the server's workers take."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server, self.most, self.ended = server, 0, threading.Event()

    def run(self):
        while not self.ended.wait(0.05):
            for pid in self.server.workers():
                self.most = max(self.most, peak(pid))


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
    """The worker alone: writes the segment files without the people, beside the old ones."""
    group = next((world.server.data / "tenants").glob("*/*/groups/*"))
    before = set((group / "segments").iterdir())
    tenant = group.parent.parent
    scene = {"dataDirectory": str(world.server.data), "tenantDirectory": str(tenant),
             "groupDirectory": str(group), "s3Root": str(world.server.folder / "s3")}
    task = {"scene": scene, "subjects": {"ids": ids, "hashes": []}, "mark": "benchmark"}
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
    """The whole job, and GetRecommendations beside it."""
    api, group = world.tenant.personalize, world.group
    write_table(pathlib.Path(world.server.store.root) / world.tenant.bucket / "forget" / "ids.csv",
                ["USER_ID"], ([person] for person in ids))
    requests = world.write("stream", [
        world.recommendations(user) for user in range(len(ids) + 1, len(ids) + 2_001)])
    url = world.url("/recommendations")
    load.measure(url, world.pid, options.seconds, requests=requests, **STREAM)
    quiet = [load.measure(url, world.pid, options.seconds, requests=requests, **STREAM)
             for _ in range(options.rounds)]
    watch = Workers(world.server)
    watch.start()
    start = time.monotonic()
    arn = api.create_data_deletion_job(
        jobName="forget", datasetGroupArn=group.arn, roleArn=ROLE,
        dataSource={"dataLocation": world.tenant.folder("forget")})["dataDeletionJobArn"]
    samples, ended = [], None
    while ended is None:
        samples.append(load.measure(url, world.pid, options.seconds, requests=requests, **STREAM))
        job = world.tenant.describe("dataDeletionJob", arn)
        if job["status"] in DONE:
            ended = job["lastUpdatedDateTime"].timestamp() - job["creationDateTime"].timestamp()
        if time.monotonic() - start > 1800:
            sys.exit(f"not done after half an hour: {job}")
    watch.ended.set()
    if job["status"] != "COMPLETED":
        sys.exit(f"the job failed: {job.get('failureReason')}")
    report.note("rows deleted", f"{job['numDeleted']:,} of {rows:,}")
    report.note("from request to COMPLETED", f"{ended:.1f} s")
    report.ratio("rows looked through a second", rows / max(ended, 0.001), least=rows / 600)
    report.note("the most memory a worker had", f"{watch.most / 1e6:,.0f} MB")
    still = report.sample("GetRecommendations, quiet", quiet)
    loaded = report.sample("GetRecommendations, beside it", samples)
    report.ratio("p99 beside it, times the quiet one", loaded.p99 / still.p99, most=3)


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
        # The world is trained on few rows, so that its model is soon there; the rest comes after.
        world = World(pathlib.Path(folder) / "world", options.items, 2 * options.ids, per_user=4)
        try:
            users = max(options.rows // PER_USER, 2 * options.ids)
            location = pathlib.Path(world.server.store.root) / world.tenant.bucket / "more.csv"
            write_table(location, HEADER, visits(users, options.items, PER_USER, seed=11))
            began = time.monotonic()
            world.group.load(None, location=f"s3://{world.tenant.bucket}/more.csv", within=1800,
                             importMode="INCREMENTAL")
            location.unlink()
            rows = users * PER_USER + 8 * options.ids
            report.title(f"erasure: {options.ids:,} people in {rows:,} interactions")
            report.note("import of the rows", f"{time.monotonic() - began:.1f} s")
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
