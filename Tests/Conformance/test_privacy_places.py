"""Every place that can hold a person is on the list of places, and forgetting empties them all.

The scenario touches every feature of the server with one user id that occurs nowhere else.
"""

import json
import random

import pytest
from harness import attribution, batch, privacy, schemas, waits, wire
from harness.chain import Group
from harness.clock import Clock
from harness.data import START, Tastes, table
from harness.server import Server
from harness.tenant import ROLE, Tenant

PERSON = "zq-person-7f3a91xk"
DAY = 86_400
INTERACTIONS = schemas.schema(
    "Interactions", *schemas.KEYS, ("EVENT_TYPE", "string"), ("EVENT_VALUE", ["float", "null"]),
    ("IMPRESSION", ["null", "string"]), ("REFERRER", ["null", "string"], {"categorical": True}))
ACTIONS = schemas.schema(
    "Actions", ("ACTION_ID", "string"), ("VALUE", ["null", "long"]),
    ("OWNER", ["null", "string"], {"categorical": True}))
RESPONSES = schemas.schema(
    "ActionInteractions", ("USER_ID", "string"), ("ACTION_ID", "string"),
    ("EVENT_TYPE", "string"), ("TIMESTAMP", "long"))


class Life:
    """A tenant in which the person has left traces wherever one can."""

    def __init__(self, server):
        self.server, self.tenant = server, Tenant(server)
        self.world = Tastes()
        self.group = Group(self.tenant)
        self.imports()
        self.trainings()
        self.streams()
        self.metrics()
        self.requests()
        self.resources()
        self.bulk()

    def imports(self):
        group, world, rng = self.group, self.world, random.Random(5)
        for kind, text in (
            ("Interactions", INTERACTIONS), ("Items", None), ("Users", None),
            ("Actions", ACTIONS), ("Action_Interactions", RESPONSES),
        ):
            group.dataset(kind, text)
        rows = [[*row, "", ""] for row in world.rows()]
        rows += [[PERSON, f"i1-{n % 15}", START + n * 60, "view", 1, "", ""] for n in range(40)]
        rows.append(["u1-1", "i1-3", START + 9, "view", 1, f"i1-3|{PERSON}|i1-4", "web"])
        rows.append(["u1-4", "i1-3", START + 9, "view", 1, "", PERSON])
        rows.append(["u1-4", "i1-4", START + 9, "view", 1, "", f"sent by {PERSON}"])
        header = ["USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE", "EVENT_VALUE", "IMPRESSION",
                  "REFERRER"]
        group.load(table(header, rows))
        items = [list(row) for row in world.item_rows()]
        items[3][1] = f"kind0|{PERSON}"
        group.load(table(["ITEM_ID", "GENRES", "PRICE", "CREATION_TIMESTAMP"], items), "Items")
        group.load(
            world.user_table() + f"{PERSON},44,gold\nfriend,44,friend of {PERSON}\n", "Users")
        group.load(table(["ACTION_ID", "VALUE", "OWNER"], [
            ["kind0", 1, ""], ["kind1", 2, PERSON], ["mail", 3, ""]]), "Actions")
        group.load(table(["USER_ID", "ACTION_ID", "EVENT_TYPE", "TIMESTAMP"], [
            [user, action, "TAKEN" if rng.random() < 0.5 else "VIEWED", START + 20 * DAY + number]
            for number, user in enumerate([*world.users, PERSON])
            for action in ("kind0", "kind1", "mail")]), "Action_Interactions")
        # A second load, so that there are several files of a dataset.
        group.load(
            table(header, rows[:1000] + [[PERSON, "i0-1", START + 99, "view", 1, "", ""]]),
            importMode="INCREMENTAL")
        broken = group.start_import(
            table(["USER_ID", "AGE", "MEMBERSHIP"], [["u", PERSON, PERSON]]), "Users")
        self.reason = waits.failed(self.tenant, "datasetImportJob", broken)

    def trainings(self):
        group = self.group
        self.personal = group.campaign("aws-user-personalization")
        self.ranking = group.campaign("aws-personalized-ranking")
        self.similar = group.campaign("aws-similar-items")
        self.actions = group.campaign("aws-next-best-action")
        group.train("aws-popularity-count")
        self.segments = group.train("aws-item-affinity")
        group.train("aws-sims", name="searched", performHPO=True, solutionConfig={"hpoConfig": {
            "hpoResourceConfig": {"maxNumberOfTrainingJobs": "2", "maxParallelTrainingJobs": "1"},
            "algorithmHyperParameterRanges": {
                "integerHyperParameterRanges": [], "continuousHyperParameterRanges": [],
                "categoricalHyperParameterRanges": []}}})

    def streams(self):
        group, events = self.group, self.tenant.events
        self.tracking = group.tracker()
        now = self.tenant.describe("campaign", self.personal)["lastUpdatedDateTime"]

        def event(number, **more):
            return {"eventType": "view", "itemId": f"i1-{number}", "sentAt": now, **more}

        events.put_events(
            trackingId=self.tracking, sessionId="anonymous-1", eventList=[event(1)])
        events.put_events(
            trackingId=self.tracking, sessionId="anonymous-1", userId=PERSON, eventList=[
                event(2, impression=["i1-2", "i1-5"], properties=json.dumps({"REFERRER": "app"})),
                event(3)])
        events.put_events(
            trackingId=self.tracking, sessionId="theirs", userId="u1-1", eventList=[
                event(4, properties=json.dumps({"REFERRER": PERSON})),
                event(5, impression=["i1-5", PERSON]),
                event(7, properties=json.dumps({"REFERRER": f"sent by {PERSON}, twice"}))])
        events.put_events(
            trackingId=self.tracking, sessionId=f"call-with-{PERSON}", userId="u2-2",
            eventList=[event(8)])
        events.put_events(
            trackingId=self.tracking, sessionId=f"of-{PERSON}", userId=PERSON,
            eventList=[event(6)])
        events.put_users(datasetArn=group.dataset_arn("Users"), users=[
            {"userId": PERSON, "properties": json.dumps({"AGE": 45, "MEMBERSHIP": "silver"})}])
        events.put_items(datasetArn=group.dataset_arn("Items"), items=[
            {"itemId": "i9-9", "properties": json.dumps(
                {"GENRES": f"new|{PERSON}", "PRICE": 1, "CREATION_TIMESTAMP": START})}])
        tracking = self.tenant.describe(
            "dataset", group.dataset_arn("Action_Interactions"))["trackingId"]
        events.put_action_interactions(trackingId=tracking, actionInteractions=[
            {"actionId": "mail", "userId": PERSON, "sessionId": "actions", "timestamp": now,
             "eventType": "TAKEN"}])

    def metrics(self):
        """Metrics of events that the person is the source of: totals, a file, a window to come."""
        attribution.create(self.group, attribution.METRICS[0])
        clock = Clock(self.server)
        for session in ("counted", "counted-later"):
            now = clock.read()["epochSeconds"]
            for source in (PERSON, f"sent by {PERSON}", "web"):
                self.tenant.events.put_events(
                    trackingId=self.tracking, sessionId=session, userId="u1-1", eventList=[{
                        "eventType": "view", "itemId": "i1-1", "sentAt": now,
                        "metricAttribution": {"eventAttributionSource": source}}])
            if session == "counted":
                clock.advance(attribution.WINDOW)
                attribution.written(self.group, 1)

    def requests(self):
        """Everything that answers is asked about the person; the answers as text."""
        runtime, group = self.tenant.runtime, self.group
        wanted = group.filter("INCLUDE ItemID WHERE Items.GENRES IN ($G)", "by-genre") \
            if not hasattr(self, "wanted") else self.wanted
        seen = group.filter("EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN (\"view\")", "seen") \
            if not hasattr(self, "seen") else self.seen
        self.wanted, self.seen = wanted, seen
        answers = []
        for request in ({}, {"filterArn": seen}, {
                "filterArn": wanted, "filterValues": {"G": f'"{PERSON}"'}}):
            answers.append(runtime.get_recommendations(
                campaignArn=self.personal, userId=PERSON, **request))
        answers.append(runtime.get_personalized_ranking(
            campaignArn=self.ranking, userId=PERSON, inputList=["i1-1", "i0-2", "i2-3"]))
        answers.append(runtime.get_recommendations(campaignArn=self.similar, itemId="i1-1"))
        answers.append(runtime.get_action_recommendations(
            campaignArn=self.actions, userId=PERSON))
        return answers

    def resources(self):
        tenant = self.tenant
        tenant.personalize.tag_resource(resourceArn=self.group.arn, tags=[
            {"tagKey": "owner", "tagValue": PERSON}, {"tagKey": PERSON, "tagValue": "x"},
            {"tagKey": "kept", "tagValue": "yes"}])
        wire.post(tenant, "/_bespoke/pins", {
            "targetArn": self.personal, "userId": PERSON, "items": [{"itemId": "i1-1"}]})
        wire.post(tenant, "/_bespoke/explain", {"campaignArn": self.personal, "userId": PERSON})

    def bulk(self):
        """Jobs that read ids from the bucket and write them there."""
        group, api, tenant = self.group, self.tenant.personalize, self.tenant
        for kind in ("Interactions", "Items", "Users"):
            arn = api.create_dataset_export_job(
                jobName=kind.lower(), datasetArn=group.dataset_arn(kind), roleArn=ROLE,
                ingestionMode="ALL",
                jobOutput={"s3DataDestination": {"path": tenant.folder("exports")}},
            )["datasetExportJobArn"]
            waits.active(tenant, "datasetExportJob", arn)
        lines = [
            {"userId": PERSON}, {"userId": "u1-1", "note": f"like {PERSON}"}, {"userId": "u1-4"}]
        tenant.put("people/first.json", batch.text(lines))
        tenant.put("people/first/second.json", batch.text([{"userId": PERSON}]))
        version = tenant.describe("campaign", self.personal)["solutionVersionArn"]
        waits.active(tenant, "batchInferenceJob", batch.start(
            group, version, tenant.folder("people") + "first", "lists"))
        # One whose every line is refused, and so is told of in its failureReason.
        tenant.put("refused.json", batch.text([{"user": PERSON}]))
        self.refusal = batch.failure(
            group, version, f"s3://{tenant.bucket}/refused.json", "refused")
        tenant.put("items.json", batch.text([{"itemId": "i1-1", "of": PERSON}]))
        arn = api.create_batch_segment_job(
            jobName="segments", solutionVersionArn=self.segments, roleArn=ROLE, numResults=500,
            jobInput={"s3DataSource": {"path": f"s3://{tenant.bucket}/items.json"}},
            jobOutput={"s3DataDestination": {"path": tenant.folder("segments")}},
        )["batchSegmentJobArn"]
        waits.active(tenant, "batchSegmentJob", arn)

    def objects(self):
        """The objects of the bucket that hold the person."""
        root = self.server.store.root / self.tenant.bucket
        return {f"s3://{self.tenant.bucket}/{name}" for name in privacy.holding(root, PERSON)}

    def kept(self):
        """What the files of the data folder outside the S3 root hold of the person."""
        return privacy.holding(self.server.data, PERSON, outside=("s3/",))


