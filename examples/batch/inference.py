#!/usr/bin/env python3
"""Batch inference: a file of users in S3 becomes a file of recommendations.

    inference.py    starts a Bespoke with a little shop of its own for as long as it runs,
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
    storage.put("s3://shop/users.json", '{"userId": "anna"}\n{"userId": "person-1"}\n')
    personalize = boto3.client("personalize")
    campaign = personalize.describe_campaign(campaignArn=os.environ["CAMPAIGN"])["campaign"]
    arn = personalize.create_batch_inference_job(
        jobName="newsletter", solutionVersionArn=campaign["solutionVersionArn"], numResults=6,
        roleArn=shop.ROLE, batchInferenceJobConfig=campaign["campaignConfig"],
        jobInput={"s3DataSource": {"path": "s3://shop/users.json"}},
        jobOutput={"s3DataDestination": {"path": "s3://shop/newsletter/"}},
    )["batchInferenceJobArn"]
    shop.wait(personalize.describe_batch_inference_job, batchInferenceJobArn=arn)
    for line in storage.get("s3://shop/newsletter/users.json.out").splitlines():
        found = json.loads(line)
        person, items = found["input"]["userId"], found["output"]["recommendedItems"]
        print(f"For {person}: {' '.join(items)}")
        if items != shop.recommend(person):
            sys.exit("GetRecommendations gives another list.")


if __name__ == "__main__":
    shop.start(main, __file__, __doc__)
