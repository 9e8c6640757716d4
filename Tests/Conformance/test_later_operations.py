"""What a later version brings: nothing pretends to have worked, and nothing is there.

What gets built leaves these lists, and its own tests take over.
"""

import pytest
from harness.errors import INVALID, refused
from harness.tenant import snake

# Jobs that are taken and end without having done anything, each with the state that says so.
JOBS = {"datasetExportJob": "CREATE FAILED"}


@pytest.mark.parametrize("kind,status", JOBS.items())
def test_a_job_of_a_later_version_fails_and_says_why(specimens, kind, status):
    found = specimens.tenant.describe(kind, specimens.arn[kind])
    assert found["status"] == status
    assert "not available in this version" in found["failureReason"]
    listed = getattr(specimens.api, f"list_{snake(kind)}s")()[f"{kind}s"]
    (entry,) = [e for e in listed if e[f"{kind}Arn"] == specimens.arn[kind]]
    assert (entry["status"], entry["failureReason"]) == (status, found["failureReason"])


def test_recommending_actions_needs_a_campaign_that_does(specimens):
    with refused(INVALID):
        specimens.tenant.runtime.get_action_recommendations(
            campaignArn=specimens.arn["campaign"], userId="u")