@pytest.fixture(scope="module")
def life(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("places"), "--relaxed-limits").start()
    yield Life(server)
    if server.alive():
        server.kill()


@pytest.fixture(scope="module")
def before(life):
    """What was known before the person was forgotten: files, discovery, package."""
    return {
        "files": life.kept(),
        "discovery": privacy.ask(life.tenant, "discover", {"userIds": [PERSON]}),
        "package": privacy.ask(life.tenant, "export", {"userId": PERSON}),
        "other": privacy.ask(life.tenant, "export", {"userId": "u1-1"}),
        "objects": life.objects(),
    }


def test_each_file_that_holds_the_person_is_on_the_list_of_places(life, before):
    unknown = [path for path in before["files"] if privacy.place(path) is None]
    assert not unknown, f"files of no known place hold a person: {unknown}"
    found = {privacy.place(path) for path in before["files"]}
    assert {"group-database", "segment-files", "models", "control-database"} <= found


def test_every_file_of_the_data_folder_is_on_the_list_of_places(life, before):
    names = [
        str(path.relative_to(life.server.data)) for path in life.server.data.rglob("*")
        if path.is_file()]
    assert [name for name in names if privacy.place(name) is None] == []


def test_discovery_counts_the_person_in_each_place_and_tells_no_content(life, before):
    found = privacy.places(before["discovery"])
    assert found["imported-interactions"] == 41 and found["imported-users"] == 1
    assert found["imported-action-interactions"] == 3
    assert found["imported-attributes"] >= 3
    assert found["streamed-events"] == 4 and found["sessions"] == 2
    assert found["streamed-attributes"] >= 2 and found["put-users"] == 1
    assert found["put-attributes"] == 1 and found["streamed-action-interactions"] == 1
    assert found["models"] >= 3 and found["pins"] == 1 and found["tags"] == 2
    assert found["attributed-metrics"] == 4
    assert found["memory-histories"] >= 1
    assert found["s3-objects"] >= 1
    assert "i1-1" not in json.dumps(before["discovery"])


