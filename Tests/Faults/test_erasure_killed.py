"""kill -9 at every moment of an erasure: started again, it completes, once, and nothing is left."""

import re
import shutil
import sqlite3

import pytest
from harness import REPOSITORY, waits, wire
from harness.chain import Group
from harness.data import START, Tastes
from harness.scale import reconnect
from harness.tenant import ROLE, Tenant

PERSON = "u3-the-one-to-forget"
SOURCE = REPOSITORY / "Sources/Workers/Erasure/ErasureStep.swift"
MOMENTS = [
    written or re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()
    for name, written in re.findall(
        r'^  case (\w+)(?: = "([\w-]+)")?$',
        SOURCE.read_text().split("enum ErasureMoment")[1].split("func ")[0], re.MULTILINE)
]


@pytest.fixture
def people(group):
    """A group with the person's rows, streamed events, a pin-free campaign and two models."""
    group.load(Tastes().interactions().replace("u0-3,", f"{PERSON},"))
    group.personal = group.campaign("aws-user-personalization", name="personal")
    group.campaign("aws-popularity-count", name="popular")
    tracking = group.tracker()
    for user in (PERSON, "u0-6"):
        group.tenant.events.put_events(
            trackingId=tracking, userId=user, sessionId=f"session-of-{user}", eventList=[
                {"eventType": "view", "itemId": f"i1-{n}", "sentAt": START + n} for n in range(4)])
    return group


def start(group, name="forget"):
    location = group.tenant.put("people.csv", f"USER_ID\n{PERSON}\n")
    return group.api.create_data_deletion_job(
        jobName=name, datasetGroupArn=group.arn, roleArn=ROLE,
        dataSource={"dataLocation": location})["dataDeletionJobArn"]


def settled(tenant, arn, within=120):
    def look():
        found = tenant.describe("dataDeletionJob", arn)
        return found if found["status"] in ("COMPLETED", "FAILED") else None

    return waits.until(look, f"{arn} ends", within)


def certificates(server):
    """How many certificates the instance has issued."""
    database = sqlite3.connect(f"file:{server.data}/privacy.sqlite?mode=ro", uri=True)
    try:
        return database.execute("SELECT count(*) FROM certificates").fetchone()[0]
    finally:
        database.close()


def holding(server):
    return sorted(
        str(path.relative_to(server.data)) for path in server.data.rglob("*")
        if path.is_file() and PERSON.encode() in path.read_bytes())


def check(group, arn, rows):
    """The job is done, as if nothing had happened."""
    found = settled(group.tenant, arn)
    assert found["status"] == "COMPLETED", found
    assert found["numDeleted"] == rows
    server = group.tenant.server
    assert holding(server) == []
    assert certificates(server) == 1
    assert wire.send(group.tenant, "/_bespoke/privacy/audit", b"", method="GET").json["valid"]
    assert len(group.recommend(group.personal, userId="u0-6", numResults=10)) == 10
    stranger = group.recommend(group.personal, userId="nobody", numResults=10)
    assert group.recommend(group.personal, userId=PERSON, numResults=10) == stranger


def restart(group, **environment):
    """Starts the server anew, with more in its environment."""
    server = group.tenant.server
    server.environment = environment
    server.start()
    reconnect(group)


@pytest.mark.parametrize("moment", MOMENTS)
def test_an_erasure_survives_a_kill_at_any_moment(people, moment):
    rows = Tastes().interactions().count("u0-3,") + 4
    server = people.tenant.server
    server.kill()
    restart(people, BESPOKE_CRASH_POINT=f"erasure.{moment}")
    arn = start(people)
    in_worker = moment in ("subjects-found", "rows-rewritten", "model-trained")
    if in_worker:
        # A worker that dies is tried once more, and dies again.
        waits.until(
            lambda: settled(people.tenant, arn)["status"] == "FAILED"
            or not server.alive(), "the worker has died twice", 60)
        server.kill()
        restart(people)
        answer = wire.post(
            people.tenant, "/_bespoke/privacy/decision",
            {"requestId": "data-deletion-job/forget", "decision": "RETRY"})
        assert answer.status == 200, answer.body
        waits.until(
            lambda: people.tenant.describe("dataDeletionJob", arn)["status"] != "FAILED",
            "it is begun anew")
    else:
        waits.until(lambda: not server.alive(), f"the server dies at {moment}", 90)
        server.process.stdout.close()
        restart(people)
    check(people, arn, rows)


def test_an_erasure_survives_kills_at_random_moments(people):
    rows = Tastes().interactions().count("u0-3,") + 4
    arn = start(people)
    server = people.tenant.server
    for _ in range(6):
        stage = people.tenant.describe("dataDeletionJob", arn)["status"]
        server.kill()
        restart(people)
        if stage in ("COMPLETED", "FAILED"):
            break
    check(people, arn, rows)


def test_a_restored_backup_has_its_erasures_applied_before_it_serves(people):
    server = people.tenant.server
    assert server.stop() == 0
    tenants, backup = server.data / "tenants", server.folder / "backup"
    shutil.copytree(tenants, backup)
    restart(people)
    assert settled(people.tenant, start(people))["status"] == "COMPLETED"
    assert server.stop() == 0
    assert holding(server) == []
    shutil.rmtree(tenants)
    shutil.copytree(backup, tenants)
    assert holding(server) != []
    restart(people)
    # Served as a stranger from the first request on.
    stranger = people.recommend(people.personal, userId="nobody", numResults=10)
    assert people.recommend(people.personal, userId=PERSON, numResults=10) == stranger
    waits.until(lambda: holding(server) == [], "the erasures are applied again", 90)
    assert certificates(server) == 1
