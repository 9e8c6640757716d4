"""Every operation succeeds, from boto3 held strictly and from the AWS CLI alike."""

import functools

import pytest
from harness import matrix, waits
from harness.cli import CommandLine
from harness.specimens import DELETABLE, KINDS, kind_of, settled, upper
from harness.specimens import call as by_boto3

CREATES = [f"Create{upper(kind)}" for kind in KINDS]
DELETES = [f"Delete{upper(kind)}" for kind in DELETABLE]
DESCRIBES = [f"Describe{upper(kind)}" for kind in KINDS]
CATALOGUE = {
    "DescribeRecipe": {"recipeArn": "arn:aws:personalize:::recipe/aws-sims"},
    "DescribeAlgorithm": {"algorithmArn": "arn:aws:personalize:::algorithm/aws-sims"},
    "DescribeFeatureTransformation": {
        "featureTransformationArn": "arn:aws:personalize:::feature-transformation/sims"},
}
LISTS = [name for _, name, _ in matrix.rows() if name.startswith("List") and "Tags" not in name]
# Operations on resources that are there, and the kind some of them leave in transition.
USES = [
    "TagResource", "ListTagsForResource", "UntagResource", "GetSolutionMetrics", "UpdateCampaign",
    "UpdateMetricAttribution", "UpdateRecommender", "UpdateSolution", "PutEvents", "PutItems",
    "PutUsers", "PutActions", "PutActionInteractions", "GetRecommendations",
    "GetPersonalizedRanking", "GetActionRecommendations",
]
TOUCHED = {
    "UpdateCampaign": "campaign", "UpdateMetricAttribution": "metricAttribution",
    "UpdateRecommender": "recommender", "UpdateSolution": "solution",
}
# Those with a test of their own; a stop needs a slow training and stands with the transitions.
ELSEWHERE = {
    "UpdateDataset", "StopRecommender", "StartRecommender", "StopSolutionVersionCreation"}
SERVICE = {name: service for service, name, _ in matrix.rows()}


@pytest.fixture(scope="module")
def clients(specimens):
    """The two ways to call an operation of the specimens' account."""
    return {
        "boto3": functools.partial(boto3, specimens.tenant), "cli": CommandLine(specimens.tenant)}


def boto3(tenant, service, operation, request):
    """The answer without what botocore adds to it."""
    answer = by_boto3(tenant, service, operation, request)
    return {k: v for k, v in answer.items() if k != "ResponseMetadata"}


@pytest.fixture(params=["boto3", "cli"])
def call(request, clients):
    """`call(operation, request)` by one of the clients."""
    client = clients[request.param]
    return lambda operation, body: client(SERVICE[operation], operation, body)


def test_the_lists_name_every_operation_that_can_succeed():
    named = {*CREATES, *DELETES, *DESCRIBES, *CATALOGUE, *LISTS, *USES, *ELSEWHERE}
    assert named == SERVICE.keys()


@pytest.mark.parametrize("operation", CREATES)
def test_a_create_answers_with_an_arn(specimens, call, operation):
    kind = kind_of(operation)
    arn = call(operation, specimens.another(operation))[f"{kind}Arn"]
    assert arn != specimens.arn[kind]
    settled(specimens.tenant, kind, arn)
    specimens.remove(kind, arn)


@pytest.mark.parametrize("operation", DELETES)
def test_what_is_deleted_goes_away(specimens, call, operation):
    kind = kind_of(operation)
    create = f"Create{upper(kind)}"
    arn = specimens.create(create, specimens.another(create))
    assert call(operation, {f"{kind}Arn": arn}) == {}
    waits.gone(specimens.tenant, kind, arn)


@pytest.mark.parametrize("kind", KINDS)
def test_a_description_has_what_was_asked_for(specimens, call, kind):
    found = call(f"Describe{upper(kind)}", {f"{kind}Arn": specimens.arn[kind]})[kind]
    assert found[f"{kind}Arn"] == specimens.arn[kind]
    made = specimens.requests[f"Create{upper(kind)}"]
    for member in ("datasetGroupArn", "datasetArn", "roleArn", "recipeArn", "jobName", "domain"):
        if member in made:
            assert found[member] == made[member]


@pytest.mark.parametrize("operation", CATALOGUE)
def test_the_catalogue_is_described(call, operation):
    (found,) = call(operation, CATALOGUE[operation]).values()
    assert found["name"].endswith("sims")


@pytest.mark.parametrize("operation", LISTS)
def test_a_list_has_the_specimen(specimens, call, operation):
    request = {}
    if operation == "ListMetricAttributionMetrics":
        request = {"metricAttributionArn": specimens.arn["metricAttribution"]}
    (found,) = (v for k, v in call(operation, request).items() if k != "nextToken")
    kind = kind_of(operation).removesuffix("s")
    if kind in specimens.arn:
        assert specimens.arn[kind] in [entry[f"{kind}Arn"] for entry in found]
    else:
        assert found


@pytest.mark.parametrize("operation", USES)
def test_a_resource_is_used(specimens, call, operation):
    call(operation, specimens.request(operation))
    if kind := TOUCHED.get(operation):
        assert settled(specimens.tenant, kind, specimens.arn[kind])["status"] == "ACTIVE"


def test_a_recommender_stops_and_starts(specimens, call):
    tenant, arn = specimens.tenant, specimens.arn["recommender"]
    for operation, status in (("StopRecommender", "INACTIVE"), ("StartRecommender", "ACTIVE")):
        assert call(operation, {"recommenderArn": arn}) == {"recommenderArn": arn}
        assert settled(tenant, "recommender", arn)["status"] == status


def test_a_dataset_gets_a_wider_schema(specimens, call):
    # In a group of its own: an item dataset goes from the narrow schema to the wider one once.
    api, tenant = specimens.api, specimens.tenant
    group = specimens.create("CreateDatasetGroup", specimens.another("CreateDatasetGroup"))
    dataset = specimens.create("CreateDataset", {
        "name": "items", "datasetType": "Items", "datasetGroupArn": group,
        "schemaArn": specimens.arn["schema"]})
    call("UpdateDataset", {"datasetArn": dataset, "schemaArn": specimens.wider})

    def updated():
        found = tenant.describe("dataset", dataset)
        return found["schemaArn"] == specimens.wider and found

    found = waits.until(updated, "the dataset has its new schema")
    assert found["latestDatasetUpdate"]["status"] == "ACTIVE"
    specimens.remove("dataset", dataset)
    api.delete_dataset_group(datasetGroupArn=group)
    waits.gone(tenant, "datasetGroup", group)
