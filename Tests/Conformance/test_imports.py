"""Import jobs: their lifecycle, where they read, and what FULL and INCREMENTAL mean."""

import pytest
from harness import schemas, waits
from harness.chain import Group
from harness.data import HEADER, START, ladder, table
from harness.errors import EXISTS, INVALID, NOT_FOUND, refused
from harness.tenant import ROLE, Tenant


def popularity(group, name):
    """Trains aws-popularity-count afresh and returns its whole list."""
    campaign = group.campaign("aws-popularity-count", name=name)
    return group.recommend(campaign, numResults=100)


def numbered(prefix, count=20):
    """Item names in falling popularity, with their interactions as CSV."""
    items = [f"{prefix}{n}" for n in range(count)]
    return items, table(HEADER, ladder(items, prefix=f"user-of-{prefix}"))


def test_a_job_is_described_and_listed_with_what_it_was_given(ranked):
    arn = ranked.tenant.arn("dataset-import-job", "shop-load-1")
    found = ranked.tenant.describe("datasetImportJob", arn)
    assert found["jobName"] == "shop-load-1"
    assert found["datasetArn"] == ranked.dataset_arn()
    assert found["dataSource"]["dataLocation"].endswith("/shop-load-1.csv")
    assert (found["roleArn"], found["importMode"]) == (ROLE, "FULL")
    assert found["publishAttributionMetricsToS3"] is False
    assert "failureReason" not in found
    listed = ranked.api.list_dataset_import_jobs(datasetArn=ranked.dataset_arn())
    (entry,) = listed["datasetImportJobs"]
    assert (entry["datasetImportJobArn"], entry["status"]) == (arn, "ACTIVE")
    assert entry["importMode"] == "FULL"


def test_a_job_name_is_taken_even_by_a_failed_job(group):
    group.dataset()
    arn = group.start_import("", location=group.tenant.folder("missing"))
    waits.failed(group.tenant, "datasetImportJob", arn)
    with refused(EXISTS, arn):
        group.api.create_dataset_import_job(
            jobName=arn.split("/")[-1], datasetArn=group.dataset_arn(), roleArn=ROLE,
            dataSource={"dataLocation": "s3://bucket/key.csv"})


def test_an_unknown_dataset_is_not_found(group):
    arn = group.dataset_arn("Users")
    with refused(NOT_FOUND, arn):
        group.api.create_dataset_import_job(
            jobName="j", datasetArn=arn, roleArn=ROLE,
            dataSource={"dataLocation": "s3://bucket/key.csv"})


@pytest.mark.parametrize("location", ["key.csv", "/etc/passwd", "file:///etc/passwd", "s3://"])
def test_a_location_that_is_none_is_refused_at_once(group, location):
    group.dataset()
    with refused(INVALID):
        group.start_import("", location=location)


@pytest.mark.parametrize("path", ["../secret.csv", "a/../../secret.csv", "%2e%2e/secret.csv"])
def test_no_location_leads_out_of_the_bucket(group, path):
    group.dataset()
    (group.tenant.server.store.root / "secret.csv").write_text(numbered("secret")[1])
    location = f"s3://{group.tenant.bucket}/{path}"
    try:
        arn = group.start_import("", location=location)
    except group.api.exceptions.InvalidInputException:
        return
    assert waits.failed(group.tenant, "datasetImportJob", arn)


@pytest.mark.parametrize("key", ["missing.csv", "missing/"])
def test_nothing_at_the_location_fails_the_job_with_the_reason(group, key):
    group.dataset()
    arn = group.start_import("", location=f"s3://{group.tenant.bucket}/{key}")
    reason = waits.failed(group.tenant, "datasetImportJob", arn)
    assert key.rstrip("/") in reason, reason
    (entry,) = group.api.list_dataset_import_jobs()["datasetImportJobs"]
    assert entry["failureReason"] == reason