def test_the_package_holds_what_is_held_and_says_what_it_leaves_out(life, before):
    files = {file["name"]: file["content"] for file in before["package"]["files"]}
    manifest = json.loads(files["manifest.json"])
    assert manifest["userId"] == PERSON and set(manifest["files"]) == files.keys() - {
        "manifest.json"}
    assert manifest["notIncluded"] and manifest["datasetGroups"][0]["places"]
    assert files["shop/interactions.csv"].count(PERSON) == 41
    assert files["shop/users.csv"].count(PERSON) == 2 and "44" in files["shop/users.csv"]
    assert files["shop/streamed-events.csv"].count("\r\n") == 5
    assert "mail" in files["shop/streamed-action-interactions.csv"]
    assert "i1-1" in files["shop/pins.json"]
    models = json.loads(files["shop/models.json"])
    assert any(len(model["history"]) >= 40 for model in models)
    assert not any("u1-4" in content for content in files.values())


BULK = [
    "exports/interactions.csv", "exports/items.csv", "exports/users.csv", "people/first.json",
    "people/first/second.json", "lists/out/first.json.out", "lists/out/second.json.out",
    "refused.json", "items.json", "segments/items.json.out"]


def test_what_jobs_read_and_wrote_in_the_bucket_is_found(life, before):
    named = {f"s3://{life.tenant.bucket}/{key}" for key in BULK}
    assert named <= before["objects"], named - before["objects"]
    places = [place for group in before["discovery"]["groups"] for place in group["places"]]
    (listed,) = [place for place in places if place["place"] == "s3-objects"]
    assert set(listed["locations"]) == before["objects"]


