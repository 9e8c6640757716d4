"""What goes wrong elsewhere when people are to be forgotten, each as a test of its own."""

import json
import shutil

import pytest
from harness import privacy, waits, wire
from harness.chain import Group
from harness.data import HEADER, START, Tastes, table
from harness.server import Server
from harness.tenant import Tenant

PERSON = "qx-someone-81c5d0wz"


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A server of these tests' own, whose data folder they read."""
    server = Server(tmp_path_factory.mktemp("pitfalls"), "--relaxed-limits").start()
    yield server
    if server.alive():
        server.kill()


def rows(*more, world=None):
    """Interactions of everybody, and more."""
    return table(HEADER, [*(world or Tastes()).rows(), *more])


def of_person(count=40, kind=1):
    return [[PERSON, f"i{kind}-{n % 15}", START + n * 60, "view", 1] for n in range(count)]


@pytest.fixture
def known(own):
    """A group that knows the person from an import."""
    group = Group(Tenant(own))
    group.dataset()
    group.csv = rows(*of_person())
    group.load(group.csv)
    return group


def found(group):
    """{place: count} of what the instance itself holds of the person."""
    counts = privacy.places(privacy.ask(group.tenant, "discover", {"userIds": [PERSON]}))
    counts.pop("s3-objects", None)
    return counts


def put(group, tracking, *times, user=PERSON, session="s", **more):
    who = {"userId": user} if user else {}
    group.tenant.events.put_events(
        trackingId=tracking, sessionId=session, **who,
        eventList=[{"eventType": "view", "itemId": "i1-1", "sentAt": time, **more}
                   for time in times])


def now(group):
    return group.tenant.describe("datasetGroup", group.arn)["lastUpdatedDateTime"].timestamp()


def kept(group):
    """What the tenant's files and the instance's own hold of the person, by path."""
    server, account = group.tenant.server, group.tenant.account
    return {
        path: hits
        for path, hits in privacy.holding(server.data, PERSON, outside=("s3/",)).items()
        if not path.startswith("tenants/") or path.startswith(f"tenants/{account}/")}


def test_pitfall_1_late_and_future_events_do_not_bring_a_person_back(known):
    tracking = known.tracker()
    put(known, tracking, now(known), now(known) + 86_400 * 300)
    assert found(known)["streamed-events"] == 2
    privacy.forget(known.tenant, PERSON)
    assert found(known) == {}, "an event dated in the future goes as well"
    # A batch that was under way when the person was forgotten.
    put(known, tracking, START, now(known) - 3600)
    assert found(known) == {} and kept(known) == {}


def test_pitfall_1_an_old_file_imported_again_does_not_bring_a_person_back(known):
    privacy.forget(known.tenant, PERSON)
    # The file is older than the erasure: also its rows that are dated in the future stay out.
    location = f"s3://{known.tenant.bucket}/shop-load-1.csv"
    known.load(None, location=location)
    assert found(known) == {} and kept(known) == {}


def test_pitfall_1_a_person_who_comes_back_is_a_new_person(known):
    privacy.forget(known.tenant, PERSON)
    tracking = known.tracker()
    put(known, tracking, now(known) + 60)
    assert found(known)["streamed-events"] == 1
    assert "imported-interactions" not in found(known)


def test_pitfall_1_who_is_suppressed_never_comes_back(known):
    privacy.forget(known.tenant, PERSON, suppress=True)
    tracking = known.tracker()
    put(known, tracking, now(known) + 60)
    assert found(known) == {}
    told = privacy.look(known.tenant, "suppressions")["suppressions"]
    assert len(told) == 1 and told[0]["dropped"] >= 1 and PERSON not in json.dumps(told)


