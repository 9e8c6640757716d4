"""Tags on every kind that carries them, and on none that does not."""

import pytest
from harness import REPOSITORY, schemas, waits
from harness.chain import Group
from harness.data import Tastes
from harness.errors import INVALID, NOT_FOUND, refused
from harness.tenant import RECIPE, ROLE, Tenant

TAGS = [{"tagKey": "team", "tagValue": "shop"}]
OUTPUT = {"s3DataDestination": {"path": "s3://out/x/"}}


@pytest.fixture(scope="module")
def made(server):
    """A resource of every taggable kind, each created with tags: {kind: ARN}."""
    group = Group(Tenant(server), "tagged")
    api, tenant = group.api, group.tenant
    found = {"dataset group": api.create_dataset_group(name="g", tags=TAGS)["datasetGroupArn"]}
    found["dataset"] = api.create_dataset(
        name="d", datasetType="Items", datasetGroupArn=group.arn, tags=TAGS,
        schemaArn=group.schema(schemas.ITEMS, "items"))["datasetArn"]
    waits.active(tenant, "dataset", found["dataset"])
    group.dataset("Interactions")
    found["import job"] = group.start_import(Tastes().interactions(), tags=TAGS)
    waits.active(tenant, "datasetImportJob", found["import job"])
    found["export job"] = api.create_dataset_export_job(
        jobName="e", datasetArn=found["dataset"], roleArn=ROLE, jobOutput=OUTPUT,
        tags=TAGS)["datasetExportJobArn"]
    found["event tracker"] = api.create_event_tracker(
        name="t", datasetGroupArn=group.arn, tags=TAGS)["eventTrackerArn"]
    found["filter"] = api.create_filter(
        name="f", datasetGroupArn=group.arn, tags=TAGS,
        filterExpression="INCLUDE ItemID WHERE Items.PRICE < 3")["filterArn"]
    found["solution"] = group.solution("aws-sims", "s", tags=TAGS)
    version = found["solution version"] = group.start_training(found["solution"], tags=TAGS)
    waits.active(tenant, "solutionVersion", version)
    found["campaign"] = group.deploy(version, "c", tags=TAGS)
    found["batch inference job"] = api.create_batch_inference_job(
        jobName="b", solutionVersionArn=version, roleArn=ROLE, jobOutput=OUTPUT, tags=TAGS,
        jobInput={"s3DataSource": {"path": "s3://in/x"}})["batchInferenceJobArn"]
    found["data deletion job"] = api.create_data_deletion_job(
        jobName="u", datasetGroupArn=group.arn, roleArn=ROLE, tags=TAGS,
        dataSource={"dataLocation": "s3://in/users.csv"})["dataDeletionJobArn"]
    store = Group(tenant, "store", domain="ECOMMERCE")
    text = (REPOSITORY / "examples/schemas/ecommerce-interactions.json").read_text()
    store.dataset("Interactions", text)
    found["recommender"] = api.create_recommender(
        name="r", datasetGroupArn=store.arn, tags=TAGS,
        recipeArn=RECIPE + "aws-ecomm-recommended-for-you")["recommenderArn"]
    return tenant, group, found


KINDS = [
    "dataset group", "dataset", "import job", "export job", "event tracker", "filter", "solution",
    "solution version", "campaign", "batch inference job", "data deletion job", "recommender",
]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_that_carries_tags(made, kind):
    tenant, _, found = made
    api, arn = tenant.personalize, found[kind]

    def tags():
        listed = api.list_tags_for_resource(resourceArn=arn)["tags"]
        return {tag["tagKey"]: tag["tagValue"] for tag in listed}

    assert tags() == {"team": "shop"}
    api.tag_resource(resourceArn=arn, tags=[
        {"tagKey": "team", "tagValue": "other"}, {"tagKey": "größe:x/y", "tagValue": ""}])
    assert tags() == {"team": "other", "größe:x/y": ""}
    with refused(INVALID, "aws:"):
        api.tag_resource(resourceArn=arn, tags=[{"tagKey": "aws:x", "tagValue": "y"}])
    with refused("TooManyTagsException", "50"):
        api.tag_resource(
            resourceArn=arn, tags=[{"tagKey": f"k{n}", "tagValue": "v"} for n in range(49)])
    with refused("TooManyTagKeysException"):
        api.untag_resource(resourceArn=arn, tagKeys=[f"k{n}" for n in range(51)])
    api.untag_resource(resourceArn=arn, tagKeys=["größe:x/y", "never"])
    assert tags() == {"team": "other"}
    api.untag_resource(resourceArn=arn, tagKeys=["team"])
    api.tag_resource(resourceArn=arn, tags=TAGS)


def test_too_many_tags_at_creation_create_nothing(made):
    tenant, group, _ = made
    many = [{"tagKey": f"k{n}", "tagValue": "v"} for n in range(51)]
    for call, arguments in (
        ("create_dataset_group", {"name": "many"}),
        ("create_filter", {"name": "many", "datasetGroupArn": group.arn,
                           "filterExpression": "INCLUDE ItemID WHERE Items.PRICE < 3"}),
        ("create_solution", {"name": "many", "datasetGroupArn": group.arn,
                             "recipeArn": RECIPE + "aws-sims"}),
    ):
        with refused("TooManyTagsException"):
            getattr(tenant.personalize, call)(tags=many, **arguments)
    for arn in (tenant.arn("dataset-group", "many"), tenant.arn("filter", "many"),
                tenant.arn("solution", "many")):
        with refused(NOT_FOUND, arn):
            tenant.personalize.list_tags_for_resource(resourceArn=arn)


def test_kinds_that_carry_none(made):
    tenant, group, _ = made
    attribution = tenant.personalize.create_metric_attribution(
        name="m", datasetGroupArn=group.arn, metricsOutputConfig={"roleArn": ROLE}, metrics=[
            {"eventType": "view", "metricName": "views", "expression": "SAMPLECOUNT()"}])
    schema = tenant.describe("dataset", group.dataset_arn("Items"))["schemaArn"]
    for arn in (schema, attribution["metricAttributionArn"], RECIPE + "aws-sims"):
        with refused(INVALID, arn):
            tenant.personalize.tag_resource(resourceArn=arn, tags=TAGS)


def test_tags_go_with_their_resource(made):
    tenant, group, _ = made
    arn = tenant.personalize.create_filter(
        name="short-lived", datasetGroupArn=group.arn, tags=TAGS,
        filterExpression="INCLUDE ItemID WHERE Items.PRICE < 3")["filterArn"]
    waits.active(tenant, "filter", arn)
    tenant.personalize.delete_filter(filterArn=arn)
    waits.gone(tenant, "filter", arn)
    again = group.filter("INCLUDE ItemID WHERE Items.PRICE < 3", "short-lived")
    assert tenant.personalize.list_tags_for_resource(resourceArn=again)["tags"] == []


def test_tags_are_the_tenants_own(made, server):
    _, _, found = made
    with refused(NOT_FOUND):
        Tenant(server).personalize.list_tags_for_resource(resourceArn=found["campaign"])
