"""Campaigns: create, describe, update, list, delete."""

import pytest
from harness import waits
from harness.data import HEADER, ladder, table
from harness.errors import EXISTS, IN_USE, INVALID, NOT_FOUND, refused


def test_a_campaign_is_described_with_what_it_was_given(ranked):
    version = ranked.train("aws-popularity-count")
    made = ranked.api.create_campaign(name="c", solutionVersionArn=version, minProvisionedTPS=3)
    arn = made["campaignArn"]
    assert arn == ranked.tenant.arn("campaign", "c")
    found = waits.active(ranked.tenant, "campaign", arn)
    assert (found["name"], found["minProvisionedTPS"]) == ("c", 3)
    assert found["solutionVersionArn"] == version
    assert "campaignConfig" not in found and "latestCampaignUpdate" not in found
    listed = ranked.api.list_campaigns(solutionArn=version.rsplit("/", 1)[0])["campaigns"]
    assert [entry["campaignArn"] for entry in listed] == [arn]
    assert "solutionVersionArn" not in listed[0]


def test_one_transaction_a_second_is_the_default(ranked):
    version = ranked.train("aws-popularity-count")
    arn = ranked.api.create_campaign(name="c", solutionVersionArn=version)["campaignArn"]
    assert ranked.tenant.describe("campaign", arn)["minProvisionedTPS"] == 1
    with refused(INVALID, "'minProvisionedTPS'"):
        api = ranked.tenant.client("personalize", parameter_validation=False)
        api.create_campaign(name="d", solutionVersionArn=version, minProvisionedTPS=0)


def test_a_second_campaign_of_the_name_is_refused(ranked):
    version = ranked.train("aws-popularity-count")
    arn = ranked.deploy(version, name="c")
    with refused(EXISTS, arn):
        ranked.api.create_campaign(name="c", solutionVersionArn=version, minProvisionedTPS=1)


def test_an_unknown_version_is_not_found(ranked):
    arn = ranked.solution("aws-popularity-count") + "/0badcafe"
    with refused(NOT_FOUND, arn):
        ranked.api.create_campaign(name="c", solutionVersionArn=arn, minProvisionedTPS=1)


def test_a_version_in_training_is_not_deployed(slow):
    version = slow.start_training(slow.solution("aws-user-personalization", name="early"))
    with pytest.raises(Exception, match=f"{IN_USE}|{INVALID}"):
        slow.api.create_campaign(name="early", solutionVersionArn=version, minProvisionedTPS=1)
    waits.settled(slow.tenant, "solutionVersion", version, within=120)
    slow.api.delete_solution(solutionArn=version.rsplit("/", 1)[0])


def test_latest_stands_for_the_newest_active_version(ranked):
    version = ranked.train("aws-popularity-count")
    latest = version.rsplit("/", 1)[0] + "/$LATEST"
    arn = ranked.deploy(latest, name="c")
    assert ranked.tenant.describe("campaign", arn)["solutionVersionArn"] == version
    assert ranked.recommend(arn) == ranked.items


def test_an_update_serves_the_old_version_until_the_new_one_is_in(ranked):
    old = ranked.train("aws-popularity-count")
    campaign = ranked.deploy(old, name="c")
    items = [f"new{n}" for n in range(20)]
    ranked.load(table(HEADER, ladder(items)))
    new = ranked.start_training(old.rsplit("/", 1)[0])
    waits.active(ranked.tenant, "solutionVersion", new)
    answer = ranked.api.update_campaign(
        campaignArn=campaign, solutionVersionArn=new, minProvisionedTPS=2)
    assert answer["campaignArn"] == campaign
    lists = []

    def updated():
        lists.append(ranked.recommend(campaign))
        found = ranked.tenant.describe("campaign", campaign)
        assert found["status"] == "ACTIVE"
        update = found["latestCampaignUpdate"]
        assert (update["solutionVersionArn"], update["minProvisionedTPS"]) == (new, 2)
        assert update["status"] in ("CREATE PENDING", "CREATE IN_PROGRESS", "ACTIVE")
        if update["status"] != "ACTIVE":
            assert found["solutionVersionArn"] == old
        return found if update["status"] == "ACTIVE" else None

    found = waits.until(updated, "the update is in", interval=0.01)
    assert (found["solutionVersionArn"], found["minProvisionedTPS"]) == (new, 2)
    assert all(seen in (ranked.items, items) for seen in lists)
    assert ranked.recommend(campaign) == items
    with refused(NOT_FOUND):
        ranked.api.update_campaign(campaignArn=campaign + "x", solutionVersionArn=new)


def test_an_update_keeps_what_it_does_not_name(ranked):
    version = ranked.train("aws-user-personalization")
    config = {"itemExplorationConfig": {"explorationWeight": "0.1"}}
    campaign = ranked.deploy(version, name="c", campaignConfig=config)
    ranked.api.update_campaign(campaignArn=campaign, minProvisionedTPS=5)

    def updated():
        found = ranked.tenant.describe("campaign", campaign)
        return found if found["latestCampaignUpdate"]["status"] == "ACTIVE" else None

    found = waits.until(updated, "the update is in")
    assert found["minProvisionedTPS"] == 5
    assert found["solutionVersionArn"] == version
    assert found["campaignConfig"]["itemExplorationConfig"] == {"explorationWeight": "0.1"}


def test_a_deleted_campaign_serves_no_more_and_leaves_its_version(ranked):
    campaign = ranked.campaign("aws-popularity-count")
    version = ranked.tenant.describe("campaign", campaign)["solutionVersionArn"]
    ranked.api.delete_campaign(campaignArn=campaign)
    waits.gone(ranked.tenant, "campaign", campaign)
    with refused(NOT_FOUND, campaign):
        ranked.recommend(campaign)
    assert ranked.tenant.describe("solutionVersion", version)["status"] == "ACTIVE"
    again = ranked.deploy(version, name=campaign.rsplit("/", 1)[1])
    assert again == campaign and ranked.recommend(again) == ranked.items
