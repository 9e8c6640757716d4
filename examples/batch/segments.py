#!/usr/bin/env python3
"""Batch segments: for each item in a file in S3, the people most likely to buy it.

    segments.py    starts a Bespoke with a little shop of its own for as long as it runs,
                   with a folder as S3

With the address of a server that speaks S3 in AWS_ENDPOINT_URL_S3, and credentials for it, files
are there in the folder's place: the AWS CLI copies them. Needs boto3 and a release build.
"""

import json
import os
import sys
from pathlib import Path

import boto3

sys.path.append(str(Path(__file__).resolve().parents[1] / "forget-user"))

import shop  # noqa: E402
import storage  # noqa: E402


def main():
    personalize = boto3.client("personalize")
    solution = personalize.create_solution(
        name="segments", datasetGroupArn=os.environ["DATASET_GROUP"], performAutoTraining=False,
        recipeArn="arn:aws:personalize:::recipe/aws-item-affinity")["solutionArn"]
    shop.wait(personalize.describe_solution, solutionArn=solution)
    version = personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"]
    shop.wait(personalize.describe_solution_version, solutionVersionArn=version)
    storage.put("s3://shop/items.json", '{"itemId": "garden-0"}\n{"itemId": "sports-2"}\n')
    arn = personalize.create_batch_segment_job(
        jobName="mailing", solutionVersionArn=version, numResults=8, roleArn=shop.ROLE,
        jobInput={"s3DataSource": {"path": "s3://shop/items.json"}},
        jobOutput={"s3DataDestination": {"path": "s3://shop/mailing/"}})["batchSegmentJobArn"]
    shop.wait(personalize.describe_batch_segment_job, batchSegmentJobArn=arn)
    for line in storage.get("s3://shop/mailing/items.json.out").splitlines():
        found = json.loads(line)
        users = " ".join(found["output"]["recommendedUsers"])
        print(f"Most likely to buy {found['input']['itemId']}: {users}")


if __name__ == "__main__":
    shop.start(main, __file__, __doc__)
