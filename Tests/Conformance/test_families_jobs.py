"""Export, batch inference, batch segment and data deletion jobs.

Their resources live as they will; an export's work is not there yet, and it says so.
"""

import json

import pytest
from harness import waits, wire
from harness.chain import Group
from harness.errors import EXISTS, IN_USE, INVALID, LIMIT, NOT_FOUND, refused
from harness.tenant import ROLE, Tenant

INPUT = {"s3DataSource": {"path": "s3://batch/in/users.json"}}
OUTPUT = {"s3DataDestination": {"path": "s3://batch/out/"}}
UNAVAILABLE = "not available in this version"


def ended(tenant, kind, arn):
    """Waits until a job is over; returns the description."""

    def over():
        found = tenant.describe(kind, arn)
        return found if found["status"] in ("ACTIVE", "CREATE FAILED", "COMPLETED", "FAILED") \
            else None

    return waits.until(over, f"{arn} is over")


def failed_honestly(tenant, kind, arn, status="CREATE FAILED"):
    """The job has failed and told that the work cannot be done here."""
    found = ended(tenant, kind, arn)
    assert found["status"] == status
    assert UNAVAILABLE in found["failureReason"]
    return found


# Exports


def test_an_export_job(loaded):
    tenant, api = loaded.tenant, loaded.api
    dataset = loaded.dataset_arn()
    request = {"datasetArn": dataset, "roleArn": ROLE, "jobOutput": OUTPUT}
    arn = api.create_dataset_export_job(jobName="out", **request)["datasetExportJobArn"]
    assert arn == tenant.arn("dataset-export-job", "out")
    found = failed_honestly(tenant, "datasetExportJob", arn)
    assert found["ingestionMode"] == "PUT" and found["jobOutput"] == OUTPUT
    assert found["roleArn"] == ROLE and found["datasetArn"] == dataset
    with refused(EXISTS, arn):
        api.create_dataset_export_job(jobName="out", **request)
    for mode in ("BULK", "ALL"):
        made = api.create_dataset_export_job(jobName=mode, ingestionMode=mode, **request)
        found = ended(tenant, "datasetExportJob", made["datasetExportJobArn"])
        assert found["ingestionMode"] == mode
    listed = api.list_dataset_export_jobs(datasetArn=dataset)["datasetExportJobs"]
    assert [job["jobName"] for job in listed] == ["ALL", "BULK", "out"]
    assert all(UNAVAILABLE in job["failureReason"] for job in listed)
    assert "jobOutput" not in listed[0] and "ingestionMode" not in listed[0]


def test_what_an_export_refuses(loaded):
    api, tenant = loaded.api, loaded.tenant
    request = {"jobName": "out", "roleArn": ROLE, "jobOutput": OUTPUT}
    with refused(NOT_FOUND, "none"):
        api.create_dataset_export_job(datasetArn=tenant.arn("dataset", "none/ITEMS"), **request)
    for path in ("http://batch/out/", "s3://"):
        with refused(INVALID):
            api.create_dataset_export_job(
                datasetArn=loaded.dataset_arn(), jobName="out", roleArn=ROLE,
                jobOutput={"s3DataDestination": {"path": path}})
    with refused(INVALID, "ingestionMode"):
        api.create_dataset_export_job(
            datasetArn=loaded.dataset_arn(), ingestionMode="SOME", **request)
    with refused(INVALID):
        api.create_dataset_export_job(
            datasetArn=loaded.dataset_arn(), jobName="out", jobOutput=OUTPUT, roleArn="role")
    assert api.list_dataset_export_jobs()["datasetExportJobs"] == []


# Batch inference


@pytest.fixture(scope="module")
def version(shop):
    """A version of aws-similar-items, which batch jobs are made from."""
    return shop.train("aws-similar-items", name="batch")


def batch(group, version, name, **options):
    """CreateBatchInferenceJob; returns the ARN."""
    request = {"jobInput": INPUT, "jobOutput": OUTPUT, "roleArn": ROLE} | options
    return group.api.create_batch_inference_job(
        jobName=name, solutionVersionArn=version, **request)["batchInferenceJobArn"]