def test_a_folder_gives_every_csv_of_its_first_level(group):
    group.dataset()
    items, text = numbered("p")
    header, *lines = text.splitlines(keepends=True)
    half = len(lines) // 2
    tenant = group.tenant
    tenant.put("in/one.csv", header + "".join(lines[:half]))
    tenant.put("in/two.csv", header + "".join(lines[half:]))
    tenant.put("in/notes.txt", "not a table")
    tenant.put("in/deeper/three.csv", numbered("deep")[1])
    group.load("", location=tenant.folder("in"))
    assert popularity(group, "folder") == items


def test_a_folder_without_its_slash_is_no_location(group):
    group.dataset()
    group.tenant.put("in/one.csv", numbered("p")[1])
    arn = group.start_import("", location=f"s3://{group.tenant.bucket}/in")
    assert "location" in waits.failed(group.tenant, "datasetImportJob", arn).lower()


def test_999_interactions_are_too_few_and_1000_enough(group):
    group.dataset()
    rows = [[f"u{n % 50}", f"i{n % 40}", START + n, "view", 1] for n in range(1000)]
    arn = group.start_import(table(HEADER, rows[:999]))
    assert "1000" in waits.failed(group.tenant, "datasetImportJob", arn)
    group.load(table(HEADER, rows))


def test_relaxed_limits_let_a_small_table_in(own_server):
    group = Group(Tenant(own_server("--relaxed-limits")))
    group.dataset()
    group.load(table(HEADER, [["u", "i", START, "view", 1], ["v", "i", START, "view", 1]]))


def test_one_row_is_enough_for_items_and_users(group):
    group.dataset("Items")
    group.dataset("Users")
    group.load("ITEM_ID,GENRES,PRICE,CREATION_TIMESTAMP\ni1,a|b,1.5,0\n", "Items")
    group.load("USER_ID,AGE,MEMBERSHIP\nu1,,gold\n", "Users")


def test_full_replaces_what_was_imported_before(ranked):
    items, text = numbered("new")
    ranked.load(text)
    assert popularity(ranked, "replaced") == items


def test_incremental_adds_to_it(ranked):
    newest = [[f"user{n}", "added", START + 500_000 + n, "view", 1.0] for n in range(1000)]
    ranked.load(table(HEADER, newest), importMode="INCREMENTAL")
    assert popularity(ranked, "added") == ["added", *ranked.items]
    arn = ranked.tenant.arn("dataset-import-job", "shop-load-2")
    assert ranked.tenant.describe("datasetImportJob", arn)["importMode"] == "INCREMENTAL"


def test_the_first_import_must_be_full(group):
    group.dataset()
    with refused(INVALID):
        group.start_import(numbered("p")[1], importMode="INCREMENTAL")


def test_an_unknown_mode_is_refused(group):
    group.dataset()
    with refused(INVALID, "importMode"):
        group.start_import(numbered("p")[1], importMode="PARTIAL")


def test_full_keeps_what_was_streamed(ranked):
    tracking = ranked.tracker()
    for start in range(0, 70, 10):
        for number in range(start, start + 10):
            ranked.tenant.events.put_events(
                trackingId=tracking, userId=f"streamer{number}", sessionId="s", eventList=[
                    {"eventType": "view", "itemId": "streamed", "sentAt": START + number}])
    items, text = numbered("new")
    ranked.load(text)
    assert popularity(ranked, "streamed") == ["streamed", *items]


def test_a_failed_job_leaves_the_data_as_they_were(ranked):
    header, *lines = numbered("new")[1].splitlines(keepends=True)
    lines[-1] = "user,item,yesterday,view,1\n"
    arn = ranked.start_import(header + "".join(lines))
    waits.failed(ranked.tenant, "datasetImportJob", arn)
    assert popularity(ranked, "as-before") == ranked.items


def test_equal_interactions_count_once(group):
    group.dataset(text=schemas.BARE)
    rows = [[f"u{n % 50}", f"i{n % 40}", START] for n in range(200)]
    group.load(table(HEADER[:3], rows * 5))
    version = group.start_training(group.solution("aws-popularity-count"))
    assert "1000" in waits.failed(group.tenant, "solutionVersion", version)
