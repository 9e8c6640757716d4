#!/usr/bin/env python3
"""Forgetting a person as on AWS: ids in a CSV file in S3, and a data deletion job.

    aws_way.py    starts a Bespoke with a little shop of its own for as long as it runs

These calls are the service's own; on AWS a job takes up to a day, and campaigns go on to know the
person until a solution is trained anew. Here the job ends when models are clean and all is checked.
"""

import os
import sys

import boto3
import shop
import storage


def main():
    shop.show("anna")
    storage.put("s3://shop/forget.csv", "USER_ID\nanna\n")
    personalize = boto3.client("personalize")
    arn = personalize.create_data_deletion_job(
        jobName="ticket-4711", datasetGroupArn=os.environ["DATASET_GROUP"], roleArn=shop.ROLE,
        dataSource={"dataLocation": "s3://shop/forget.csv"})["dataDeletionJobArn"]
    job = shop.wait(personalize.describe_data_deletion_job, dataDeletionJobArn=arn)
    print(f"Data deletion job: {job['status']}, {job['numDeleted']} records deleted")
    shop.show("anna")
    if shop.known("anna"):
        sys.exit("The shop still knows Anna.")


if __name__ == "__main__":
    shop.start(main, __file__, __doc__)
