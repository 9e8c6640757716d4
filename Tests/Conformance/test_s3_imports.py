"""Imports from an S3 server: the whole chain from it, folders, and what is not there."""

import pytest
from harness import privacy, waits, wire
from harness.chain import Group
from harness.data import HEADER, ladder, table
from harness.tenant import Tenant

ITEMS = [f"p{n}" for n in range(20)]


@pytest.fixture
def remote(s3_server):
    """A dataset group with an interactions dataset, whose bucket is on moto's server."""
    group = Group(Tenant(s3_server))
    group.dataset()
    group.tenant.server.store.make(group.tenant.bucket)
    return group


def listed(group):
    """What popularity makes of the imported interactions."""
    return group.recommend(group.campaign("aws-popularity-count"), numResults=100)


def test_a_file_that_the_cli_copied_is_imported_and_served(remote):
    store, bucket = remote.tenant.server.store, remote.tenant.bucket
    store.copy(bucket, "rows.csv", table(HEADER, ladder(ITEMS)).encode())
    remote.load("", location=f"s3://{bucket}/rows.csv")
    assert listed(remote) == ITEMS


def test_a_file_of_many_pieces_is_imported(remote):
    rows = [[f"user-{n % 5000:06}", f"item-{n % 3000:06}", 1_700_000_000 + n, "view", 1]
            for n in range(300_000)]
    text = table(HEADER, rows)
    assert len(text) > 9 << 20
    remote.load(text)


def test_the_first_level_of_a_folder_is_imported(remote):
    header, *lines = table(HEADER, ladder(ITEMS)).splitlines(keepends=True)
    half = len(lines) // 2
    for key, content in (
        ("in/a.csv", header + "".join(lines[:half])), ("in/b.csv", header + "".join(lines[half:])),
        ("in/readme.txt", "not a table"), ("in/deeper/c.csv", "NEITHER\nthis\n"),
        ("inside.csv", "NOR\nthat\n"),
    ):
        remote.tenant.put(key, content)
    # Some programs leave such an object in the place of a folder.
    remote.tenant.put("in/", "")
    remote.load("", location=remote.tenant.folder("in"))
    assert listed(remote) == ITEMS


ODD_KEYS = [
    "with blank.csv", "plus+plus.csv", "naïve-日本.csv", "per%2Fcent.csv", "%2e%2e.csv",
    "a&b=c?d.csv", "tilde~(paren)'quote'.csv", 'double"quote;.csv',
]


@pytest.mark.parametrize("key", ODD_KEYS)
def test_keys_are_taken_literally(remote, key):
    arn = remote.start_import("", location=remote.tenant.put(key, table(HEADER, ladder(ITEMS))))
    waits.active(remote.tenant, "datasetImportJob", arn)


@pytest.mark.parametrize("location,words", [
    ("s3://no-such-bucket-here/a.csv", ["Invalid Data location", "no bucket no-such-bucket-here"]),
    ("s3://no-such-bucket-here/in/", ["Invalid Data location", "no bucket no-such-bucket-here"]),
    ("s3://{bucket}/none.csv", ["Invalid Data location", "no object s3://{bucket}/none.csv"]),
    ("s3://{bucket}/none/", ["Invalid Data location", "no folder s3://{bucket}/none/"]),
    ("s3://{bucket}/here", ["Invalid Data location", "s3://{bucket}/here"]),
    ("s3://{bucket}/../{bucket}/here/a.csv", ["Invalid Data location", ". or .."]),
    ("s3://{bucket}/%2e%2e/a.csv", ["Invalid Data location", "no object"]),
])
def test_what_is_not_there_is_named(remote, location, words):
    bucket = remote.tenant.bucket
    remote.tenant.put("here/a.csv", table(HEADER, ladder(ITEMS)))
    arn = remote.start_import("", location=location.format(bucket=bucket))
    reason = waits.failed(remote.tenant, "datasetImportJob", arn)
    for word in words:
        assert word.format(bucket=bucket) in reason, reason


def test_no_secret_is_on_disk_or_in_a_command_line(remote):
    remote.load(table(HEADER, ladder(ITEMS)))
    server = remote.tenant.server
    secrets = [server.store.ACCESS[name].encode() for name in (
        "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")]
    for path in [server.log, *server.data.rglob("*")]:
        if path.is_file():
            content = path.read_bytes()
            assert not any(secret in content for secret in secrets), path


def test_an_endpoint_needs_credentials(own_server, moto):
    class Bare:
        options, environment = moto.options, {}

    with pytest.raises(AssertionError, match="AWS_ACCESS_KEY_ID"):
        own_server(store=Bare)


def test_the_endpoint_may_come_from_the_environment(own_server, moto):
    class Store:
        options, put, make = [], moto.put, moto.make
        environment = moto.environment | {"AWS_ENDPOINT_URL_S3": moto.endpoint}

    group = Group(Tenant(own_server(store=Store)))
    group.dataset()
    group.load(table(HEADER, ladder(ITEMS)))


def test_files_on_another_server_cannot_be_part_of_forgetting(remote):
    body = {"userIds": ["anna-0000001"], "includeS3": True}
    reply = wire.post(remote.tenant, "/_bespoke/privacy/requests", body)
    assert reply.status == 400 and "another server" in reply.json["message"], reply
    done = privacy.forget(remote.tenant, "anna-0000001")
    certificate = privacy.look(remote.tenant, "certificate", requestId=done["requestId"])
    assert "neither looked at nor changed" in certificate["notErased"][0]
