"""--auth strict: who does not show a known key and a right signature gets nothing."""

import pytest
from harness import wire
from harness.errors import refused
from harness.server import Server
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
