#!/usr/bin/env python3
"""How fast a batch inference job is, and how much memory it takes, however many its lines are.

    run.py [--users 20000] [--events 400000] [--items 10000] [--results 25] [--rounds 1] [--check]
    run.py --users 1000000 --events 10000000      the size the goal is set for; some minutes

Starts the release server on a free port and an empty folder, trains aws-user-personalization on
generated visits, and runs jobs: of every tenth user, and of all. Prints for each how far it is
while it runs, the users a second from the request to ACTIVE, what a user costs of the worker's
processor time, and the most memory the worker had.

The ceiling is the path of a single request: wrk asks GetRecommendations for users it has not asked
for before, and what an answer costs of the server's processor time says how many all processors
could give. The goal is 0.8 of it; --check makes less an exit code of 1.

Needs boto3 (Tests/run.sh makes .build/venv with it), wrk and release executables.
"""

import argparse
import json
import os
import pathlib
import random
import sys
import tempfile
import threading
import time
from urllib.parse import urlencode

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "TestSupport"), str(HERE.parent / "serving")]

import load  # noqa: E402
from harness import batch, wire  # noqa: E402
from harness.chain import Group  # noqa: E402
from harness.data import HEADER, START  # noqa: E402
from harness.server import Server  # noqa: E402
from harness.tenant import Tenant  # noqa: E402

GOAL = 0.8
# Users whom requests ask for: fewer than a tenth are in memory from an earlier turn.
ASKED = 20_000
TICK = os.sysconf("SC_CLK_TCK")


