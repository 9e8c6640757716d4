"""--auth strict: who does not show a known key and a right signature gets nothing."""

import subprocess

import pytest
from harness import waits, wire
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


def known_tenant(server, account):
    """A tenant with a new access key of the account, once the running server has learnt of it."""
    done = subprocess.run(
        [binary(), "credentials", account, "--data", server.data], capture_output=True, text=True,
        timeout=30, env=clean_environment())
    assert done.returncode == 0, done.stderr
    found = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
    tenant = Tenant(
        server, account, key=found["AWS_ACCESS_KEY_ID"], secret=found["AWS_SECRET_ACCESS_KEY"])

    def accepted():
        reply = wire.call(tenant, "ListSchemas", {})
        assert reply.status == 200 or reply.error == "UnrecognizedClientException", reply
        return reply.status == 200

    waits.until(accepted, "the new key is known", within=5)
    return tenant


def test_a_known_key_acts_for_its_account(stranger):
    known = known_tenant(stranger.server, "123412341234")
    arn = known.personalize.create_dataset_group(name="mine")["datasetGroupArn"]
    assert arn == known.arn("dataset-group", "mine")
    with refused("ResourceNotFoundException"):
        known.runtime.get_recommendations(campaignArn=known.arn("campaign", "c"), userId="u")


def test_a_wrong_secret_and_a_changed_body_are_noticed(stranger):
    known = known_tenant(stranger.server, "432143214321")
    liar = Tenant(known.server, known.account, key=known.key, secret=known.secret + "x")
    with refused("InvalidSignatureException"):
        liar.personalize.list_schemas()
    headers = {"Content-Type": wire.JSON11, "X-Amz-Target": "AmazonPersonalize.ListSchemas"}
    signed = wire.signature(known, known.server.endpoint + "/", b"{}", headers)
    assert wire.send(known, "/", b"{}", signed, signed=False).status == 200
    reply = wire.send(known, "/", b"{ }", signed, signed=False)
    assert reply.status in (400, 403) and reply.error == "InvalidSignatureException"
