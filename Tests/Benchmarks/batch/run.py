#!/usr/bin/env python3
"""How fast a batch inference job is, and how much memory it takes, however many its lines are.

    run.py [--users 20000] [--events 400000] [--items 10000] [--results 25]

Starts the release server on a free port and an empty folder, trains aws-user-personalization on
generated visits, and runs two jobs: one of every tenth user, one of all. Prints for each users a
second, from the request to ACTIVE, and the most memory the worker had. Needs boto3 (Tests/run.sh
makes .build/venv with it) and release executables.
"""

import argparse
import json
import pathlib
import random
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "TestSupport")]

from harness import waits  # noqa: E402
from harness.chain import Group  # noqa: E402
from harness.data import HEADER, START, table  # noqa: E402
from harness.server import Server  # noqa: E402
from harness.tenant import ROLE, Tenant  # noqa: E402


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


def visits(options):
    """Users of a hundred tastes, whose items are popular to different degrees."""
    chance = random.Random(3)
    own = options.items // 100
    for number in range(options.events):
        user = number % options.users
        taste = user % 100 if chance.random() < 0.8 else chance.randrange(100)
        item = taste * own + int(own * chance.random() ** 2)
        yield [f"user-{user}", f"item-{item}", START + number, "view", 1]


def measure(group, version, count, options):
    """One job of `count` users; prints what it took."""
    name, tenant = f"batch-{count}", group.tenant
    path = tenant.put(
        f"{name}.json", "".join(json.dumps({"userId": f"user-{n}"}) + "\n" for n in range(count)))
    watch = Workers(tenant.server)
    watch.start()
    began = time.monotonic()
    arn = group.api.create_batch_inference_job(
        jobName=name, solutionVersionArn=version, roleArn=ROLE, numResults=options.results,
        jobInput={"s3DataSource": {"path": path}},
        jobOutput={"s3DataDestination": {"path": tenant.folder(name)}})["batchInferenceJobArn"]
    waits.active(tenant, "batchInferenceJob", arn, within=3600)
    took = time.monotonic() - began
    watch.ended.set()
    watch.join()
    print(f"{count:>9,} users  {took:7.1f} s  {count / took:8,.0f} users/s  "
          f"{watch.most / 2 ** 20:6.0f} MiB", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, default in (("users", 20_000), ("events", 400_000), ("items", 10_000),
                          ("results", 25)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(pathlib.Path(folder))
        server.start()
        try:
            group = Group(Tenant(server))
            group.dataset()
            group.load(table(HEADER, visits(options)), within=600)
            version = group.train("aws-user-personalization", within=1200)
            for count in (options.users // 10, options.users):
                measure(group, version, count, options)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
