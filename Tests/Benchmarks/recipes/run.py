#!/usr/bin/env python3
"""Measures recommendations of MovieLens-100K through the API, by two protocols.

P1, leave one out: each user's last interaction is the one to find, all others train.
P2, the service's split: of a tenth of the users the newest tenth is to be found; a fixed choice
of users a seed, five seeds averaged.

Each split is imported, a solution version trained and every test user asked for with
GetRecommendations; NDCG@10 is computed here from the lists. Needs boto3 (Tests/run.sh leaves one in
.build/venv) and a release build:

    .build/venv/bin/python Tests/Benchmarks/recipes/run.py [--recipes NAME ...] [--seeds 42 43]
                           [--endpoint URL --s3-root DIR | --binary FILE] [--check]

Ends with 1 when run with --check and below a goal.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import boto3

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "examples" / "movielens"))

import dataset as movies  # noqa: E402
import movielens  # noqa: E402
from protocols import DEPTH, gain, leave_one_out, service_split  # noqa: E402

GOALS = {"P1": (0.115, 0.128), "P2": (0.190, 0.199)}


class Chain(movielens.Chain):
    """The example's steps, for one split and any number of recipes."""

    def __init__(self, endpoint, name):
        # An account a split, as an account may have few dataset groups.
        account = f"{time.time_ns() % 10**12:012}"
        session = boto3.Session(
            aws_access_key_id=account, aws_secret_access_key="any", region_name="us-east-1")
        self.personalize = session.client("personalize", endpoint_url=endpoint)
        self.runtime = session.client("personalize-runtime", endpoint_url=endpoint)
        self.name = f"benchmark-{name}"

    def train(self, recipe):
        """A solution version; the seconds it took, as the client sees them."""
        api = self.personalize
        solution = api.create_solution(
            name=f"{self.name}-{recipe}", datasetGroupArn=self.group,
            recipeArn=f"arn:aws:personalize:::recipe/{recipe}",
            performAutoTraining=False)["solutionArn"]
        self.wait(api.describe_solution, solutionArn=solution)
        started = time.monotonic()
        self.version = api.create_solution_version(solutionArn=solution)["solutionVersionArn"]
        self.wait(api.describe_solution_version, solutionVersionArn=self.version)
        return time.monotonic() - started

    def deploy(self, recipe):
        """A campaign that explores nothing."""
        api, config = self.personalize, {}
        if recipe == "aws-user-personalization":
            config = {"campaignConfig": {"itemExplorationConfig": {"explorationWeight": "0"}}}
        self.campaign = api.create_campaign(
            name=f"{self.name}-{recipe}", solutionVersionArn=self.version,
            minProvisionedTPS=1, **config)["campaignArn"]
        self.wait(api.describe_campaign, campaignArn=self.campaign)


def measure(endpoint, s3_root, recipes, name, rows, truths):
    """The mean NDCG@10 by recipe."""
    folder = Path(s3_root) / movielens.BUCKET
    movies.Dataset("", rows, [], [], {}).write(folder)
    chain, results = Chain(endpoint, name), {}
    chain.load(["Interactions"])
    for recipe in recipes:
        seconds = chain.train(recipe)
        chain.deploy(recipe)
        started = time.monotonic()
        gains = [gain(chain.recommend(user)[:DEPTH], truth) for user, truth in truths.items()]
        wait = (time.monotonic() - started) * 1000 / len(gains)
        results[recipe] = sum(gains) / len(gains)
        print(f"  {name:8} {recipe:32} NDCG@10 {results[recipe]:.4f}   {len(gains)} users, "
              f"trained in {seconds:.2f} s, {wait:.1f} ms a request", flush=True)
    return results


def run(endpoint, s3_root, options):
    """All protocols; whether every goal is reached."""
    data = movies.load()
    rows = data.rows["Interactions"]
    print(f"{data.source}: {len(rows)} interactions")
    found = {recipe: {} for recipe in options.recipes}
    first = measure(endpoint, s3_root, options.recipes, "P1", *leave_one_out(rows))
    seeds = [
        measure(endpoint, s3_root, options.recipes, f"P2-{seed}", *service_split(rows, seed))
        for seed in options.seeds
    ]
    for recipe in options.recipes:
        found[recipe]["P1"] = first[recipe]
        if seeds:
            found[recipe]["P2"] = sum(one[recipe] for one in seeds) / len(seeds)
    print(f"\n{'NDCG@10':32} protocol  measured   goal  stretch")
    reached = True
    for recipe, values in found.items():
        for protocol, value in values.items():
            goal, stretch = GOALS[protocol]
            reached = reached and value >= goal
            mark = "stretch" if value >= stretch else "reached" if value >= goal else "MISSED"
            print(f"{recipe:32} {protocol:8}  {value:8.4f}  {goal:.3f}   {stretch:.3f}  {mark}")
    return reached


@contextmanager
def server(binary):
    """A server on a free port with an empty data folder: (endpoint, S3 root)."""
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [binary, "serve", "--port", "0", "--data", f"{folder}/data", "--s3-root",
             f"{folder}/s3"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            line = process.stdout.readline()
            if not line.startswith("bespoke ready "):
                sys.exit("The server did not start.")
            yield line.split()[-1], Path(folder) / "s3"
        finally:
            process.terminate()
            process.wait()
            process.stdout.close()


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recipes", nargs="+", metavar="NAME", default=[
        "aws-user-personalization", "aws-user-personalization-v2"])
    parser.add_argument("--seeds", nargs="*", type=int, default=[42, 43, 44, 45, 46])
    parser.add_argument("--endpoint", help="a running server's URL")
    parser.add_argument("--s3-root", help="the directory its s3:// is")
    parser.add_argument("--binary", default=ROOT / ".build/release/bespoke", type=Path)
    parser.add_argument("--check", action="store_true", help="end with 1 below a goal")
    options = parser.parse_args()
    if bool(options.endpoint) != bool(options.s3_root):
        parser.error("--endpoint and --s3-root belong together")
    if options.endpoint:
        reached = run(options.endpoint, options.s3_root, options)
    else:
        if not options.binary.exists():
            sys.exit("Build first: swift build -c release")
        with server(options.binary) as (endpoint, s3_root):
            reached = run(endpoint, s3_root, options)
    if options.check and not reached:
        sys.exit(1)


if __name__ == "__main__":
    main()