def test_pitfall_2_models_trained_before_know_the_person_no_more(known):
    campaign = known.campaign("aws-user-personalization", name="personal")
    assert found(known)["models"] == 1
    known.recommend(campaign, userId=PERSON)
    privacy.forget(known.tenant, PERSON)
    assert found(known) == {}
    stranger = known.recommend(campaign, userId="nobody-has-this-id")
    assert known.recommend(campaign, userId=PERSON) == stranger


def test_pitfall_3_what_is_derived_holds_no_person(own, known):
    campaign = known.campaign("aws-user-personalization", name="personal")
    answer = known.tenant.runtime.get_recommendations(campaignArn=campaign, userId=PERSON)
    tracking = known.tracker()
    put(known, tracking, now(known), recommendationId=answer["recommendationId"])
    done = privacy.forget(known.tenant, PERSON, requestId="derived-1")
    metrics = wire.send(known.tenant, "/_bespoke/metrics", b"", method="GET", signed=False)
    assert PERSON.encode() not in metrics.body
    assert PERSON not in own.log.read_text(errors="replace")
    again = privacy.ask(
        known.tenant, "requests", {"userIds": [PERSON], "requestId": "derived-1"})
    assert again["state"] == "COMPLETED" and again["requestId"] == done["requestId"]
    assert kept(known) == {}, "the ledger, and what makes requests idempotent, hold no identity"


def test_pitfall_4_identity_spread_over_sessions_properties_and_names(known):
    tracking = known.tracker()
    put(known, tracking, now(known), user=None, session="before-login")
    put(known, tracking, now(known), session="before-login")
    put(known, tracking, now(known), user="u1-1", session=f"chat-with-{PERSON}",
        impression=["i1-1", PERSON])
    known.api.tag_resource(
        resourceArn=known.arn, tags=[{"tagKey": "contact", "tagValue": PERSON}])
    assert found(known)["streamed-events"] == 2, "what came before the login is the person's"
    privacy.forget(known.tenant, PERSON)
    assert found(known) == {} and kept(known) == {}
    assert "u1-1" in privacy.ask(known.tenant, "export", {"userId": "u1-1"})["files"][0]["content"]


def test_pitfall_4_a_resource_called_by_an_id_is_told_of(known):
    known.filter('EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("view")', f"f-{PERSON}")
    done = privacy.forget(known.tenant, PERSON)
    certificate = privacy.look(known.tenant, "certificate", requestId=done["requestId"])
    entries = {entry["place"]: entry for entry in certificate["groups"][0]["places"]}
    assert entries["resources"]["after"] >= 1, "a name is not changed, but it is on the certificate"
    assert any("Names, ARNs and settings" in note for note in certificate["notErased"])


def test_pitfall_5_deleted_bytes_are_gone_from_pages_and_journals(known):
    tracking = known.tracker()
    for number in range(40):
        put(known, tracking, *(now(known) + n for n in range(10)), session=f"s{number}")
    assert found(known)["streamed-events"] == 400
    privacy.forget(known.tenant, PERSON)
    assert kept(known) == {}


def test_pitfall_5_a_backup_that_is_put_back_forgets_again(own, known):
    tracking = known.tracker()
    put(known, tracking, now(known))
    campaign = known.campaign("aws-user-personalization", name="personal")
    folder = own.data / "tenants" / known.tenant.account
    backup = own.folder / "backup"
    assert own.stop() == 0
    shutil.copytree(folder, backup)
    own.start()
    privacy.forget(known.tenant, PERSON)
    assert own.stop() == 0
    shutil.rmtree(folder)
    shutil.copytree(backup, folder)
    shutil.rmtree(backup)
    assert kept(known), "the backup knew the person"
    own.start()
    stranger = known.recommend(campaign, userId="nobody-has-this-id")
    assert known.recommend(campaign, userId=PERSON) == stranger, "not for a moment"
    waits.until(
        lambda: not found(known).keys() - {"memory-answers"}, "the erasure is applied again", 90)
    waits.until(lambda: kept(known) == {}, "and its bytes are gone", 30)


