"""Data deletion jobs: their list of users, their states, what is gone and what stays."""

import threading

import pytest
from botocore.exceptions import ClientError
from harness import privacy, waits
from harness.chain import Group
from harness.data import HEADER, START, Tastes, table
from harness.tenant import ROLE, Tenant

PERSON = "u3-the-one-to-forget"


def settled(tenant, arn, within=120, seen=None):
    """Describes the job until it has ended."""

    def look():
        found = tenant.describe("dataDeletionJob", arn)
        if seen is not None and (not seen or seen[-1] != found["status"]):
            seen.append(found["status"])
        return found if found["status"] in ("COMPLETED", "FAILED") else None

    return waits.until(look, f"{arn} ends", within)


def start(group, name, location):
    return group.api.create_data_deletion_job(
        jobName=name, datasetGroupArn=group.arn, roleArn=ROLE,
        dataSource={"dataLocation": location})["dataDeletionJobArn"]


def forget(group, name, *ids, within=120):
    """Runs a job for the ids to its end."""
    location = group.tenant.put(f"{name}.csv", "\n".join(["USER_ID", *ids]) + "\n")
    found = settled(group.tenant, start(group, name, location), within)
    assert found["status"] == "COMPLETED", found.get("failureReason", found)
    return found


def holding(tenant, text):
    """The tenant's files that hold the text's bytes, and those of the instance."""
    data = tenant.server.data
    folder = data / f"tenants/{tenant.account}"
    files = [*folder.rglob("*"), *data.glob("*.sqlite*"), *data.glob("privacy/**/*")]
    return sorted(
        str(path.relative_to(data)) for path in files
        if path.is_file() and text.encode() in path.read_bytes())


@pytest.fixture(scope="module")
def world():
    return Tastes()


@pytest.fixture
def people(group, world):
    """A group whose interactions and users have the person among others, and two campaigns."""
    for kind, text in (
        ("Interactions", world.interactions()), ("Items", world.item_table()),
        ("Users", world.user_table()),
    ):
        group.dataset(kind)
        group.load(text.replace("u0-3,", f"{PERSON},"), kind)
    group.popular = group.campaign("aws-popularity-count", name="popular")
    group.personal = group.campaign("aws-user-personalization", name="personal")
    return group


def test_a_job_goes_through_its_states_and_counts_what_it_deleted(people, world):
    tenant, tracking = people.tenant, people.tracker()
    rows = world.interactions().count("u0-3,")
    tenant.events.put_events(
        trackingId=tracking, userId=PERSON, sessionId="s1", eventList=[
            {"eventType": "view", "itemId": f"i1-{n}", "sentAt": START + n} for n in range(3)])
    tenant.events.put_events(
        trackingId=tracking, userId=PERSON, sessionId="s1", eventList=[
            {"eventType": "view", "itemId": "i1-9", "sentAt": 4_000_000_000}])
    location = tenant.put("people.csv", f"USER_ID\n{PERSON}\n")
    seen = []
    found = settled(tenant, start(people, "forget", location), seen=seen)
    assert found["status"] == "COMPLETED", found.get("failureReason", found)
    assert [s for s in ("PENDING", "IN_PROGRESS", "COMPLETED") if s in seen] == seen
    # Interactions, one row of Users, four events.
    assert found["numDeleted"] == rows + 1 + 4
    assert "failureReason" not in found
    assert found["dataSource"] == {"dataLocation": location}
    assert found["lastUpdatedDateTime"] >= found["creationDateTime"]
    assert holding(tenant, PERSON) == []


def test_others_are_served_as_before_and_the_person_as_a_stranger(people):
    stranger = people.recommend(people.personal, userId="never-seen", numResults=10)
    known = people.recommend(people.personal, userId=PERSON, numResults=10)
    assert known != stranger
    forget(people, "forget", PERSON)
    assert people.recommend(people.personal, userId=PERSON, numResults=10) == people.recommend(
        people.personal, userId="never-seen", numResults=10)
    assert len(people.recommend(people.popular, numResults=10)) == 10
    # A user who is met again is a new one.
    forget(people, "again", PERSON)


def test_items_known_only_through_the_person_disappear(group):
    group.dataset()
    rows = [[f"u{n % 60}", f"i{n % 40}", START + n, "view", 1.0] for n in range(1500)]
    rows += [[PERSON, f"secret{n % 4}", START + n, "view", 1.0] for n in range(80)]
    group.load(table(HEADER, rows))
    campaign = group.campaign("aws-popularity-count")
    assert any(i.startswith("secret") for i in group.recommend(campaign, numResults=100))
    forget(group, "forget", PERSON)
    found = group.recommend(campaign, numResults=100)
    assert len(found) == 40 and not any(i.startswith("secret") for i in found)


def test_a_job_that_is_called_by_the_id_succeeds_and_its_certificate_says_so(group):
    person = "u9-whom-a-job-is-called-by"
    group.dataset()
    group.load(table(HEADER, [
        [person if n % 60 == 9 else f"u{n % 60}", f"i{n % 40}", START + n, "view", 1.0]
        for n in range(1500)]))
    forget(group, f"forget-{person}", person)
    certificate = privacy.look(
        group.tenant, "certificate", requestId=f"data-deletion-job/forget-{person}")
    after = {entry["place"]: entry["after"] for entry in certificate["groups"][0]["places"]}
    assert after["resources"] >= 1
    assert {place for place, count in after.items() if count} <= {"resources", "s3-objects"}

