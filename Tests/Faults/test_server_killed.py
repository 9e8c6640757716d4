"""kill -9 of the server while a job runs: started again on the same data, the job finishes."""

from harness import waits
from harness.scale import SIZES, reconnect, workers_of, world


def killed_during(group, kind, arn):
    """Kills the server while the resource is in progress; False when it finished before that."""
    server = group.tenant.server
    workers = workers_of(group, kind, arn)
    server.kill()
    for pid in workers:
        # A worker whose server is gone has nobody to report to and must not linger.
        server.worker_gone(pid)
    server.start()
    reconnect(group)
    return bool(workers)


def test_a_training_finishes_after_the_restart(group):
    for number, rows in enumerate(SIZES):
        group.load(world(rows).interactions(), within=180)
        arn = group.start_training(
            group.solution("aws-user-personalization", name=f"s{number}"))
        if killed_during(group, "solutionVersion", arn):
            break
    else:
        raise AssertionError("training always ended before the server could be killed")
    waits.active(group.tenant, "solutionVersion", arn, within=300)
    campaign = group.deploy(arn)
    assert len(group.recommend(campaign, userId="u0-0", numResults=10)) == 10


def test_an_import_finishes_after_the_restart_and_nothing_is_doubled(group):
    for rows in SIZES:
        data = world(rows)
        arn = group.start_import(data.interactions())
        if killed_during(group, "datasetImportJob", arn):
            break
    else:
        raise AssertionError("the import always ended before the server could be killed")
    waits.active(group.tenant, "datasetImportJob", arn, within=300)
    campaign = group.campaign("aws-popularity-count")
    found = group.recommend(campaign, numResults=500)
    assert len(found) == 500 and set(found) <= set(data.items)


def test_nothing_half_made_is_left_behind(group):
    group.load(world(SIZES[0]).interactions(), within=180)
    arn = group.start_training(group.solution("aws-user-personalization"))
    killed_during(group, "solutionVersion", arn)
    waits.active(group.tenant, "solutionVersion", arn, within=300)
    server = group.tenant.server
    left = [
        path.name for path in server.data.rglob("*")
        if path.is_file() and any(mark in path.name.lower() for mark in ("tmp", "partial", "temp"))
    ]
    assert left == []


def test_created_resources_survive_a_kill_right_after_the_answer(group):
    server = group.tenant.server
    for number in range(4):
        arn = group.api.create_dataset_group(name=f"kept{number}")["datasetGroupArn"]
        server.kill()
        server.start()
        reconnect(group)
        waits.active(group.tenant, "datasetGroup", arn)
    assert group.tenant.describe("datasetGroup", group.arn)["status"] == "ACTIVE"


def test_a_search_finishes_after_the_restart_and_tells_what_it_chose(group):
    trials = {"performHPO": True, "solutionConfig": {"hpoConfig": {"hpoResourceConfig": {
        "maxNumberOfTrainingJobs": "4", "maxParallelTrainingJobs": "2"}}}}
    for number, rows in enumerate(SIZES):
        group.load(world(rows).interactions(), within=180)
        arn = group.start_training(group.solution("aws-sims", name=f"s{number}", **trials))
        if killed_during(group, "solutionVersion", arn):
            break
    else:
        raise AssertionError("the search always ended before the server could be killed")
    found = waits.active(group.tenant, "solutionVersion", arn, within=300)
    tuned = found["tunedHPOParams"]["algorithmHyperParameters"]
    assert set(tuned) == {"popularity_discount_factor", "min_cointeraction_count"}
    campaign = group.deploy(arn)
    assert len(group.recommend(campaign, itemId=world(SIZES[0]).items[0], numResults=10)) == 10
