"""The S3 server goes away in the middle of a job: success after retry, or a clean failure."""

import pytest
from harness import waits
from harness.chain import Group
from harness.data import HEADER, ladder, table
from harness.plug import Plug
from harness.stores import MotoStore
from harness.tenant import ROLE, Tenant

ITEMS = [f"p{n}" for n in range(20)]
NEW = table(HEADER, [
    [f"user-{n % 5000:06}", f"item-{n % 3000:06}", 1_700_000_000 + n, "view", 1]
    for n in range(400_000)])


class PluggedStore:
    """A store that is reached through a plug."""

    def __init__(self, store):
        self.store, self.plug = store, Plug(store.port)
        self.environment = store.environment
        self.options = ["--s3-endpoint", f"http://127.0.0.1:{self.plug.port}"]
        self.put = store.put


@pytest.fixture
def store(moto):
    reached = PluggedStore(moto)
    yield reached
    if not reached.plug.pulled.is_set():
        reached.plug.pull()


@pytest.fixture
def loaded(own_server, store):
    """A dataset with twenty items of a known order, and a large file to import over it."""
    group = Group(Tenant(own_server("--s3-patience", "12", "--describe-hold", "0", store=store)))
    group.dataset()
    group.load(table(HEADER, ladder(ITEMS)))
    group.location = group.tenant.put("new.csv", NEW)
    return group


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


def test_an_import_fails_cleanly_when_the_server_stays_away(loaded, store):
    arn = import_until_pulled(loaded, store)
    reason = waits.failed(loaded.tenant, "datasetImportJob", arn, within=60)
    assert loaded.location in reason and "byte" in reason, reason
    assert listed(loaded, "as-before") == ITEMS
    assert not list(loaded.tenant.server.data.rglob("*load-2*"))


def test_an_import_fails_cleanly_when_the_server_comes_back_empty(own_server):
    moto = MotoStore().start()
    store = PluggedStore(moto)
    try:
        group = Group(Tenant(own_server("--s3-patience", "12", store=store)))
        group.dataset()
        group.load(table(HEADER, ladder(ITEMS)))
        group.location = group.tenant.put("new.csv", NEW)
        arn = import_until_pulled(group, store)
        moto.kill()
        moto.start()
        store.plug.insert()
        reason = waits.failed(group.tenant, "datasetImportJob", arn, within=60)
        assert "Invalid Data location" in reason and group.location in reason, reason
        assert listed(group, "as-before") == ITEMS
    finally:
        store.plug.pull()
        moto.kill()


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


def test_an_export_fails_cleanly_when_the_server_stays_away(loaded, store, moto):
    arn = export_until_pulled(loaded, store)
    reason = waits.failed(loaded.tenant, "datasetExportJob", arn, within=90)
    assert f"s3://{loaded.tenant.bucket}/out/all.csv" in reason, reason
    assert moto.keys(loaded.tenant.bucket, "out/") == []


def test_an_export_goes_on_when_the_server_is_back(loaded, store, moto):
    arn = export_until_pulled(loaded, store)
    store.plug.insert()
    waits.active(loaded.tenant, "datasetExportJob", arn, within=90)
    content = moto.get(loaded.tenant.bucket, "out/all.csv").decode()
    wanted = {line + ".0" for line in NEW.splitlines()[1:]}
    assert set(content.splitlines()[1:]) == wanted and content.count("\n") == len(wanted) + 1