def test_a_reason_of_failure_repeats_no_value(life):
    assert PERSON not in life.reason and PERSON not in life.refusal


def test_forgetting_empties_every_place(life, before):
    metrics_before = wire.send(life.tenant, "/_bespoke/metrics", b"", method="GET", signed=False)
    assert PERSON.encode() not in metrics_before.body
    done = privacy.forget(life.tenant, PERSON)
    assert life.kept() == {}
    found = privacy.places(privacy.ask(life.tenant, "discover", {"userIds": [PERSON]}))
    assert set(found) <= {"s3-objects"}, found
    certificate = privacy.look(life.tenant, "certificate", requestId=done["requestId"])
    assert PERSON not in json.dumps(certificate)
    group = certificate["groups"][0]
    entries = {entry["place"]: entry for entry in group["places"]}
    assert entries["imported-interactions"]["before"] == 41
    assert all(e["after"] == 0 for name, e in entries.items() if name != "s3-objects")
    assert any("AggregatedAttributionMetrics" in str(location)
               for location in entries["s3-objects"]["locations"]), "the customer's own are listed"
    assert attribution.totals(life.group) == {
        ("COUNTVIEWS", "WEB"): 2, ("COUNTVIEWS", attribution.UNDEFINED): 4}
    # The customer's own files are listed and stay as they are.
    assert set(entries["s3-objects"]["locations"]) == before["objects"] == life.objects()
    assert group["filesSearched"] > 10 and group["idsTooShortToSearch"] == 0


