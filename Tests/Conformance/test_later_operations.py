"""Families that are not built yet: nothing pretends to have worked, and nothing is there.

What gets built leaves these lists, and its own tests take over.
"""

import botocore.session
import pytest
from harness import matrix, minimal
from harness.errors import INVALID, NOT_FOUND, refused
from harness.tenant import snake

FAMILIES = {
    "BatchInferenceJob": "batch-inference-job", "BatchSegmentJob": "batch-segment-job",
    "DataDeletionJob": "data-deletion-job", "DatasetExportJob": "dataset-export-job",
    "Filter": "filter", "MetricAttribution": "metric-attribution", "Recommender": "recommender",
}
LATER = {
    *(f"Create{family}" for family in FAMILIES), "StartRecommender", "StopRecommender",
    "UpdateDataset", "UpdateMetricAttribution", "UpdateRecommender", "UpdateSolution",
    "GetActionRecommendations", "PutActionInteractions", "PutActions",
}
CLIENTS = {
    "personalize": "personalize", "personalize-events": "events", "personalize-runtime": "runtime"}
OPERATIONS = [(service, name) for service, name, _ in matrix.rows() if name in LATER]


def test_the_list_names_operations_that_exist():
    assert {name for _, name in OPERATIONS} == LATER


@pytest.mark.parametrize("service,name", OPERATIONS, ids=[name for _, name in OPERATIONS])
def test_an_operation_of_a_later_version_names_itself(tenant, service, name):
    operation = botocore.session.get_session().get_service_model(service).operation_model(name)
    method = getattr(getattr(tenant, CLIENTS[service]), snake(name).lstrip("_"))
    with refused(INVALID, name):
        method(**minimal.request(tenant, operation))


@pytest.mark.parametrize("family,part", FAMILIES.items())
def test_a_family_of_a_later_version_is_empty(tenant, family, part):
    api, kind = tenant.personalize, family[0].lower() + family[1:]
    listed = getattr(api, f"list{snake(family)}s")()
    assert [v for k, v in listed.items() if k != "ResponseMetadata"] == [[]]
    arn = tenant.arn(part, "none")
    with refused(NOT_FOUND, arn):
        tenant.describe(kind, arn)
    if not family.endswith("Job"):
        with refused(NOT_FOUND, arn):
            getattr(api, f"delete{snake(family)}")(**{f"{kind}Arn": arn})
