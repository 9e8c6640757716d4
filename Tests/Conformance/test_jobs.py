"""/_bespoke/jobs and `bespoke jobs`: how far long work has come."""

import json
import os
import signal
import subprocess
from urllib.parse import urlencode

import pytest
from harness import batch, waits, wire
from harness.chain import Group
from harness.data import HEADER, START
from harness.server import Server, binary, clean_environment
from harness.tenant import ROLE, Tenant

ROWS = 1_500_000


def jobs(tenant, **query):
    """What is under way."""
    suffix = "?" + urlencode(query) if query else ""
    reply = wire.send(tenant, f"/_bespoke/jobs{suffix}", b"", method="GET")
    assert reply.status == 200, reply
    return reply.json["jobs"]


def command(group, *arguments):
    """What `bespoke jobs` prints."""
    return subprocess.run(
        [str(binary()), "jobs", "--endpoint", group.tenant.server.endpoint, *arguments],
        capture_output=True, text=True, timeout=60, check=True,
        env=clean_environment(AWS_ACCESS_KEY_ID=group.tenant.key, AWS_SECRET_ACCESS_KEY="x")
    ).stdout


@pytest.fixture(scope="module")
def busy(tmp_path_factory):
    """A group on a server of its own, with work long enough to be watched."""
    server = Server(tmp_path_factory.mktemp("jobs"), "--describe-hold", "0").start()
    group = Group(Tenant(server))
    group.dataset()
    line = f"user-%d,item-%d,{START},view,1\n"
    group.text = ",".join(HEADER) + "\n" + "".join(
        line % (n % 90_000, n % 700) for n in range(ROWS))
    yield group
    server.kill()


def watched(group, arn, kind):
    """What is told of the job while its worker is stopped in the middle of it."""
    server = group.tenant.server

    def under_way():
        (found,) = jobs(group.tenant, resourceArn=arn)
        assert found["state"] != "ended", "the job ended before it could be watched"
        if found.get("rows") and found["state"] == "running":
            return found
        return None

    found = waits.until(under_way, f"{kind} tells its progress", interval=0.02)
    pids = server.workers()
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        assert found["resourceArn"] == arn and found["kind"] == kind
        assert found["stage"] and 0 < found["fraction"] < 1
        assert arn in [job["resourceArn"] for job in jobs(group.tenant)]
        printed = command(group, "--resource", arn)
        assert arn in printed and "running" in printed and " rows" in printed, printed
        return found
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def ended(group, arn):
    """What is told of it when it has ended."""
    (found,) = jobs(group.tenant, resourceArn=arn)
    assert found["state"] == "ended" and found["fraction"] == 1 and "kind" not in found
    return found["rows"]


def test_an_import_tells_rows_and_bytes(busy):
    arn = busy.start_import(busy.text)
    found = watched(busy, arn, "import")
    assert 0 < found["rows"] < ROWS
    assert 0 < found["bytes"] < found["totalBytes"] == len(busy.text)
    follow = command(busy, "--follow").splitlines()
    assert any("rows/s" in line for line in follow) or len(follow) < 3, follow
    assert follow[-1] == "Nothing is under way."
    waits.active(busy.tenant, "datasetImportJob", arn)
    assert ended(busy, arn) == ROWS


def test_an_export_tells_rows(busy):
    arn = busy.api.create_dataset_export_job(
        jobName="out", datasetArn=busy.dataset_arn(), roleArn=ROLE, ingestionMode="ALL",
        jobOutput={"s3DataDestination": {"path": busy.tenant.folder("out")}},
    )["datasetExportJobArn"]
    assert 0 < watched(busy, arn, "export")["rows"]
    waits.active(busy.tenant, "datasetExportJob", arn)
    assert ended(busy, arn) > 0


def test_a_batch_job_tells_lines_and_bytes(busy):
    version = busy.train("aws-popularity-count")
    text = "".join(f'{{"userId":"user-{n}","note":"{"x" * 500}"}}\n' for n in range(150_000))
    path = busy.tenant.put("users.json", text)
    arn = batch.start(busy, version, path, "lists")
    found = watched(busy, arn, "batch-inference")
    assert 0 < found["rows"] < 150_000
    assert 0 < found["bytes"] < found["totalBytes"] == len(text)
    waits.active(busy.tenant, "batchInferenceJob", arn)
    assert ended(busy, arn) == 150_000


def test_nobody_sees_the_jobs_of_others(busy):
    other = Tenant(busy.tenant.server)
    assert jobs(other) == [] == jobs(busy.tenant)
    reply = wire.send(
        other, "/_bespoke/jobs?" + urlencode({"resourceArn": busy.dataset_arn()}), b"",
        method="GET")
    assert reply.status == 404 and reply.error == "ResourceNotFoundException"
    assert command(busy) == "Nothing is under way.\n"
    assert json.loads(command(busy, "--format", "json")) == {"jobs": []}
