#!/usr/bin/env python3
"""GetRecommendations of a trained campaign beside nginx: sets up all it needs, then runs run.py.

    recommendations.py [--items 10000] [--users 2000] [--goal 0.33] [--check] [run.py's options]

Starts the release server on a free port and an empty folder, imports generated visits, trains
aws-user-personalization, deploys it, asks once for every user, and measures warm users.
Needs boto3 (Tests/run.sh makes .build/venv with it).
"""

import argparse
import os
import pathlib
import random
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "TestSupport"))

from harness.chain import Group  # noqa: E402
from harness.data import HEADER, START, table  # noqa: E402
from harness.server import Server  # noqa: E402
from harness.tenant import Tenant  # noqa: E402


def visits(users, items, per_user=50, seed=7):
    """Interactions of the users 1, 2, ...: each wanders about the neighbourhood of one item."""
    generator = random.Random(seed)
    for user in range(1, users + 1):
        place, time = generator.randrange(items), START + generator.randrange(1_000_000)
        for _ in range(per_user):
            place = (place + generator.randrange(-40, 60)) % items
            time += generator.randrange(30, 600)
            yield [f"user{user}", f"item{place}", time, "view", 1.0]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--users", type=int, default=2_000)
    parser.add_argument("--goal", default="0.33")
    options, rest = parser.parse_known_args()

    with tempfile.TemporaryDirectory() as folder:
        server = Server(pathlib.Path(folder)).start()
        try:
            tenant = Tenant(server)
            group = Group(tenant)
            group.dataset()
            group.load(table(HEADER, visits(options.users, options.items)))
            campaign = group.campaign("aws-user-personalization")
            environment = dict(
                os.environ, BENCH_CAMPAIGN=campaign, BENCH_USERS=str(options.users),
                BENCH_USER_PREFIX="user", BENCH_ACCOUNT=tenant.account)
            return subprocess.run(
                [sys.executable, HERE / "run.py", "--url", f"{server.endpoint}/recommendations",
                 "--script", HERE / "recommendations.lua", "--pid", str(server.process.pid),
                 "--goal", options.goal, *rest], env=environment).returncode
        finally:
            server.stop()


if __name__ == "__main__":
    sys.exit(main())
