"""`--quotas aws`: too many requests are answered with ThrottlingException, as SDKs expect it."""

import json
import time

import botocore.config
import botocore.session
import pytest
from harness import wire
from harness.chain import Group
from harness.data import START, Tastes
from harness.errors import refused
from harness.tenant import Tenant

THROTTLED = "ThrottlingException"
RATES = {"recommendationRequestsPerTarget": 4, "putEventsPerGroup": 3, "putRecordsPerDataset": 2}


@pytest.fixture
def limited(own_server, tmp_path):
    """A campaign and a tracker on a server with small rates."""
    data = tmp_path / "own/data"
    data.mkdir(parents=True)
    (data / "limits.json").write_text(json.dumps({"limits": RATES}))
    group = Group(Tenant(own_server("--quotas", "aws")))
    group.dataset()
    group.load(Tastes(per_user=18).interactions())
    return group, group.campaign("aws-popularity-count"), group.tracker()


def outcomes(call, count=40):
    """How many calls in a row succeed, and the first refusal."""
    passed = 0
    for _ in range(count):
        try:
            call()
            passed += 1
        except Exception as error:
            return passed, error.response
    return passed, None


def test_recommendations_beyond_the_rate_are_throttled_and_soon_pass_again(limited):
    group, campaign, _ = limited
    passed, refusal = outcomes(lambda: group.recommend(campaign))
    assert 4 <= passed < 40
    assert refusal["Error"] == {"Code": THROTTLED, "Message": "Rate exceeded"}
    assert refusal["ResponseMetadata"]["HTTPStatusCode"] == 429
    deadline = time.monotonic() + 5
    while outcomes(lambda: group.recommend(campaign), 1)[0] == 0:
        assert time.monotonic() < deadline


def test_sdks_take_it_for_a_reason_to_try_again(limited):
    group, campaign, _ = limited
    tenant = group.tenant
    patient = botocore.session.get_session().create_client(
        "personalize-runtime", region_name=tenant.region, endpoint_url=tenant.server.endpoint,
        aws_access_key_id=tenant.key, aws_secret_access_key=tenant.secret,
        config=botocore.config.Config(retries={"mode": "standard", "total_max_attempts": 10}))
    outcomes(lambda: group.recommend(campaign))
    tries = []
    for _ in range(3):
        answer = patient.get_recommendations(campaignArn=campaign)
        tries.append(answer["ResponseMetadata"]["RetryAttempts"])
    assert sum(tries) > 0


def test_events_and_records_have_rates_of_their_own(limited):
    group, campaign, tracking = limited
    event = {"eventType": "view", "itemId": "i1-1", "sentAt": START}

    def put():
        group.tenant.events.put_events(
            trackingId=tracking, userId="u", sessionId="s", eventList=[event])

    passed, refusal = outcomes(put)
    assert 3 <= passed < 40 and refusal["Error"]["Code"] == THROTTLED
    assert group.recommend(campaign)
    reply = wire.send(
        group.tenant, f"/_bespoke/events?trackingId={tracking}", b"", method="GET").json
    assert reply["trackers"][0]["throttledRequests"] == 1
    dataset = group.dataset("Items")
    record = {"datasetArn": dataset, "items": [{"itemId": "new"}]}
    statuses = [wire.post(group.tenant, "/items", record).status for _ in range(20)]
    assert statuses.count(429) >= 10 and statuses[0] != 429


def test_other_tenants_have_buckets_of_their_own(limited):
    group, campaign, _ = limited
    outcomes(lambda: group.recommend(campaign))
    other = Tenant(group.tenant.server)
    with refused("ResourceNotFoundException"):
        other.runtime.get_recommendations(campaignArn=campaign)


def test_nothing_is_throttled_by_default(shop, popular):
    assert outcomes(lambda: shop.recommend(popular, numResults=1), 600) == (600, None)
