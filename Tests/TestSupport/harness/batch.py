"""Batch inference jobs: lines in, lines out."""

import json

from . import waits
from .tenant import ROLE


def text(lines):
    """A job's input: lines as they are, or anything JSON can say."""
    return "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)


def start(group, version, source, name, output=None, **options):
    """Creates a job of a location that writes to NAME/out/, or to `output`; returns its ARN."""
    return group.api.create_batch_inference_job(
        jobName=name, solutionVersionArn=version, roleArn=ROLE,
        jobInput={"s3DataSource": {"path": source}},
        jobOutput={"s3DataDestination": {"path": output or group.tenant.folder(f"{name}/out")}},
        **options)["batchInferenceJobArn"]


def run(group, version, lines, name, **options):
    """Runs a job over lines; returns the job and the lines of its output."""
    path = group.tenant.put(f"{name}/in/lines.json", text(lines))
    job = waits.active(
        group.tenant, "batchInferenceJob", start(group, version, path, name, **options))
    return job, outputs(group.tenant, f"{name}/out/lines.json.out")


def failure(group, version, source, name, **options):
    """The failureReason of a job that fails; it has written no list."""
    reason = waits.failed(
        group.tenant, "batchInferenceJob", start(group, version, source, name, **options))
    assert not [key for key in keys(group, f"{name}/out/") if key.endswith(".out")]
    return reason


def keys(group, prefix):
    """The keys in the group's bucket that start with the prefix."""
    return group.tenant.server.store.keys(group.tenant.bucket, prefix)


def outputs(tenant, key):
    """The lines of an output object."""
    content = tenant.server.store.get(tenant.bucket, key).decode()
    return [json.loads(line) for line in content.splitlines()]
