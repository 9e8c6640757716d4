"""What examples share that start a Bespoke of their own: the server, its S3, and waiting."""

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import boto3

ROOT = Path(__file__).resolve().parents[1]
ACCOUNT = "111122223333"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/personalize"


class Folder:
    """A folder that stands for S3, with one bucket."""

    def __init__(self, root, bucket):
        self.bucket = Path(root) / bucket
        self.bucket.mkdir(parents=True)
        self.options = ["--s3-root", root]

    def put(self, key, text):
        (self.bucket / key).write_text(text)

    def get(self, key):
        return (self.bucket / key).read_text()

    def keys(self, folder):
        return [f"{folder}{path.name}" for path in (self.bucket / folder).glob("*.csv")]


class Endpoint:
    """A server that speaks S3, with a bucket of the example's."""

    def __init__(self, url, bucket):
        self.client, self.bucket = boto3.client("s3", endpoint_url=url), bucket
        self.client.create_bucket(Bucket=bucket)
        self.options = ["--s3-endpoint", url]

    def put(self, key, text):
        self.client.put_object(Bucket=self.bucket, Key=key, Body=text.encode())

    def get(self, key):
        return self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read().decode()

    def keys(self, folder):
        listed = self.client.list_objects_v2(Bucket=self.bucket, Prefix=folder)
        return [entry["Key"] for entry in listed.get("Contents", [])]


def wait(describe, **arn):
    """Polls a Describe call until its resource is ready; a data deletion job is COMPLETED."""
    while True:
        (resource,) = (v for k, v in describe(**arn).items() if k != "ResponseMetadata")
        if resource["status"] in ("ACTIVE", "COMPLETED"):
            return resource
        if "FAILED" in resource["status"]:
            sys.exit(f"{arn}: {resource.get('failureReason')}")
        time.sleep(0.1)


def program():
    """The release build."""
    found = Path(os.environ.get("BESPOKE_BINARY", ROOT / ".build/release/bespoke"))
    if not found.exists():
        sys.exit("Build first: swift build -c release")
    return found


@contextlib.contextmanager
def serving(folder, options):
    """The address of a Bespoke that keeps what it has in the folder, while it is needed."""
    server = subprocess.Popen(
        [program(), "serve", "--port", "0", "--data", f"{folder}/data", *options],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        line = server.stdout.readline()
        if not line.startswith("bespoke ready "):
            sys.exit("The server did not start.")
        yield line.split()[-1]
    finally:
        server.terminate()
        server.wait()
        server.stdout.close()


def clients(endpoint):
    """personalize and personalize-events of a server."""
    session = boto3.Session(
        aws_access_key_id=ACCOUNT, aws_secret_access_key="any", region_name="us-east-1")
    return [session.client(name, endpoint_url=endpoint)
            for name in ("personalize", "personalize-events")]


def start(run, bucket, description):
    """Calls run(store, endpoint) with a server that is there for as long as that takes."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--s3-endpoint", metavar="URL")
    url = parser.parse_args().s3_endpoint
    with tempfile.TemporaryDirectory() as folder:
        store = Endpoint(url, bucket) if url else Folder(f"{folder}/s3", bucket)
        with serving(folder, store.options) as endpoint:
            run(store, endpoint)
