"""kill -9 of a worker while it works: the job is tried again and ends well."""

import os
import signal

from harness import waits
from harness.scale import SIZES, workers_of, world


def strike(group, kind, arn):
    """Kills the job's workers; False when it finished before that."""
    pids = workers_of(group, kind, arn)
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    return bool(pids) and group.tenant.describe(kind, arn)["status"] == "CREATE IN_PROGRESS"


def test_a_version_becomes_active_although_its_worker_was_killed(group):
    for number, rows in enumerate(SIZES):
        group.load(world(rows).interactions(), within=180)
        arn = group.start_training(
            group.solution("aws-user-personalization", name=f"s{number}"))
        if strike(group, "solutionVersion", arn):
            break
    else:
        raise AssertionError("training always ended before its worker could be killed")
    found = waits.active(group.tenant, "solutionVersion", arn, within=300)
    assert found["trainingHours"] >= 0
    campaign = group.deploy(arn)
    assert len(group.recommend(campaign, userId="u0-0", numResults=10)) == 10
    assert group.api.get_solution_metrics(solutionVersionArn=arn)["metrics"]


def test_an_import_becomes_active_although_its_worker_was_killed(group):
    for rows in SIZES:
        arn = group.start_import(world(rows).interactions())
        if strike(group, "datasetImportJob", arn):
            break
    else:
        raise AssertionError("the import always ended before its worker could be killed")
    waits.active(group.tenant, "datasetImportJob", arn, within=300)
    campaign = group.campaign("aws-popularity-count")
    assert len(group.recommend(campaign, numResults=500)) == 500


def test_a_worker_that_always_dies_fails_its_job_with_a_reason(group):
    server = group.tenant.server
    group.load(world(SIZES[1]).interactions(), within=180)
    arn = group.start_training(group.solution("aws-user-personalization"))

    def settled():
        for pid in server.workers():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        found = group.tenant.describe("solutionVersion", arn)
        return found if found["status"] in ("ACTIVE", "CREATE FAILED") else None

    found = waits.until(settled, "the job is given up", within=60, interval=0.002)
    assert found["status"] == "CREATE FAILED" and found["failureReason"], found
    # And the next job of the same server is served again.
    again = group.start_training(group.solution("aws-popularity-count"))
    waits.active(group.tenant, "solutionVersion", again, within=120)
