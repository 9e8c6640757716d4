"""What `s3://` stands for in the examples: a folder, or a server that speaks S3.

The environment says which: AWS_ENDPOINT_URL_S3 is a server's address, which the AWS CLI talks to;
else S3_ROOT is a folder.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path


def options():
    """How Bespoke is told."""
    if endpoint := os.environ.get("AWS_ENDPOINT_URL_S3"):
        return ["--s3-endpoint", endpoint]
    return ["--s3-root", os.environ["S3_ROOT"]]


def make(bucket):
    """Makes a bucket."""
    if "AWS_ENDPOINT_URL_S3" in os.environ:
        _aws("mb", f"s3://{bucket}")
    else:
        (Path(os.environ["S3_ROOT"]) / bucket).mkdir(parents=True)


def put(location, text):
    """Writes an object."""
    if "AWS_ENDPOINT_URL_S3" in os.environ:
        _aws("cp", "-", location, input=text)
    else:
        _path(location).write_text(text)


def get(location):
    """An object's text."""
    if "AWS_ENDPOINT_URL_S3" in os.environ:
        return _aws("cp", location, "-")
    return _path(location).read_text()


def _path(location):
    return Path(os.environ["S3_ROOT"]) / location.removeprefix("s3://")


def _aws(command, *arguments, input=None):
    """The output of `aws s3 COMMAND`, of the AWS CLI beside this Python or elsewhere."""
    folders = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    program = shutil.which("aws", path=folders)
    if not program:
        sys.exit("The AWS CLI is needed: pip install awscli")
    done = subprocess.run(
        [program, "s3", command, *arguments], input=input, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"aws s3 {command} {' '.join(arguments)} failed.")
    return done.stdout
