#!/usr/bin/env python3
"""A little shop for the examples of forgetting a person.

    shop.py COMMAND...            starts a Bespoke, loads the shop, and runs the command with it
    shop.py --recommend PERSON    what a loaded shop recommends to a person

Sixty people buy mostly within one of three departments; Anna is one of them. The command finds in
its environment: AWS_ENDPOINT_URL and credentials, BESPOKE (the program), S3_ROOT (the folder that
stands for S3), CAMPAIGN and DATASET_GROUP (ARNs). Needs boto3; nobody's data leaves the machine,
unless AWS_ENDPOINT_URL_S3 and credentials name a server to keep files on in the folder's place.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import boto3
import storage

sys.path.append(str(Path(__file__).resolve().parents[1]))

from local import ACCOUNT, ROLE, program, serving, wait  # noqa: E402

DEPARTMENTS = ["garden", "kitchen", "sports"]


def interactions():
    """Who bought what, as CSV; Anna likes the garden."""
    chance = random.Random(5)
    lines = ["USER_ID,ITEM_ID,TIMESTAMP"]
    for number in range(60):
        person = "anna" if number == 0 else f"person-{number}"
        own = DEPARTMENTS[number % 3]
        for step in range(25):
            department = own if chance.random() < 0.9 else chance.choice(DEPARTMENTS)
            item = f"{department}-{int(12 * chance.random() ** 2)}"
            lines.append(f"{person},{item},{1_700_000_000 + number * 1000 + step * 60}")
    return "\n".join(lines) + "\n"


def load():
    """From nothing to a campaign; returns its ARN and the dataset group's."""
    personalize = boto3.client("personalize")
    storage.make("shop")
    storage.put("s3://shop/interactions.csv", interactions())
    group = personalize.create_dataset_group(name="shop")["datasetGroupArn"]
    wait(personalize.describe_dataset_group, datasetGroupArn=group)
    schema = personalize.create_schema(name="shop", schema=json.dumps({
        "type": "record", "name": "Interactions", "namespace": "com.amazonaws.personalize.schema",
        "version": "1.0", "fields": [
            {"name": "USER_ID", "type": "string"}, {"name": "ITEM_ID", "type": "string"},
            {"name": "TIMESTAMP", "type": "long"}]}))["schemaArn"]
    dataset = personalize.create_dataset(
        name="shop", datasetGroupArn=group, datasetType="Interactions",
        schemaArn=schema)["datasetArn"]
    wait(personalize.describe_dataset, datasetArn=dataset)
    job = personalize.create_dataset_import_job(
        jobName="purchases", datasetArn=dataset, roleArn=ROLE,
        dataSource={"dataLocation": "s3://shop/interactions.csv"})["datasetImportJobArn"]
    wait(personalize.describe_dataset_import_job, datasetImportJobArn=job)
    solution = personalize.create_solution(
        name="shop", datasetGroupArn=group, performAutoTraining=False,
        recipeArn="arn:aws:personalize:::recipe/aws-user-personalization")["solutionArn"]
    wait(personalize.describe_solution, solutionArn=solution)
    version = personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"]
    wait(personalize.describe_solution_version, solutionVersionArn=version)
    campaign = personalize.create_campaign(
        name="shop", solutionVersionArn=version, minProvisionedTPS=1,
        campaignConfig={"itemExplorationConfig": {"explorationWeight": "0"}})["campaignArn"]
    wait(personalize.describe_campaign, campaignArn=campaign)
    return campaign, group


def recommend(person):
    """Six items for a person."""
    answer = boto3.client("personalize-runtime").get_recommendations(
        campaignArn=os.environ["CAMPAIGN"], userId=person, numResults=6)
    return [entry["itemId"] for entry in answer["itemList"]]


def known(person):
    """Whether the shop recommends to a person anything else than to somebody it never met."""
    return recommend(person) != recommend("somebody-it-never-met")


def show(person):
    """Prints what the shop recommends, and whether that is for this person in particular."""
    kind = "a person it knows" if known(person) else "a person it does not know"
    print(f"Recommended to {person}, {kind}: {' '.join(recommend(person))}", flush=True)


def serve(command):
    """Runs the command beside a Bespoke with the shop in it."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["S3_ROOT"] = f"{folder}/s3"
        with serving(folder, storage.options()) as endpoint:
            os.environ.update(
                AWS_ENDPOINT_URL=endpoint, AWS_DEFAULT_REGION="us-east-1",
                BESPOKE=str(program()), PYTHON=sys.executable)
            if "AWS_ENDPOINT_URL_S3" not in os.environ:
                os.environ.update(AWS_ACCESS_KEY_ID=ACCOUNT, AWS_SECRET_ACCESS_KEY="any")
            os.environ["CAMPAIGN"], os.environ["DATASET_GROUP"] = load()
            return subprocess.run(command).returncode


def start(main, script, description):
    """Runs main() in the shop: first in a shop of its own, where the script is run again."""
    if sys.argv[1:]:
        print(description)
    elif "CAMPAIGN" in os.environ:
        main()
    else:
        sys.exit(serve([sys.executable, script]))


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments[:1] == ["--recommend"] and len(arguments) == 2:
        show(arguments[1])
    elif arguments and not arguments[0].startswith("-"):
        sys.exit(serve(arguments))
    else:
        print(__doc__)
        sys.exit(0 if arguments in (["-h"], ["--help"]) else 2)
