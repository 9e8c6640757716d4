"""Every operation refuses what is malformed, unknown, taken, or too much of, by the right error."""

import botocore.session
import pytest
from harness import matrix, minimal
from harness.errors import BAD_TOKEN, EXISTS, INVALID, NOT_FOUND, refused
from harness.specimens import DELETABLE, PARTS, kind_of, nowhere, upper
from harness.tenant import RECIPE

SERVICE = {name: service for service, name, _ in matrix.rows()}
DECLARED = {(name, outcome) for _, name, cells in matrix.rows() for outcome in cells}
# What each create refers to.
REFERENCES = [
    ("CreateBatchInferenceJob", "solutionVersion"), ("CreateBatchInferenceJob", "filter"),
    ("CreateBatchSegmentJob", "solutionVersion"), ("CreateBatchSegmentJob", "filter"),
    ("CreateCampaign", "solutionVersion"), ("CreateDataDeletionJob", "datasetGroup"),
    ("CreateDataset", "datasetGroup"), ("CreateDataset", "schema"),
    ("CreateDatasetExportJob", "dataset"), ("CreateDatasetImportJob", "dataset"),
    ("CreateEventTracker", "datasetGroup"), ("CreateFilter", "datasetGroup"),
    ("CreateMetricAttribution", "datasetGroup"), ("CreateRecommender", "datasetGroup"),
    ("CreateRecommender", "recipe"), ("CreateSolution", "datasetGroup"),
    ("CreateSolution", "recipe"), ("CreateSolutionVersion", "solution"),
]
CREATES = [name for name in SERVICE if name.startswith("Create")]
# The operations on one thing: (operation, the member that names it, its kind).
CATALOGUE = ["recipe", "algorithm", "featureTransformation"]
ON_ONE = [
    *((f"Describe{upper(kind)}", f"{kind}Arn", kind) for kind in [*PARTS, *CATALOGUE]),
    *((f"Delete{upper(kind)}", f"{kind}Arn", kind) for kind in DELETABLE),
    *((f"Update{upper(kind)}", f"{kind}Arn", kind) for kind in (
        "campaign", "dataset", "metricAttribution", "recommender", "solution")),
    ("StartRecommender", "recommenderArn", "recommender"),
    ("StopRecommender", "recommenderArn", "recommender"),
    ("StopSolutionVersionCreation", "solutionVersionArn", "solutionVersion"),
    ("GetSolutionMetrics", "solutionVersionArn", "solutionVersion"),
    ("ListSolutionVersions", "solutionArn", "solution"),
    ("ListTagsForResource", "resourceArn", "campaign"),
    ("TagResource", "resourceArn", "campaign"), ("UntagResource", "resourceArn", "campaign"),
    ("PutItems", "datasetArn", "dataset"), ("PutUsers", "datasetArn", "dataset"),
    ("PutActions", "datasetArn", "dataset"), ("GetRecommendations", "campaignArn", "campaign"),
    ("GetRecommendations", "recommenderArn", "recommender"),
    ("GetPersonalizedRanking", "campaignArn", "campaign"),
    ("GetActionRecommendations", "campaignArn", "campaign"),
]
NAMED = [f"{operation}-{member}" for operation, member, _ in ON_ONE]
LISTS = [
    name for name in SERVICE if name.startswith("List") and (name, BAD_TOKEN) in DECLARED]
MALFORMED = ["x", "arn:aws:s3:::bucket"]
TAGS = [{"tagKey": f"k{n}", "tagValue": "v"} for n in range(51)]


def call(tenant, operation, request):
    """The operation with whatever request, past botocore's own checks."""
    service = SERVICE[operation]
    client = tenant.client(service, parameter_validation=False)
    return getattr(client, botocore.xform_name(operation))(**request)


def least(tenant, operation, **members):
    """The least request of the operation, with these members."""
    model = botocore.session.get_session().get_service_model(SERVICE[operation])
    request = minimal.request(tenant, model.operation_model(operation))
    if operation == "GetRecommendations":
        request["userId"] = "u"
    return request | members


@pytest.mark.parametrize("operation,kind", REFERENCES)
def test_a_create_for_what_does_not_exist_names_it(specimens, operation, kind):
    arn = nowhere(specimens.tenant, kind) if kind != "recipe" else RECIPE + "none"
    with refused(NOT_FOUND, arn):
        call(specimens.tenant, operation, specimens.another(operation) | {f"{kind}Arn": arn})


@pytest.mark.parametrize("arn", MALFORMED)
@pytest.mark.parametrize("operation,kind", REFERENCES)
def test_a_create_for_what_is_no_arn_is_invalid(specimens, operation, kind, arn):
    with refused(INVALID, arn):
        call(specimens.tenant, operation, specimens.another(operation) | {f"{kind}Arn": arn})


@pytest.mark.parametrize("operation", CREATES)
def test_a_create_with_a_bad_name_is_invalid(specimens, operation):
    request = specimens.another(operation)
    member = "name" if "name" in request else "jobName"
    with refused(INVALID, f"'{member}'", "failed to satisfy constraint"):
        call(specimens.tenant, operation, request | {member: "no good"})


