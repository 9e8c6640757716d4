"""Where a server under test keeps what `s3://` names: a folder, or a real S3 server (moto's)."""

import os
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import botocore.config
import botocore.session

SESSION = botocore.session.get_session()
READY = re.compile(r"Running on (http://127\.0\.0\.1:(\d+))")


class FolderStore:
    """A folder that stands for S3."""

    def __init__(self, root):
        self.root = Path(root)
        self.root.mkdir(parents=True, exist_ok=True)
        self.options = ["--s3-root", self.root]
        self.environment = {}

    def make(self, bucket):
        """Makes the bucket unless it is there."""
        (self.root / bucket).mkdir(exist_ok=True)

    def put(self, bucket, key, content):
        """Writes an object, and its bucket if need be."""
        path = self.root / bucket / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def get(self, bucket, key):
        """An object's bytes."""
        return (self.root / bucket / key).read_bytes()

    def keys(self, bucket, prefix=""):
        """The keys of a bucket that start with the prefix, sorted."""
        folder = self.root / bucket
        found = (str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
        return sorted(key for key in found if key.startswith(prefix))


class MotoStore:
    """A moto server in a process of its own."""

    ACCESS = {
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "bulk-data-secret",
        "AWS_SESSION_TOKEN": "bulk-data-token", "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true",
    }

    def __init__(self, port=0):
        self.port = port
        self.process = None

    def start(self):
        """Starts it, empty, on the port it had before or a free one."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
        for line in self.process.stderr:
            if match := READY.search(line):
                self.endpoint, self.port = match.group(1), int(match.group(2))
                break
        else:
            raise AssertionError("moto's server did not start")
        # Requests are logged there: nobody reads them, and the pipe must not fill up.
        subprocess.Popen(["cat"], stdin=self.process.stderr, stdout=subprocess.DEVNULL)
        return self

    @property
    def options(self):
        return ["--s3-endpoint", self.endpoint]

    @property
    def environment(self):
        return dict(self.ACCESS)

    def kill(self):
        """SIGKILL; what was in it is gone."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stderr.close()

    def client(self):
        """A stock S3 client."""
        return SESSION.create_client(
            "s3", region_name="us-east-1", endpoint_url=self.endpoint,
            aws_access_key_id=self.ACCESS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=self.ACCESS["AWS_SECRET_ACCESS_KEY"],
            config=botocore.config.Config(s3={"addressing_style": "path"}))

    def buckets(self):
        """The names of all buckets."""
        return [found["Name"] for found in self.client().list_buckets()["Buckets"]]

    def make(self, bucket):
        """Makes the bucket unless it is there."""
        if bucket not in self.buckets():
            self.client().create_bucket(Bucket=bucket)

    def put(self, bucket, key, content):
        """Writes an object, and its bucket if need be."""
        self.make(bucket)
        self.client().put_object(Bucket=bucket, Key=key, Body=content)

    def copy(self, bucket, key, content):
        """The same by `aws s3 cp`."""
        self.make(bucket)
        with tempfile.NamedTemporaryFile() as file:
            file.write(content)
            file.flush()
            environment = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
            subprocess.run(
                [sys.executable, "-m", "awscli", "--endpoint-url", self.endpoint, "s3", "cp",
                 "--only-show-errors", file.name, f"s3://{bucket}/{key}"],
                check=True, env=environment | self.ACCESS)

    def get(self, bucket, key):
        """An object's bytes."""
        return self.client().get_object(Bucket=bucket, Key=key)["Body"].read()

    def keys(self, bucket, prefix=""):
        """The keys of a bucket that start with the prefix, sorted."""
        pages = self.client().get_paginator("list_objects_v2").paginate(
            Bucket=bucket, Prefix=prefix)
        return sorted(entry["Key"] for page in pages for entry in page.get("Contents", []))
