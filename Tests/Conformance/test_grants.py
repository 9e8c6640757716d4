"""grants.json: which buckets and folders a role may read."""

import json

import pytest
from harness import waits
from harness.chain import Group
from harness.data import HEADER, ladder, table
from harness.errors import INVALID, refused
from harness.server import Server
from harness.tenant import ROLE, Tenant

TEXT = table(HEADER, ladder([f"p{n}" for n in range(20)]))


@pytest.fixture
def granted(tmp_path):
    """A group whose role may read s3://BUCKET/in/ alone."""
    server = Server(tmp_path / "granted")
    tenant = Tenant(server)
    server.data.mkdir(parents=True)
    (server.data / "grants.json").write_text(json.dumps({
        f"{tenant.account}/us-east-1": {ROLE: {"read": [f"s3://{tenant.bucket}/in/"]}}}))
    group = Group(Tenant(server.start(), tenant.account))
    group.dataset()
    yield group
    server.kill()


def test_what_the_role_may_read_is_imported(granted):
    granted.load("", location=granted.tenant.put("in/deep/a.csv", TEXT))
    granted.tenant.put("in/b.csv", TEXT)
    granted.load("", location=granted.tenant.folder("in"))


@pytest.mark.parametrize("key", [
    "a.csv", "inside.csv", "in", "", "In/a.csv", "%69n/a.csv", "in%2Fa.csv",
])
def test_what_lies_outside_is_refused_in_the_service_s_words(granted, key):
    for name in ("a.csv", "inside.csv", "In/a.csv"):
        granted.tenant.put(name, TEXT)
    location = f"s3://{granted.tenant.bucket}/{key}"
    try:
        arn = granted.start_import("", location=location)
    except granted.api.exceptions.InvalidInputException:
        return
    reason = waits.failed(granted.tenant, "datasetImportJob", arn)
    assert reason.startswith("Insufficient privileges for accessing data in Amazon S3."), reason
    assert location in reason


@pytest.mark.parametrize("key", ["in/../a.csv", "in/./../a.csv", "in//../a.csv", "in/%2e%2e/a.csv"])
def test_no_path_leads_out(granted, key):
    granted.tenant.put("a.csv", TEXT)
    arn = granted.start_import("", location=f"s3://{granted.tenant.bucket}/{key}")
    assert waits.failed(granted.tenant, "datasetImportJob", arn)


def test_no_link_leads_out(granted):
    granted.tenant.put("a.csv", TEXT)
    granted.tenant.put("in/b.csv", TEXT)
    folder = granted.tenant.server.store.root / granted.tenant.bucket
    (folder / "in/link.csv").symlink_to(folder / "a.csv")
    (folder / "in/up").symlink_to(folder)
    for key in ("in/link.csv", "in/up/a.csv"):
        arn = granted.start_import("", location=f"s3://{granted.tenant.bucket}/{key}")
        reason = waits.failed(granted.tenant, "datasetImportJob", arn)
        assert reason.startswith("Insufficient privileges"), reason


def test_another_role_and_another_account_may_do_nothing(granted):
    location = granted.tenant.put("in/a.csv", TEXT)
    arn = granted.api.create_dataset_import_job(
        jobName="other", datasetArn=granted.dataset_arn(), roleArn=ROLE + "-other",
        dataSource={"dataLocation": location})["datasetImportJobArn"]
    assert waits.failed(granted.tenant, "datasetImportJob", arn).startswith("Insufficient")
    stranger = Group(Tenant(granted.tenant.server))
    stranger.dataset()
    arn = stranger.start_import("", location=location)
    assert waits.failed(stranger.tenant, "datasetImportJob", arn).startswith("Insufficient")


def test_a_role_is_demanded(granted):
    with refused(INVALID, "roleArn"):
        granted.api.create_dataset_import_job(
            jobName="none", datasetArn=granted.dataset_arn(),
            dataSource={"dataLocation": f"s3://{granted.tenant.bucket}/in/"})


def test_a_file_that_is_wrong_keeps_the_server_from_starting(tmp_path):
    server = Server(tmp_path / "wrong")
    server.data.mkdir(parents=True)
    (server.data / "grants.json").write_text('{"shop": {}}')
    with pytest.raises(AssertionError, match="ACCOUNT/REGION"):
        server.start()
