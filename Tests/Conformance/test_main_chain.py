"""The main job, end to end, with stock boto3 clients and nothing but the endpoint changed."""

import pytest
from harness import schemas, waits
from harness.data import START, Tastes
from harness.tenant import RECIPE, ROLE

METRICS = {
    "coverage", "mean_reciprocal_rank_at_25", "normalized_discounted_cumulative_gain_at_5",
    "normalized_discounted_cumulative_gain_at_10", "normalized_discounted_cumulative_gain_at_25",
    "precision_at_5", "precision_at_10", "precision_at_25",
}
STATES = ["CREATE PENDING", "CREATE IN_PROGRESS", "ACTIVE"]


def create(tenant, kind, seen, **request):
    """Create<Kind>, then Describe until ACTIVE; the statuses met go into `seen`."""
    method = getattr(tenant.personalize, f"create_{kind[0]}")
    arn = method(**request)[f"{kind[1]}Arn"]
    statuses = seen.setdefault(kind[1], [])
    waits.active(tenant, kind[1], arn, within=90, seen=statuses)
    return arn


def test_from_an_empty_account_to_recommendations_that_follow_events(tenant):
    api, world, seen = tenant.personalize, Tastes(), {}
    group = create(tenant, ("dataset_group", "datasetGroup"), seen, name="chain")
    schema = api.create_schema(name="chain", schema=schemas.INTERACTIONS)["schemaArn"]
    dataset = create(
        tenant, ("dataset", "dataset"), seen, name="chain", schemaArn=schema,
        datasetGroupArn=group, datasetType="Interactions")
    create(
        tenant, ("dataset_import_job", "datasetImportJob"), seen, jobName="chain",
        datasetArn=dataset, roleArn=ROLE,
        dataSource={"dataLocation": tenant.put("in.csv", world.interactions())})
    solution = create(
        tenant, ("solution", "solution"), seen, name="chain", datasetGroupArn=group,
        recipeArn=RECIPE + "aws-user-personalization", performAutoTraining=False)
    version = create(
        tenant, ("solution_version", "solutionVersion"), seen, solutionArn=solution)
    metrics = api.get_solution_metrics(solutionVersionArn=version)["metrics"]
    assert metrics.keys() == METRICS
    assert all(0 <= value <= 1 for value in metrics.values()), metrics
    campaign = create(
        tenant, ("campaign", "campaign"), seen, name="chain", solutionVersionArn=version,
        minProvisionedTPS=1)
    for kind, statuses in seen.items():
        assert [s for s in STATES if s in statuses] == statuses, (kind, statuses)

    tracking = api.create_event_tracker(name="chain", datasetGroupArn=group)["trackingId"]
    answer = tenant.runtime.get_recommendations(campaignArn=campaign, userId="u2-2", numResults=10)
    before = [entry["itemId"] for entry in answer["itemList"]]
    assert len(before) == 10
    assert world.share(before, 2) >= 0.5, before
    for number in range(5):
        tenant.events.put_events(
            trackingId=tracking, userId="u2-2", sessionId="s", eventList=[{
                "eventType": "view", "itemId": f"i4-{number}", "sentAt": START + 9_000_000 + number,
            }])
    answer = tenant.runtime.get_recommendations(campaignArn=campaign, userId="u2-2", numResults=10)
    after = [entry["itemId"] for entry in answer["itemList"]]
    assert world.share(after, 4) > world.share(before, 4), (before, after)


def metrics_of(group, campaign):
    """The offline metrics of the version a campaign serves."""
    version = group.tenant.describe("campaign", campaign)["solutionVersionArn"]
    return group.api.get_solution_metrics(solutionVersionArn=version)["metrics"]


@pytest.mark.parametrize("campaign", ["personal", "ranking", "similar", "sims", "popular"])
def test_every_recipe_of_the_first_set_reports_its_metrics(shop, campaign, request):
    metrics = metrics_of(shop, request.getfixturevalue(campaign))
    assert metrics.keys() == METRICS
    assert all(0 <= value <= 1 for value in metrics.values()), metrics
    assert metrics["coverage"] > 0


def test_personalization_is_clearly_above_popularity(shop, personal, popular):
    key = "normalized_discounted_cumulative_gain_at_10"
    assert metrics_of(shop, personal)[key] > 1.2 * metrics_of(shop, popular)[key]
