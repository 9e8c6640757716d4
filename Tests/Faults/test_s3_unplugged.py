"""The S3 server goes away in the middle of a job: success after retry, or a clean failure."""

import json

import pytest
from harness import waits
from harness.chain import Group
from harness.data import HEADER, Tastes, ladder, table
from harness.plug import PluggedStore
from harness.tenant import ROLE, Tenant

ITEMS = [f"p{n}" for n in range(20)]
# Longer than a busy machine may keep the S3 server from answering.
IMPATIENCE = 5
NEW = table(HEADER, [
    [f"user-{n % 5000:06}", f"item-{n % 3000:06}", 1_700_000_000 + n, "view", 1]
    for n in range(400_000)])


@pytest.fixture
def store(moto):
    reached = PluggedStore(moto)
    yield reached
    reached.plug.pull()


def load(own_server, store, patience=12):
    """A dataset with twenty items of a known order, and a large file to import over it."""
    group = Group(Tenant(own_server(
        "--s3-patience", str(patience), "--describe-hold", "0", store=store)))
    group.dataset()
    group.load(table(HEADER, ladder(ITEMS)))
    group.location = group.tenant.put("new.csv", NEW)
    return group


@pytest.fixture
def loaded(own_server, store):
    return load(own_server, store)


@pytest.fixture
def impatient(own_server, store):
    """The same of a server that soon takes another for gone."""
    return load(own_server, store, patience=IMPATIENCE)


def listed(group, name):
    """What popularity makes of what is imported."""
    return group.recommend(
        group.campaign("aws-popularity-count", name=name), numResults=100)