def test_nothing_that_the_server_says_afterwards_names_the_person(life):
    privacy_state = privacy.look(life.tenant, "requests")
    assert PERSON not in json.dumps(privacy_state)
    for answer in life.requests():
        assert PERSON not in json.dumps(answer["itemList"] if "itemList" in answer else {})
    metrics = wire.send(life.tenant, "/_bespoke/metrics", b"", method="GET", signed=False)
    assert metrics.status == 200 and PERSON.encode() not in metrics.body.lower()
    # What was to be written of the window under way names nobody any more.
    Clock(life.server).advance(attribution.WINDOW)
    newest = max(attribution.written(life.group, 2).items())[1]
    assert sorted(row[4] for row in newest) == [attribution.UNDEFINED, "web"]
    assert PERSON not in life.server.log.read_text(errors="replace")
    # Asking about the person leaves nothing behind either.
    assert life.kept() == {}


def test_others_keep_what_is_theirs(life, before):
    after = privacy.ask(life.tenant, "export", {"userId": "u1-1"})

    def rows(package):
        return {
            file["name"]: sorted(file["content"].replace(PERSON, "").split("\r\n"))
            for file in package["files"] if file["name"] == "shop/users.csv"}

    assert rows(before["other"]) == rows(after)
    tags = life.tenant.personalize.list_tags_for_resource(resourceArn=life.group.arn)["tags"]
    assert [tag["tagKey"] for tag in tags] == ["kept"]


def test_a_restart_brings_nothing_back(life):
    assert life.server.stop() == 0
    life.server.start()
    assert life.kept() == {}
    found = privacy.places(privacy.ask(life.tenant, "discover", {"userIds": [PERSON]}))
    assert set(found) <= {"s3-objects"}, found


def test_what_jobs_write_afterwards_does_not_name_the_person(life):
    tenant, group = life.tenant, life.group
    arn = tenant.personalize.create_dataset_export_job(
        jobName="later", datasetArn=group.dataset_arn("Interactions"), roleArn=ROLE,
        ingestionMode="ALL", jobOutput={"s3DataDestination": {"path": tenant.folder("later")}},
    )["datasetExportJobArn"]
    waits.active(tenant, "datasetExportJob", arn)
    arn = tenant.personalize.create_batch_segment_job(
        jobName="later", solutionVersionArn=life.segments, roleArn=ROLE, numResults=500,
        jobInput={"s3DataSource": {"path": tenant.put(
            "later.json", batch.text([{"itemId": "i1-1"}]))}},
        jobOutput={"s3DataDestination": {"path": tenant.folder("later")}},
    )["batchSegmentJobArn"]
    waits.active(tenant, "batchSegmentJob", arn)
    written = batch.keys(group, "later/")
    assert written == ["later/_CHECK", "later/later.csv", "later/later.json.out"]
    assert not [name for name in life.objects() if "later" in name]


def test_files_in_the_bucket_are_rewritten_when_asked(life):
    assert life.objects()
    privacy.forget(life.tenant, PERSON, includeS3=True)
    assert life.objects() == set()
    # Lines that do not name the person stay.
    (line,) = batch.outputs(life.tenant, "people/first.json")
    assert line == {"userId": "u1-4"}
    (line,) = batch.outputs(life.tenant, "lists/out/first.json.out")
    assert line["input"] == {"userId": "u1-4"} and line["output"]["recommendedItems"]
    assert len(life.server.store.get(life.tenant.bucket, "exports/users.csv").splitlines()) > 100
