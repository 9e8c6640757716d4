"""Operations that are not built yet say so by name; none pretends to have worked.

What gets built leaves this list, and its own tests take over.
"""

import botocore.session
import pytest
from botocore.exceptions import ClientError
from harness import matrix, minimal
from harness.tenant import snake

FAMILIES = [
    "BatchInferenceJob", "BatchSegmentJob", "DataDeletionJob", "DatasetExportJob", "Filter",
    "MetricAttribution", "Recommender",
]
LATER = {
    *(f"{verb}{family}" for verb in ("Create", "Describe") for family in FAMILIES),
    *(f"List{family}s" for family in FAMILIES),
    "DeleteFilter", "DeleteMetricAttribution", "DeleteRecommender", "ListMetricAttributionMetrics",
    "ListTagsForResource", "StartRecommender", "StopRecommender", "TagResource", "UntagResource",
    "UpdateDataset", "UpdateMetricAttribution", "UpdateRecommender", "UpdateSolution",
    "GetActionRecommendations", "PutActionInteractions", "PutActions", "PutItems", "PutUsers",
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
    with pytest.raises(ClientError) as caught:
        method(**minimal.request(tenant, operation))
    assert name in caught.value.response["Error"]["Message"], caught.value