def import_until_pulled(group, store):
    """Starts the import and returns its ARN when the server has gone away in the middle of it."""
    store.plug.pull_after(len(NEW) // 3)
    arn = group.start_import("", location=group.location)
    assert store.plug.pulled.wait(30)
    assert group.tenant.describe("datasetImportJob", arn)["status"] in (
        "CREATE PENDING", "CREATE IN_PROGRESS")
    return arn


def test_an_import_goes_on_when_the_server_is_back(loaded, store):
    arn = import_until_pulled(loaded, store)
    store.plug.insert()
    waits.active(loaded.tenant, "datasetImportJob", arn, within=60)
    # All of the new rows and none of the old ones.
    assert set(listed(loaded, "after")).isdisjoint(ITEMS)


def test_an_import_fails_cleanly_when_the_server_stays_away(impatient, store):
    arn = import_until_pulled(impatient, store)
    reason = waits.failed(impatient.tenant, "datasetImportJob", arn, within=60)
    assert impatient.location in reason and "byte" in reason, reason
    assert listed(impatient, "as-before") == ITEMS
    assert not list(impatient.tenant.server.data.rglob("*load-2*"))


def test_an_import_fails_cleanly_when_the_server_comes_back_empty(own_server, own_moto):
    store = PluggedStore(own_moto)
    group = load(own_server, store)
    arn = import_until_pulled(group, store)
    own_moto.kill()
    own_moto.start()
    store.plug.insert()
    reason = waits.failed(group.tenant, "datasetImportJob", arn, within=60)
    assert "Invalid Data location" in reason and group.location in reason, reason
    assert listed(group, "as-before") == ITEMS
    store.plug.pull()


def export_until_pulled(group, store):
    """Starts the export of a large dataset and returns its ARN when the server has gone away."""
    group.load("", location=group.location)
    store.plug.pull_after(len(NEW) // 2, sent=True)
    arn = group.api.create_dataset_export_job(
        jobName="all", datasetArn=group.dataset_arn(), roleArn=ROLE, ingestionMode="BULK",
        jobOutput={"s3DataDestination": {"path": group.tenant.folder("out")}},
    )["datasetExportJobArn"]
    assert store.plug.pulled.wait(60)
    assert group.tenant.describe("datasetExportJob", arn)["status"] in (
        "CREATE PENDING", "CREATE IN_PROGRESS")
    return arn


def test_an_export_fails_cleanly_when_the_server_stays_away(impatient, store, moto):
    arn = export_until_pulled(impatient, store)
    reason = waits.failed(impatient.tenant, "datasetExportJob", arn, within=90)
    assert f"s3://{impatient.tenant.bucket}/out/all.csv" in reason, reason
    assert moto.keys(impatient.tenant.bucket, "out/") == []


def test_an_export_goes_on_when_the_server_is_back(loaded, store, moto):
    arn = export_until_pulled(loaded, store)
    store.plug.insert()
    waits.active(loaded.tenant, "datasetExportJob", arn, within=90)
    content = moto.get(loaded.tenant.bucket, "out/all.csv").decode()
    wanted = {line + ".0" for line in NEW.splitlines()[1:]}
    assert set(content.splitlines()[1:]) == wanted and content.count("\n") == len(wanted) + 1


class BatchJob:
    """A batch job whose input or output takes several pieces."""

    def __init__(self, store, own_server, patience=12):
        self.store = store
        self.group = Group(Tenant(own_server(
            "--s3-patience", str(patience), "--describe-hold", "0", store=store)))
        self.tenant = self.group.tenant
        self.group.dataset()
        self.group.load(Tastes(users=4000, items=100, per_user=12).interactions())

    def start(self, pull_after, sent):
        """Starts the job; returns its ARN when the server has gone away in the middle of it."""
        version = self.group.train(self.recipe)
        path = self.tenant.put("in/lines.json", "".join(f"{line}\n" for line in self.lines))
        self.store.plug.pull_after(pull_after, sent=sent)
        create = getattr(self.group.api, f"create_{self.method}")
        arn = create(
            jobName="unplugged", solutionVersionArn=version, roleArn=ROLE,
            numResults=self.results, jobInput={"s3DataSource": {"path": path}},
            jobOutput={"s3DataDestination": {"path": self.tenant.folder("out")}},
        )[f"{self.kind}Arn"]
        assert self.store.plug.pulled.wait(60)
        assert self.tenant.describe(self.kind, arn)["status"] in (
            "CREATE PENDING", "CREATE IN_PROGRESS")
        return arn

    def outputs(self):
        """The keys of what was published."""
        store = self.store.store
        if self.tenant.bucket not in store.buckets():
            return []
        return [key for key in store.keys(self.tenant.bucket, "out/") if key != "out/_CHECK"]

    def check_whole(self):
        """Every line of the input has its line in the output."""
        assert self.outputs() == ["out/lines.json.out"]
        content = self.store.store.get(self.tenant.bucket, "out/lines.json.out").decode()
        found = [json.loads(line) for line in content.splitlines()]
        assert [line["input"] for line in found] == [json.loads(line) for line in self.lines]
        assert all(len(line["output"][self.list]) == self.results for line in found)


class Inference(BatchJob):
    recipe, method, kind = "aws-popularity-count", "batch_inference_job", "batchInferenceJob"
    list, results = "recommendedItems", 25
    lines = [json.dumps({"userId": f"u{n}", "note": "x" * 900}) for n in range(24_000)]


class Segments(BatchJob):
    recipe, method, kind = "aws-item-affinity", "batch_segment_job", "batchSegmentJob"
    list, results = "recommendedUsers", 4000
    lines = [json.dumps({"itemId": f"i0-{n % 20}", "line": n}) for n in range(500)]


# Bytes of the input, or of the output, after which the server goes away.
WHERE = pytest.mark.parametrize("make, pull_after, sent", [
    (Inference, 8_000_000, False), (Inference, 12_000_000, True), (Segments, 10_000_000, True),
], ids=["inference reading", "inference writing", "segments writing"])


@WHERE
def test_a_batch_job_goes_on_when_the_server_is_back(own_server, store, make, pull_after, sent):
    job = make(store, own_server)
    arn = job.start(pull_after, sent)
    store.plug.insert()
    waits.active(job.tenant, job.kind, arn, within=90)
    job.check_whole()


@WHERE
def test_a_batch_job_fails_cleanly_when_the_server_stays_away(
    own_server, store, make, pull_after, sent,
):
    job = make(store, own_server, IMPATIENCE)
    arn = job.start(pull_after, sent)
    reason = waits.failed(job.tenant, job.kind, arn, within=60)
    place = "out/lines.json.out" if sent else "in/lines.json"
    assert f"s3://{job.tenant.bucket}/{place}" in reason, reason
    assert job.outputs() == []


@WHERE
def test_a_batch_job_fails_cleanly_when_the_server_comes_back_empty(
    own_server, own_moto, make, pull_after, sent,
):
    store = PluggedStore(own_moto)
    job = make(store, own_server)
    arn = job.start(pull_after, sent)
    own_moto.kill()
    own_moto.start()
    store.plug.insert()
    reason = waits.failed(job.tenant, job.kind, arn, within=60)
    assert f"s3://{job.tenant.bucket}/" in reason and job.outputs() == [], reason
    store.plug.pull()
