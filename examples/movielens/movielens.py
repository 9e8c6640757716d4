#!/usr/bin/env python3
"""Amazon Personalize's main job on MovieLens-100K, with stock boto3 clients.

    movielens.py                                starts a Bespoke of its own for as long as it runs
    movielens.py --endpoint URL --s3-root DIR   uses a server that runs already

Only the endpoint URL tells boto3 that this is not AWS. Needs boto3 (Tests/run.sh leaves one in
.build/venv: .build/venv/bin/python examples/movielens/movielens.py).
"""

import argparse
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import boto3
import dataset as movies

ROLE = "arn:aws:iam::111122223333:role/personalize"
RECIPE = "arn:aws:personalize:::recipe/aws-user-personalization"
BUCKET = "movielens"
SHOWN = 10


@contextmanager
def server():
    """A Bespoke on a free port with an empty data folder: (endpoint, S3 root)."""
    binary = Path(__file__).parents[2] / ".build/release/bespoke"
    if not binary.exists():
        sys.exit("Build first: swift build -c release")
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


class Chain:
    """The steps from an empty account to recommendations, each waiting for the one before."""

    def __init__(self, endpoint):
        session = boto3.Session(
            aws_access_key_id="111122223333", aws_secret_access_key="any",
            region_name="us-east-1")

        def client(service):
            return session.client(service, endpoint_url=endpoint)

        self.personalize = client("personalize")
        self.events = client("personalize-events")
        self.runtime = client("personalize-runtime")
        self.name = f"movielens-{int(time.time())}"

    def wait(self, describe, **arn):
        """Polls a Describe call until its resource is ACTIVE, as AWS's samples do."""
        while True:
            answer = describe(**arn)
            (resource,) = (v for k, v in answer.items() if k != "ResponseMetadata")
            if resource["status"] == "ACTIVE":
                return
            if "FAILED" in resource["status"]:
                sys.exit(f"{arn}: {resource['status']}: {resource.get('failureReason')}")
            time.sleep(0.05)

    def load(self, rows):
        """A dataset group with the three tables, imported from s3://."""
        api = self.personalize
        self.group = api.create_dataset_group(name=self.name)["datasetGroupArn"]
        self.wait(api.describe_dataset_group, datasetGroupArn=self.group)
        jobs = []
        for kind in rows:
            schema = api.create_schema(
                name=f"{self.name}-{kind}", schema=movies.schema(kind))["schemaArn"]
            arn = api.create_dataset(
                name=f"{self.name}-{kind}", datasetType=kind, datasetGroupArn=self.group,
                schemaArn=schema)["datasetArn"]
            self.wait(api.describe_dataset, datasetArn=arn)
            jobs.append(api.create_dataset_import_job(
                jobName=f"{self.name}-{kind}", datasetArn=arn, roleArn=ROLE,
                dataSource={"dataLocation": f"s3://{BUCKET}/{kind.lower()}.csv"},
            )["datasetImportJobArn"])
        for job in jobs:
            self.wait(api.describe_dataset_import_job, datasetImportJobArn=job)

    def train(self):
        """A solution and its first version."""
        api = self.personalize
        solution = api.create_solution(
            name=self.name, datasetGroupArn=self.group, recipeArn=RECIPE,
            performAutoTraining=False)["solutionArn"]
        self.wait(api.describe_solution, solutionArn=solution)
        self.version = api.create_solution_version(solutionArn=solution)["solutionVersionArn"]
        self.wait(api.describe_solution_version, solutionVersionArn=self.version)

    def deploy(self):
        """A campaign, and a tracker for events."""
        api = self.personalize
        self.campaign = api.create_campaign(
            name=self.name, solutionVersionArn=self.version, minProvisionedTPS=1)["campaignArn"]
        self.wait(api.describe_campaign, campaignArn=self.campaign)
        tracker = api.create_event_tracker(name=self.name, datasetGroupArn=self.group)
        self.tracking = tracker["trackingId"]
        self.wait(api.describe_event_tracker, eventTrackerArn=tracker["eventTrackerArn"])

    def metrics(self):
        """The offline metrics of the trained version."""
        answer = self.personalize.get_solution_metrics(solutionVersionArn=self.version)
        return answer["metrics"]

    def recommend(self, user):
        """The first item ids for the user."""
        answer = self.runtime.get_recommendations(
            campaignArn=self.campaign, userId=user, numResults=SHOWN)
        return [entry["itemId"] for entry in answer["itemList"]]

    def watch(self, user, films):
        """Tells the service, film by film, what the user watches now."""
        for film in films:
            self.events.put_events(
                trackingId=self.tracking, userId=user, sessionId="tonight",
                eventList=[{"eventType": "watch", "itemId": film, "sentAt": time.time()}])


def run(endpoint, s3_root):
    """The whole story, printed."""
    data = movies.load()
    data.write(Path(s3_root) / BUCKET)
    print(f"{data.source}: {len(data.rows['Interactions'])} interactions at {endpoint}")
    chain, times = Chain(endpoint), {}
    for step, work in (
        ("import", lambda: chain.load(data.rows)), ("train", chain.train),
        ("deploy", chain.deploy),
    ):
        started = time.monotonic()
        work()
        times[step] = time.monotonic() - started

    user, started = "1", time.monotonic()
    before = chain.recommend(user)
    times["first recommendation"] = time.monotonic() - started
    print("\nOffline metrics")
    for name, value in sorted(chain.metrics().items()):
        print(f"  {name:48} {value:.4f}")
    show(f"Recommended to user {user}", before, data.titles)
    films = horror(data, user)
    print("\nThe user watches: " + ", ".join(data.titles[film] for film in films))
    chain.watch(user, films)
    after = chain.recommend(user)
    show("Recommended now (* is new)", after, data.titles, known=before)
    split = ", ".join(f"{step} {seconds:.2f} s" for step, seconds in times.items())
    print(f"\n{split}; in all {sum(times.values()):.2f} s")
    if after == before:
        sys.exit("The recommendations did not change.")


def horror(data, user, count=5):
    """The best-known horror films that the user has not watched."""
    seen = {row[1] for row in data.rows["Interactions"] if str(row[0]) == user}
    views = {}
    for row in data.rows["Interactions"]:
        views[str(row[1])] = views.get(str(row[1]), 0) + 1
    films = [str(row[0]) for row in data.rows["Items"] if "Horror" in row[1].split("|")]
    films = [film for film in films if film not in seen]
    return sorted(films, key=lambda film: -views.get(film, 0))[:count]


def show(heading, items, titles, known=None):
    """A numbered list of titles; a star marks what is not `known`."""
    print(f"\n{heading}")
    for rank, item in enumerate(items, 1):
        mark = "*" if known is not None and item not in known else " "
        print(f"  {rank:2}. {mark} {titles.get(item, item)}")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--endpoint", help="a running server's URL")
    parser.add_argument("--s3-root", help="the directory its s3:// is, e.g. .bespoke/s3")
    options = parser.parse_args()
    if bool(options.endpoint) != bool(options.s3_root):
        parser.error("--endpoint and --s3-root belong together")
    if options.endpoint:
        run(options.endpoint, options.s3_root)
    else:
        with server() as (endpoint, s3_root):
            run(endpoint, s3_root)


if __name__ == "__main__":
    main()