@pytest.mark.parametrize("operation", [
    c for c in CREATES if (c, EXISTS) not in matrix.UNREACHABLE])
def test_a_create_of_what_is_there_already_names_it(specimens, operation):
    with refused(EXISTS, specimens.arn[kind_of(operation)]):
        call(specimens.tenant, operation, specimens.requests[operation])


@pytest.mark.parametrize("operation", [
    c for c in CREATES if (c, "TooManyTagsException") in DECLARED - matrix.UNREACHABLE.keys()])
def test_a_create_with_fifty_one_tags_makes_nothing(specimens, operation):
    request = specimens.another(operation)
    with refused("TooManyTagsException"):
        call(specimens.tenant, operation, request | {"tags": TAGS})
    listed = call(specimens.tenant, operation.replace("Create", "List") + "s", {})
    (entries,) = (v for k, v in listed.items() if k not in ("nextToken", "ResponseMetadata"))
    name = request.get("name") or request["jobName"]
    assert name not in [entry.get("name") or entry.get("jobName") for entry in entries]


def test_a_resource_takes_no_more_than_fifty_tags_and_a_request_no_more_keys(specimens):
    arn = specimens.arn["campaign"]
    with refused("TooManyTagsException"):
        specimens.api.tag_resource(resourceArn=arn, tags=TAGS)
    with refused("TooManyTagKeysException"):
        specimens.api.untag_resource(resourceArn=arn, tagKeys=[t["tagKey"] for t in TAGS])


@pytest.mark.parametrize("operation,member,kind", ON_ONE, ids=NAMED)
def test_what_does_not_exist_is_named(tenant, operation, member, kind):
    arn = nowhere(tenant, kind)
    with refused(NOT_FOUND, arn):
        call(tenant, operation, least(tenant, operation, **{member: arn}))


@pytest.mark.parametrize("arn", MALFORMED)
@pytest.mark.parametrize("operation,member,kind", ON_ONE, ids=NAMED)
def test_what_is_no_arn_is_invalid(tenant, operation, member, kind, arn):
    with refused(INVALID, arn):
        call(tenant, operation, least(tenant, operation, **{member: arn}))


@pytest.mark.parametrize("operation", LISTS)
def test_a_rubbish_token_is_refused(specimens, operation):
    request = {"nextToken": "rubbish"}
    if operation == "ListMetricAttributionMetrics":
        request["metricAttributionArn"] = specimens.arn["metricAttribution"]
    with refused(BAD_TOKEN):
        call(specimens.tenant, operation, request)


@pytest.mark.parametrize("size", [0, 101, -1])
@pytest.mark.parametrize("operation", [o for o in LISTS if (o, INVALID) in DECLARED])
def test_a_page_has_one_to_a_hundred_entries(tenant, operation, size):
    with refused(INVALID, "'maxResults'"):
        call(tenant, operation, {"maxResults": size})


def test_an_attribution_has_a_metric_of_a_name_once(specimens):
    arn = specimens.arn["metricAttribution"]
    metric = {"eventType": "view", "metricName": "n", "expression": "SAMPLECOUNT()"}
    with refused(EXISTS, arn):
        specimens.api.update_metric_attribution(metricAttributionArn=arn, addMetrics=[metric])


@pytest.mark.parametrize("operation,other", [
    ("PutItems", "USERS"), ("PutUsers", "ITEMS"), ("PutActions", "ITEMS")])
def test_records_go_into_datasets_of_their_type_only(specimens, operation, other):
    arn = specimens.tenant.arn("dataset", f"shop/{other}")
    with refused(INVALID, arn):
        call(specimens.tenant, operation, least(specimens.tenant, operation, datasetArn=arn))


def test_events_need_a_tracker_that_is_there(specimens):
    request = specimens.request("PutEvents") | {"trackingId": "none"}
    with refused(INVALID, "none"):
        specimens.tenant.events.put_events(**request)


def test_action_interactions_need_a_dataset_that_is_there_and_an_event_of_a_known_type(specimens):
    events, request = specimens.tenant.events, specimens.request("PutActionInteractions")
    with refused(NOT_FOUND, "none"):
        events.put_action_interactions(**request | {"trackingId": "none"})
    bad = request["actionInteractions"][0] | {"eventType": "Dreamt"}
    with refused(INVALID, "Dreamt"):
        events.put_action_interactions(**request | {"actionInteractions": [bad]})


def test_an_invalid_request_of_every_operation_has_been_made():
    with_an_arn = {name for name, _, _ in ON_ONE} | {name for name, _ in REFERENCES}
    listed = {name for name in LISTS if (name, INVALID) in DECLARED}
    declared = {name for name, outcome in DECLARED if outcome == INVALID}
    assert declared == with_an_arn | {*CREATES, "PutEvents", "PutActionInteractions"} | listed