def test_a_batch_inference_job(shop, version):
    tenant = shop.tenant
    chosen = shop.filter("INCLUDE ItemID WHERE Items.PRICE < $P", "batched")
    arn = batch(shop, version, "job-1", numResults=50, filterArn=chosen)
    assert arn == tenant.arn("batch-inference-job", "job-1")
    found = ended(tenant, "batchInferenceJob", arn)
    assert found["status"] == "CREATE FAILED" and "no bucket batch" in found["failureReason"]
    assert found["jobInput"] == INPUT and found["jobOutput"] == OUTPUT
    assert found["numResults"] == 50 and found["filterArn"] == chosen
    assert found["solutionVersionArn"] == version and found["roleArn"] == ROLE
    assert found["batchInferenceJobMode"] == "BATCH_INFERENCE"
    with refused(EXISTS, arn):
        batch(shop, version, "job-1")
    second = batch(shop, version, "job-2")
    ended(tenant, "batchInferenceJob", second)
    listed = shop.api.list_batch_inference_jobs(solutionVersionArn=version)["batchInferenceJobs"]
    assert [job["batchInferenceJobArn"] for job in listed] == [second, arn]
    assert listed[0]["batchInferenceJobMode"] == "BATCH_INFERENCE"
    # A filter no job is at work with may go.
    shop.api.delete_filter(filterArn=chosen)
    waits.gone(tenant, "filter", chosen)


@pytest.mark.parametrize("options,said", [
    ({"jobInput": {"s3DataSource": {"path": "http://x/y"}}}, "Invalid S3 input path"),
    ({"jobOutput": {"s3DataDestination": {"path": "http://x/y"}}}, "Invalid S3 output path"),
    ({"jobOutput": {"s3DataDestination": INPUT["s3DataSource"]}}, "Invalid S3 output path"),
    ({"numResults": 0}, "numResults"), ({"numResults": 501}, "numResults"),
    ({"batchInferenceJobMode": "THEME_GENERATION"}, "themeGenerationConfig"),
    ({"themeGenerationConfig": {"fieldsForThemeGeneration": {"itemName": "GENRES"}}},
     "THEME_GENERATION"),
    ({"batchInferenceJobMode": "THEME_GENERATION",
      "themeGenerationConfig": {"fieldsForThemeGeneration": {"itemName": "GENRES"}}}, "textual"),
    ({"batchInferenceJobConfig": {"rankingInfluence": {"POPULARITY": 0.5}}}, "rankingInfluence"),
])
def test_what_a_batch_inference_job_refuses(shop, version, options, said):
    with refused(INVALID, said):
        batch(shop, version, "bad", **options)


def test_batch_jobs_need_versions_and_filters_that_are_there(shop, version, server):
    tenant = shop.tenant
    unknown = tenant.arn("solution", "none/12345678")
    with refused(NOT_FOUND, unknown):
        batch(shop, unknown, "bad")
    with refused(NOT_FOUND, "filter/none"):
        batch(shop, version, "bad", filterArn=tenant.arn("filter", "none"))
    stranger = Group(Tenant(server))
    stranger.dataset()
    foreign = stranger.filter('EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("a")', "f")
    with refused(NOT_FOUND, foreign):
        batch(shop, version, "bad", filterArn=foreign)
    trending = shop.train("aws-trending-now", name="trending-batch")
    with refused(INVALID, "aws-trending-now"):
        batch(shop, trending, "bad")


# Batch segments


def test_segment_jobs_are_for_segmentation_recipes(shop, version):
    request = {"jobInput": INPUT, "jobOutput": OUTPUT, "roleArn": ROLE}
    with refused(INVALID, "aws-item-affinity"):
        shop.api.create_batch_segment_job(jobName="s", solutionVersionArn=version, **request)
    unknown = shop.tenant.arn("solution", "none/12345678")
    with refused(NOT_FOUND, unknown):
        shop.api.create_batch_segment_job(jobName="s", solutionVersionArn=unknown, **request)
    assert shop.api.list_batch_segment_jobs(solutionVersionArn=version)["batchSegmentJobs"] == []
    with refused(NOT_FOUND, "batch-segment-job/none"):
        shop.tenant.describe("batchSegmentJob", shop.tenant.arn("batch-segment-job", "none"))


