"""Solution versions: training, metrics, stopping, and training that cannot be."""

import re

import pytest
from harness import waits
from harness.data import HEADER, START, table
from harness.errors import IN_USE, INVALID, NOT_FOUND, refused
from harness.tenant import RECIPE


def test_a_version_copies_its_solution_and_says_how_long_it_took(ranked):
    version = ranked.train("aws-popularity-count", name="s")
    assert re.fullmatch(ranked.tenant.arn("solution", "s/[0-9a-f]{8}"), version)
    found = ranked.tenant.describe("solutionVersion", version)
    assert found["solutionArn"] == ranked.tenant.arn("solution", "s")
    assert found["recipeArn"] == RECIPE + "aws-popularity-count"
    assert found["datasetGroupArn"] == ranked.arn
    assert (found["trainingMode"], found["trainingType"]) == ("FULL", "MANUAL")
    assert found["trainingHours"] >= 0
    assert found["performHPO"] is False and found["performAutoML"] is False
    assert found["name"] == "s/" + version.rsplit("/", 1)[1]


def test_versions_are_listed_newest_first(ranked):
    solution = ranked.solution("aws-popularity-count")
    versions = []
    for _ in range(3):
        versions.append(ranked.start_training(solution))
        waits.active(ranked.tenant, "solutionVersion", versions[-1])
    listed = ranked.api.list_solution_versions(solutionArn=solution)["solutionVersions"]
    assert [entry["solutionVersionArn"] for entry in listed] == versions[::-1]
    assert {entry["status"] for entry in listed} == {"ACTIVE"}
    latest = ranked.tenant.describe("solution", solution)["latestSolutionVersion"]
    assert latest["solutionVersionArn"] == versions[-1]


def test_an_unknown_solution_is_not_found(group):
    arn = group.tenant.arn("solution", "nothing")
    with refused(NOT_FOUND, arn):
        group.start_training(arn)
    with refused(NOT_FOUND, arn):
        group.api.list_solution_versions(solutionArn=arn)


def test_an_update_needs_a_full_version_first(ranked):
    with refused(INVALID):
        ranked.start_training(ranked.solution("aws-user-personalization"), trainingMode="UPDATE")
    with refused(INVALID):
        ranked.start_training(ranked.solution("aws-sims"), trainingMode="SOMEHOW")


def test_no_data_at_all_fails_with_a_reason(group):
    group.dataset()
    version = group.start_training(group.solution("aws-popularity-count"))
    assert "1000" in waits.failed(group.tenant, "solutionVersion", version)


def test_too_few_users_with_two_interactions_fail_with_a_reason(group):
    group.dataset()
    rows = [[f"once{n}", f"i{n % 40}", START + n, "view", 1] for n in range(1000)]
    rows += [[f"twice{n % 20}", f"i{n}", START + n, "view", 1] for n in range(40)]
    group.load(table(HEADER, rows))
    version = group.start_training(group.solution("aws-user-personalization"))
    reason = waits.failed(group.tenant, "solutionVersion", version)
    assert "25 users" in reason and "2 interactions" in reason
    with pytest.raises(Exception, match=f"{IN_USE}|{INVALID}"):
        group.api.create_campaign(name="c", solutionVersionArn=version, minProvisionedTPS=1)


def test_only_the_chosen_event_type_counts(group):
    group.dataset()
    rows = []
    for number in range(2400):
        event = "purchase" if number % 2 else "view"
        rows.append([f"u{number % 60}", f"{event}ed{number % 40}", START + number, event, 1])
    group.load(table(HEADER, rows))
    campaign = group.campaign("aws-popularity-count", name="bought", eventType="purchase")
    found = group.recommend(campaign, numResults=100)
    bought = sum(item.startswith("purchaseed") for item in found)
    assert bought == 20 and all(item.startswith("purchaseed") for item in found[:bought]), found
    version = group.start_training(
        group.solution("aws-popularity-count", name="none", eventType="stream"))
    assert "stream" in waits.failed(group.tenant, "solutionVersion", version)


def test_metrics_wait_for_the_end_of_training(slow):
    version = slow.start_training(slow.solution("aws-user-personalization", name="metrics"))
    with refused(IN_USE):
        slow.api.get_solution_metrics(solutionVersionArn=version)
    with refused(IN_USE):
        slow.api.delete_solution(solutionArn=version.rsplit("/", 1)[0])
    with refused(IN_USE):
        slow.api.delete_dataset(datasetArn=slow.dataset_arn())
    waits.active(slow.tenant, "solutionVersion", version, within=120)
    answer = slow.api.get_solution_metrics(solutionVersionArn=version)
    assert answer["solutionVersionArn"] == version and answer["metrics"]


def test_a_version_in_training_is_stopped_and_stays_stopped(slow):
    solution = slow.solution("aws-user-personalization", name="stopped")
    version = slow.start_training(solution)

    def training():
        # A list never waits, as a Describe of something under way does.
        listed = slow.api.list_solution_versions(solutionArn=solution)["solutionVersions"]
        found = listed[0]["status"]
        assert found in ("CREATE PENDING", "CREATE IN_PROGRESS"), found
        return found == "CREATE IN_PROGRESS"

    waits.until(training, "the version is in training", interval=0.01)
    slow.api.stop_solution_version_creation(solutionVersionArn=version)
    seen = []
    waits.settled(slow.tenant, "solutionVersion", version, seen=seen)
    assert [s for s in ("CREATE STOPPING", "CREATE STOPPED") if s in seen] == seen
    assert seen[-1] == "CREATE STOPPED"
    with refused(IN_USE):
        slow.api.stop_solution_version_creation(solutionVersionArn=version)
    slow.api.delete_solution(solutionArn=solution)


def test_a_finished_version_is_not_stopped(ranked):
    version = ranked.train("aws-popularity-count")
    with refused(IN_USE):
        ranked.api.stop_solution_version_creation(solutionVersionArn=version)
    assert ranked.tenant.describe("solutionVersion", version)["status"] == "ACTIVE"


def test_metrics_of_an_unknown_version_are_not_found(tenant):
    arn = tenant.arn("solution", "nothing/0badcafe")
    with refused(NOT_FOUND, arn):
        tenant.personalize.get_solution_metrics(solutionVersionArn=arn)
    with refused(NOT_FOUND, arn):
        tenant.personalize.stop_solution_version_creation(solutionVersionArn=arn)