def test_pitfall_6_a_training_under_way_does_not_bring_the_person_back(own):
    group = Group(Tenant(own))
    group.dataset()
    group.load(rows(*of_person(400), world=Tastes(users=3000, items=1000, per_user=40)))
    solution = group.solution("aws-user-personalization")
    version = group.start_training(solution)
    waits.until(own.workers, "the training is at work")
    privacy.forget(group.tenant, PERSON)
    waits.active(group.tenant, "solutionVersion", version, 120)
    assert found(group) == {} and kept(group) == {}


def test_pitfall_7_others_aggregates_stay_and_the_certificate_says_so(known):
    only_theirs = [[PERSON, "known-through-one", START + 9, "view", 1]]
    known.load(rows(*of_person(), *only_theirs))
    campaign = known.campaign("aws-popularity-count", name="popular")
    assert "known-through-one" in known.recommend(campaign, userId="u", numResults=500)
    done = privacy.forget(known.tenant, PERSON)
    after = known.recommend(campaign, userId="u", numResults=500)
    assert "known-through-one" not in after, "an item that one person's rows told of"
    assert len(after) > 50
    certificate = privacy.look(known.tenant, "certificate", requestId=done["requestId"])
    assert any("over many people" in note for note in certificate["notErased"])


def test_pitfall_8_the_proof_holds_no_identity_and_cannot_be_altered(known):
    done = privacy.forget(known.tenant, PERSON, ticket="T-1")
    certificate = privacy.look(known.tenant, "certificate", requestId=done["requestId"])
    assert PERSON not in json.dumps(certificate) and certificate["ticket"] == "T-1"
    assert privacy.ask(known.tenant, "verify", certificate)["valid"]
    altered = json.loads(json.dumps(certificate))
    altered["groups"][0]["filesSearched"] += 1
    assert not privacy.ask(known.tenant, "verify", altered)["valid"]
    audit = privacy.look(known.tenant, "audit")
    assert audit["valid"] and audit["entries"] >= 3


@pytest.mark.parametrize("recipe", ["aws-sims", "aws-popularity-count", "aws-similar-items"])
def test_pitfall_9_forgetting_equals_never_having_known(own, recipe):
    answers = []
    for knows in (True, False):
        group = Group(Tenant(own))
        group.dataset()
        group.load(rows(*(of_person() if knows else [])))
        campaign = group.campaign(recipe, name="sums")
        if knows:
            privacy.forget(group.tenant, PERSON)
        asked = {} if "popularity" in recipe else {"itemId": "i1-1"}
        answers.append(group.tenant.runtime.get_recommendations(
            campaignArn=campaign, userId="u2-2", numResults=100, **asked)["itemList"])
    assert answers[0] == answers[1]


def test_the_customers_files_are_rewritten_only_when_asked(own, known):
    def listed(request):
        certificate = privacy.look(
            known.tenant, "certificate", requestId=request["requestId"])
        entries = {entry["place"]: entry for entry in certificate["groups"][0]["places"]}
        locations = entries["s3-objects"]["locations"]
        return [location.removeprefix(f"s3://{known.tenant.bucket}/") for location in locations]

    location = own.store.root / known.tenant.bucket / "shop-load-1.csv"
    before = location.read_text()
    privacy.forget(known.tenant, PERSON)
    assert location.read_text() == before
    assert listed(privacy.look(known.tenant, "requests")["requests"][0]) == ["shop-load-1.csv"]
    elsewhere = own.store.root / known.tenant.bucket / "elsewhere.csv"
    elsewhere.write_text(f"USER_ID\n{PERSON}\n")
    done = privacy.forget(known.tenant, PERSON, includeS3=True)
    lines = before.splitlines(keepends=True)
    assert location.read_text() == "".join(line for line in lines if PERSON not in line)
    assert PERSON in elsewhere.read_text(), "a file that no job of the group has named"
    assert listed(done) == []