# Data deletion


def settled(job):
    """The job, once it is over."""
    return job if job["status"] in ("COMPLETED", "FAILED") else None


def test_a_data_deletion_job(loaded):
    tenant, api = loaded.tenant, loaded.api
    source = {"dataLocation": tenant.put("gone.csv", "USER_ID\nu1\n")}
    request = {"datasetGroupArn": loaded.arn, "dataSource": source, "roleArn": ROLE}
    arns = []
    for number in range(3):
        made = api.create_data_deletion_job(jobName=f"forget-{number}", **request)
        arns.append(made["dataDeletionJobArn"])
        found = waits.until(
            lambda: settled(tenant.describe("dataDeletionJob", arns[-1])), "the job ends", 60)
        assert found["status"] == "COMPLETED"
        assert found["dataSource"] == source and found["datasetGroupArn"] == loaded.arn
    assert arns[0] == tenant.arn("data-deletion-job", "forget-0")
    with refused(EXISTS, arns[0]):
        api.create_data_deletion_job(jobName="forget-0", **request)
    listed = api.list_data_deletion_jobs(datasetGroupArn=loaded.arn)["dataDeletionJobs"]
    assert [job["dataDeletionJobArn"] for job in listed] == arns[::-1]
    page = api.list_data_deletion_jobs(maxResults=2)
    rest = api.list_data_deletion_jobs(maxResults=2, nextToken=page["nextToken"])
    assert [job["dataDeletionJobArn"] for job in rest["dataDeletionJobs"]] == arns[:1]


def test_what_a_data_deletion_job_refuses(loaded):
    request = {"jobName": "j", "datasetGroupArn": loaded.arn, "roleArn": ROLE}
    for location in ("s3://bucket", "ftp://bucket/list.csv"):
        with refused(INVALID):
            loaded.api.create_data_deletion_job(
                dataSource={"dataLocation": location}, **request)
    with refused(INVALID, "Invalid Data location"):
        loaded.api.create_data_deletion_job(dataSource={}, **request)
    with refused(NOT_FOUND, "dataset-group/none"):
        loaded.api.create_data_deletion_job(
            jobName="j", datasetGroupArn=loaded.tenant.arn("dataset-group", "none"), roleArn=ROLE,
            dataSource={"dataLocation": "s3://bucket/list.csv"})


def test_five_pending_deletions_are_the_most(own_server):
    """At a realistic pace nothing ends meanwhile, and the group becomes ACTIVE by the clock."""
    tenant = Tenant(own_server("--pace", "realistic"))
    api = tenant.personalize
    arn = api.create_dataset_group(name="g")["datasetGroupArn"]
    request = {
        "datasetGroupArn": arn, "roleArn": ROLE, "dataSource": {"dataLocation": "s3://b/l.csv"}}
    with refused(IN_USE, arn):
        api.create_data_deletion_job(jobName="early", **request)
    with refused(INVALID, arn):  # CreateFilter does not declare ResourceInUseException.
        api.create_filter(
            name="f", datasetGroupArn=arn,
            filterExpression='EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("a")')

    def active():
        body = json.dumps({"advanceSeconds": 60}).encode()
        wire.send(tenant, "/_bespoke/clock", body, signed=False)
        return tenant.describe("datasetGroup", arn)["status"] == "ACTIVE"

    waits.until(active, "the group is ACTIVE")
    for number in range(5):
        made = api.create_data_deletion_job(jobName=f"j{number}", **request)
        found = tenant.describe("dataDeletionJob", made["dataDeletionJobArn"])
        assert found["status"] == "PENDING"
    with refused(LIMIT):
        api.create_data_deletion_job(jobName="j5", **request)
