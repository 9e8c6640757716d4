"""--auth strict: who does not show a known key and a right signature gets nothing."""

import subprocess

import pytest
from harness import wire
from harness.errors import refused
from harness.server import Server, binary, clean_environment
from harness.tenant import Tenant


@pytest.fixture(scope="module")
def stranger(tmp_path_factory):
    """A tenant with a key that the strict server does not know."""
    server = Server(tmp_path_factory.mktemp("strict"), "--auth", "strict").start()
    yield Tenant(server)
    assert server.stop() == 0


def test_an_unknown_key_is_refused_by_all_three_services(stranger):
    event = {"eventType": "v", "itemId": "i", "sentAt": 1_700_000_000}
    with refused("UnrecognizedClientException"):
        stranger.personalize.list_schemas()
    with refused("UnrecognizedClientException"):
        stranger.events.put_events(trackingId="t", sessionId="s", eventList=[event])
    with refused("UnrecognizedClientException"):
        stranger.runtime.get_recommendations(campaignArn=stranger.arn("campaign", "c"))


def test_a_request_without_signature_is_refused(stranger):
    reply = wire.call(stranger, "ListSchemas", {}, signed=False)
    assert reply.status in (400, 403) and reply.error == "MissingAuthenticationTokenException"
    reply = wire.post(stranger, "/recommendations", {}, signed=False)
    assert reply.status in (400, 403) and reply.error == "MissingAuthenticationTokenException"


@pytest.mark.parametrize("header", [
    "Bearer abc", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 Credential=x",
    "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/personalize/aws4_request, Signature=0",
])
def test_an_unreadable_signature_is_incomplete(stranger, header):
    headers = {
        "Authorization": header, "Content-Type": wire.JSON11,
        "X-Amz-Target": "AmazonPersonalize.ListSchemas"}
    reply = wire.send(stranger, headers=headers, signed=False)
    assert reply.status in (400, 403)
    assert reply.error in ("IncompleteSignatureException", "MissingAuthenticationTokenException")


def test_health_needs_no_key(stranger):
    assert wire.healthy(stranger.server)


def make_key(server, account):
    """A new access key of the account: (key, secret)."""
    done = subprocess.run(
        [binary(), "credentials", account, "--data", server.data], capture_output=True, text=True,
        timeout=30, env=clean_environment())
    assert done.returncode == 0, done.stderr
    found = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
    return found["AWS_ACCESS_KEY_ID"], found["AWS_SECRET_ACCESS_KEY"]


def test_a_known_key_acts_for_its_account(stranger):
    server, account = stranger.server, "123412341234"
    key, secret = make_key(server, account)
    known = Tenant(server, account, key=key, secret=secret)
    arn = known.personalize.create_dataset_group(name="mine")["datasetGroupArn"]
    assert arn == known.arn("dataset-group", "mine")
    with refused("ResourceNotFoundException"):
        known.runtime.get_recommendations(campaignArn=known.arn("campaign", "c"), userId="u")


def test_a_wrong_secret_and_a_changed_body_are_noticed(stranger):
    server, account = stranger.server, "432143214321"
    key, secret = make_key(server, account)
    with refused("InvalidSignatureException"):
        Tenant(server, account, key=key, secret=secret + "x").personalize.list_schemas()
    known = Tenant(server, account, key=key, secret=secret)
    headers = {"Content-Type": wire.JSON11, "X-Amz-Target": "AmazonPersonalize.ListSchemas"}
    signed = wire.signature(known, server.endpoint + "/", b"{}", headers)
    assert wire.send(known, "/", b"{}", signed, signed=False).status == 200
    reply = wire.send(known, "/", b"{ }", signed, signed=False)
    assert reply.status in (400, 403) and reply.error == "InvalidSignatureException"