def test_a_folder_counts_with_its_sub_folders_and_csv_files_alone(people):
    tenant = people.tenant
    tenant.put("gone/a.csv", "USER_ID\nu1-1\n")
    tenant.put("gone/2024/05/b.csv", "USER_ID\nu2-2\nu1-1\n")
    tenant.put("gone/notes.txt", "USER_ID\nu4-4\n")
    found = settled(tenant, start(people, "forget", tenant.folder("gone")))
    assert found["status"] == "COMPLETED", found.get("failureReason", found)
    again = forget(people, "others", "u1-1", "u2-2")
    assert again["numDeleted"] == 0
    assert forget(people, "kept", "u4-4")["numDeleted"] > 1


@pytest.mark.parametrize("key, text, reason", [
    ("none.csv", None, "Invalid Data location"),
    ("none/", None, "Invalid Data location"),
    ("list.txt", "USER_ID\nu\n", "Invalid Data location"),
    ("wrong.csv", "USER\nsecret-person\n", "missing the following columns: [USER_ID]"),
    ("headless.csv", "secret-person\n", "missing the following columns: [USER_ID]"),
    ("two.csv", "USER_ID,ITEM_ID\nsecret-person,i\n", "[USER_ID]"),
    ("empty.csv", "", "header"),
    ("nobody.csv", "USER_ID\n", "no user ids"),
    ("more.csv", "USER_ID\nu1\nsecret-person,x\n", "line 3"),
])
def test_a_list_that_cannot_be_used_fails_the_job_and_says_why(loaded, key, text, reason):
    tenant = loaded.tenant
    location = f"s3://{tenant.bucket}/{key}" if text is None else tenant.put(key, text)
    found = settled(tenant, start(loaded, "bad", location))
    assert found["status"] == "FAILED"
    assert reason in found["failureReason"] and "secret-person" not in found["failureReason"]
    listed = loaded.api.list_data_deletion_jobs(datasetGroupArn=loaded.arn)["dataDeletionJobs"]
    assert [job["failureReason"] for job in listed] == [found["failureReason"]]


def test_a_list_of_more_than_100_megabytes_is_too_large(loaded):
    block = "USER_ID\n" + (("x" * 200 + "\n") * 260_000)
    loaded.tenant.put("big/a.csv", block)
    loaded.tenant.put("big/b.csv", block)
    found = settled(loaded.tenant, start(loaded, "bad", loaded.tenant.folder("big")))
    assert found["status"] == "FAILED" and "100 MB" in found["failureReason"]


def test_jobs_are_listed_newest_first(loaded):
    arns = [
        forget(loaded, f"forget-{user}", user)["dataDeletionJobArn"]
        for user in ("u0-0", "u1-1", "u2-2")]
    listed = loaded.api.list_data_deletion_jobs(datasetGroupArn=loaded.arn)["dataDeletionJobs"]
    assert [job["dataDeletionJobArn"] for job in listed] == arns[::-1]
    assert {job["status"] for job in listed} == {"COMPLETED"}


def test_the_same_file_may_be_used_again_and_jobs_queue_up(loaded):
    tenant = loaded.tenant
    location = tenant.put("people.csv", "USER_ID\nu1-1\nu2-2\n")
    jobs = [start(loaded, f"j{n}", location) for n in range(3)]
    found = [settled(tenant, job) for job in jobs]
    assert [job["status"] for job in found] == ["COMPLETED"] * 3, found
    assert found[0]["numDeleted"] > 0 and [job["numDeleted"] for job in found[1:]] == [0, 0]


def test_serving_never_shows_an_error_while_an_erasure_runs(people):
    problems, answers, ended = [], [], threading.Event()

    def ask(campaign, **request):
        runtime = people.tenant.client("personalize-runtime")
        while not ended.is_set():
            try:
                answers.append(len(runtime.get_recommendations(
                    campaignArn=campaign, **request)["itemList"]))
            except Exception as error:
                problems.append(repr(error))

    threads = [
        threading.Thread(target=ask, args=(people.personal,), kwargs={"userId": user})
        for user in (PERSON, "u0-5")]
    threads.append(threading.Thread(target=ask, args=(people.popular,)))
    for thread in threads:
        thread.start()
    try:
        for number in range(2):
            forget(people, f"j{number}", PERSON, ("u1-1", "u2-2")[number])
    finally:
        ended.set()
        for thread in threads:
            thread.join()
    assert problems == [] and len(answers) > 50 and min(answers) > 0


def test_what_is_trained_or_imported_meanwhile_does_not_bring_the_person_back(people, world):
    location = people.tenant.put("people.csv", f"USER_ID\n{PERSON}\n")
    version = people.start_training(people.solution("aws-user-personalization", name="later"))
    job = start(people, "forget", location)
    again = people.start_import(
        world.interactions().replace("u0-3,", f"{PERSON},"), importMode="FULL")
    assert settled(people.tenant, job)["status"] == "COMPLETED"
    waits.active(people.tenant, "solutionVersion", version, within=120)
    waits.active(people.tenant, "datasetImportJob", again)
    # The import may have begun after the job's end, with a file that is as old: it stays out.
    assert holding(people.tenant, PERSON) == []


def test_a_dataset_group_can_be_deleted_while_a_job_runs(server):
    group = Group(Tenant(server), "brief")
    location = group.tenant.put("people.csv", "USER_ID\nu1\n")
    job = start(group, "forget", location)
    group.api.delete_dataset_group(datasetGroupArn=group.arn)
    waits.gone(group.tenant, "datasetGroup", group.arn)
    with pytest.raises(ClientError):
        group.tenant.describe("dataDeletionJob", job)
    folder = server.data / f"tenants/{group.tenant.account}/{group.tenant.region}/groups/brief"
    assert not folder.exists()