class Workers(threading.Thread):
    """Watches how much memory and processor time the server's workers take."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server, self.most, self.own, self.seconds = server, 0, 0, {}
        self.ended = threading.Event()

    def run(self):
        while not self.ended.wait(0.05):
            for pid in self.server.workers():
                self.look(pathlib.Path(f"/proc/{pid}"))

    def look(self, process):
        try:
            status = (process / "status").read_text()
            fields = (process / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            return
        sizes = dict(line.split(":", 1) for line in status.splitlines())
        if "VmHWM" in sizes:
            self.most = max(self.most, int(sizes["VmHWM"].split()[0]) * 1024)
            self.own = max(self.own, int(sizes["RssAnon"].split()[0]) * 1024)
            self.seconds[process.name] = (int(fields[11]) + int(fields[12])) / TICK


class Progress:
    """Waits for a resource, and says every few seconds how far it is."""

    def __init__(self, group):
        self.tenant = group.tenant

    def wait(self, kind, arn):
        rows, began, said = 0, time.monotonic(), time.monotonic()
        while True:
            found = self.tenant.describe(kind, arn)
            if found["status"] == "ACTIVE":
                return
            if "FAILED" in found["status"]:
                sys.exit(f"{arn}: {found['failureReason']}")
            now = time.monotonic()
            if now - said >= 5:
                rows, said = self.say(arn, rows, now - said, now - began), now
            time.sleep(0.1)

    def say(self, arn, before, since, passed):
        """Prints a line; returns the rows that are done."""
        query = urlencode({"resourceArn": arn})
        reply = wire.send(self.tenant, f"/_bespoke/jobs?{query}", b"", method="GET")
        for job in reply.json.get("jobs", []):
            rows = job.get("rows", 0)
            print(f"  {passed:5.0f} s  {job.get('stage', job['state']):<10} "
                  f"{100 * job.get('fraction', 0):3.0f} %  {rows:>12,} rows  "
                  f"{max(rows - before, 0) / since:>9,.0f} a second", flush=True)
            return rows
        return before


def write_visits(options, path):
    """Users of a hundred tastes, whose items are popular to different degrees."""
    chance = random.Random(3).random
    own = options.items // 100
    with open(path, "w") as file:
        file.write(",".join(HEADER) + "\n")
        lines = []
        for number in range(options.events):
            user = number % options.users
            taste = user % 100 if chance() < 0.8 else int(chance() * 100)
            item = taste * own + int(own * chance() ** 2)
            lines.append(f"user-{user},item-{item},{START + number},view,1\n")
            if len(lines) == 100_000:
                file.writelines(lines)
                lines = []
        file.writelines(lines)


def prepare(group, options):
    """From nothing to a version; returns its ARN."""
    tenant, progress = group.tenant, Progress(group)
    location = tenant.put("visits.csv", "")
    write_visits(options, tenant.server.store.root / tenant.bucket / "visits.csv")
    group.dataset()
    for what, kind, start in (
        ("import", "datasetImportJob", lambda: group.start_import("", location=location)),
        ("training", "solutionVersion",
         lambda: group.start_training(group.solution("aws-user-personalization"))),
    ):
        began = time.monotonic()
        arn = start()
        progress.wait(kind, arn)
        print(f"{what} of {options.events:,} rows: {time.monotonic() - began:.1f} s", flush=True)
    return arn


def measure(group, version, count, options, turn):
    """One job of `count` users; prints what it took, and returns the users a second."""
    name, tenant = f"batch-{count}-{turn}", group.tenant
    path = tenant.put(
        f"{name}.json", "".join(json.dumps({"userId": f"user-{n}"}) + "\n" for n in range(count)))
    watch = Workers(tenant.server)
    watch.start()
    began = time.monotonic()
    arn = batch.start(group, version, path, name, numResults=options.results)
    Progress(group).wait("batchInferenceJob", arn)
    took = time.monotonic() - began
    watch.ended.set()
    watch.join()
    cost = sum(watch.seconds.values()) / count * 1e6
    print(f"{count:>9,} users  {took:7.1f} s  {count / took:8,.0f} users/s  "
          f"{cost:6.0f} us of processor time each  {watch.most / 2 ** 20:6.0f} MiB, of them "
          f"{watch.own / 2 ** 20:.0f} not of the mapped model", flush=True)
    return count / took


def write_requests(group, version, options, path):
    """Requests for users in a random order, to a campaign of the version."""
    campaign = group.deploy(version)
    with open(path, "wb") as file:
        for user in random.Random(5).sample(range(options.users), min(ASKED, options.users)):
            request = asking(group.tenant, campaign, f"user-{user}", options.results)
            file.write(b"%d\n" % len(request) + request)


def ceiling(group, path, options):
    """How many single requests all processors could answer in a second; prints it."""
    tenant = group.tenant
    url = f"{tenant.server.endpoint}/recommendations"
    sample = load.measure(
        url, tenant.server.process.pid, options.seconds, connections=1, requests=path)
    cores = os.cpu_count()
    print(f"single requests: {sample.rate:,.0f} a second on one connection, {sample.cost:.0f} us "
          f"of processor time each: {cores * 1e6 / sample.cost:,.0f} a second on {cores} "
          "processors", flush=True)
    return cores * 1e6 / sample.cost


def asking(tenant, campaign, user, count):
    """The bytes of a GetRecommendations request; its signature is not looked at."""
    content = json.dumps(
        {"campaignArn": campaign, "userId": user, "numResults": count}).encode()
    return (
        f"POST /recommendations HTTP/1.1\r\nHost: {tenant.server.host}:{tenant.server.port}\r\n"
        "Content-Type: application/json\r\nX-Amz-Date: 20261121T114012Z\r\n"
        f"Authorization: AWS4-HMAC-SHA256 Credential={tenant.key}/20261121/us-east-1/personalize"
        "/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=" + "5d" * 32
        + f"\r\nContent-Length: {len(content)}\r\n\r\n").encode() + content


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("users", 20_000), ("events", 400_000), ("items", 10_000),
                          ("results", 25), ("rounds", 1), ("seconds", 5)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    load.install_missing()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        server = Server(folder)
        server.start()
        try:
            group = Group(Tenant(server))
            version = prepare(group, options)
            write_requests(group, version, options, folder / "requests")
            ratios = []
            for turn in range(options.rounds):
                most = ceiling(group, folder / "requests", options)
                measure(group, version, options.users // 10, options, turn)
                ratios.append(measure(group, version, options.users, options, turn) / most)
            ratio = sorted(ratios)[len(ratios) // 2]
            print(f"batch, of single requests on all processors: {ratio:.2f} (goal {GOAL})")
        finally:
            server.stop()
    if options.check and ratio < GOAL:
        sys.exit(1)


if __name__ == "__main__":
    main()
