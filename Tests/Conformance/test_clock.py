"""/_bespoke/clock: a week passes in a moment, and with it what happens by itself."""

import json
import time

import pytest
from harness import REPOSITORY, waits
from harness.chain import Group
from harness.clock import Clock
from harness.data import START, Tastes, table
from harness.errors import IN_USE, refused
from harness.tenant import Tenant

HOUR, DAY = 3600, 86_400
LOOK_SECONDS = 0.6


@pytest.fixture
def timed(own_server):
    """A server with a clock that only this test moves, and a group with data on it."""
    server = own_server()
    group = Group(Tenant(server))
    group.dataset()
    group.load(Tastes(per_user=12).interactions())
    return group, Clock(server)


def versions(group, solution):
    """The solution's versions, newest first."""
    return group.api.list_solution_versions(solutionArn=solution)["solutionVersions"]


def until_versions(group, solution, count):
    """Waits until the solution has so many versions, all ACTIVE."""

    def there():
        found = versions(group, solution)
        assert len(found) <= count, found
        return found if [v["status"] for v in found] == ["ACTIVE"] * count else None

    return waits.until(there, f"{count} versions are ACTIVE")


def stay_versions(group, solution, count):
    """The solution has so many versions, and keeps to that for a while."""
    deadline = time.monotonic() + LOOK_SECONDS
    while time.monotonic() < deadline:
        assert len(versions(group, solution)) == count
        time.sleep(0.05)


def more_data(group, tracking, number):
    """One streamed event."""
    group.tenant.events.put_events(
        trackingId=tracking, userId="u2-2", sessionId=f"s{number}",
        eventList=[{"eventType": "view", "itemId": "i0-1", "sentAt": START + 9_000_000 + number}])


def test_the_clock_tells_the_time_and_can_be_moved(own_server):
    server = own_server()
    clock = Clock(server)
    before = clock.read()
    assert abs(before["epochSeconds"] - time.time()) < 5
    assert before["offsetSeconds"] == 0
    assert before["now"].startswith("20")
    after = clock.advance(7 * DAY)
    assert after["offsetSeconds"] == 7 * DAY
    assert 0 <= after["epochSeconds"] - before["epochSeconds"] - 7 * DAY < 5
    tenant = Tenant(server)
    arn = tenant.personalize.create_dataset_group(name="later")["datasetGroupArn"]
    made = waits.active(tenant, "datasetGroup", arn)["creationDateTime"].timestamp()
    assert abs(made - after["epochSeconds"]) < 5
    # A server that starts again does not fall back.
    assert server.stop() == 0
    server.start()
    assert Clock(server).read()["offsetSeconds"] == 7 * DAY


@pytest.mark.parametrize("body", [
    {}, {"advanceSeconds": -1}, {"advanceSeconds": "1"}, {"advanceSeconds": 1e300},
    {"advanceSeconds": 200 * 365 * DAY}, [],
])
def test_the_clock_refuses_what_is_no_step_forwards(server, body):
    clock = Clock(server)
    before = clock.read()["offsetSeconds"]
    reply = clock.post(body)
    assert reply.status == 400, reply
    assert reply.error in ("InvalidInputException", "SerializationException")
    assert reply.json["message"]
    assert clock.read()["offsetSeconds"] == before


def test_a_solution_trains_by_itself_within_the_hour_and_then_by_its_rate(timed):
    group, clock = timed
    tracking = group.tracker()
    solution = group.solution(
        "aws-popularity-count", performAutoTraining=True,
        solutionConfig={"autoTrainingConfig": {"schedulingExpression": "rate(3 days)"}})
    stay_versions(group, solution, 0)
    clock.advance(HOUR)
    [first] = until_versions(group, solution, 1)
    assert first["trainingType"] == "AUTOMATIC"
    described = group.tenant.describe("solutionVersion", first["solutionVersionArn"])
    assert described["trainingType"] == "AUTOMATIC"
    latest = group.tenant.describe("solution", solution)["latestSolutionVersion"]
    assert latest["solutionVersionArn"] == first["solutionVersionArn"]

    clock.advance(3 * DAY)
    stay_versions(group, solution, 1)  # Nothing new came.
    more_data(group, tracking, 1)
    stay_versions(group, solution, 1)  # And its time has passed.
    clock.advance(2 * DAY)
    stay_versions(group, solution, 1)
    clock.advance(DAY)
    assert [v["trainingType"] for v in until_versions(group, solution, 2)] == ["AUTOMATIC"] * 2
    clock.advance(30 * DAY)
    stay_versions(group, solution, 2)


def test_without_a_word_on_it_a_solution_trains_every_week(timed):
    group, clock = timed
    tracking = group.tracker()
    made = group.api.create_solution(
        name="default", datasetGroupArn=group.arn,
        recipeArn="arn:aws:personalize:::recipe/aws-popularity-count")["solutionArn"]
    found = waits.active(group.tenant, "solution", made)
    assert found["performAutoTraining"] is True
    expression = found["solutionConfig"]["autoTrainingConfig"]["schedulingExpression"]
    assert expression == "rate(7 days)"
    clock.advance(HOUR)
    until_versions(group, made, 1)
    more_data(group, tracking, 1)
    clock.advance(6 * DAY)
    stay_versions(group, made, 1)
    clock.advance(DAY)
    until_versions(group, made, 2)


def test_a_training_by_hand_in_the_first_hour_takes_the_first_turn(timed):
    group, clock = timed
    tracking = group.tracker()
    solution = group.solution(
        "aws-popularity-count", performAutoTraining=True,
        solutionConfig={"autoTrainingConfig": {"schedulingExpression": "rate(1 day)"}})
    waits.active(group.tenant, "solutionVersion", group.start_training(solution))
    clock.advance(HOUR)
    stay_versions(group, solution, 1)
    more_data(group, tracking, 1)
    clock.advance(DAY)
    found = until_versions(group, solution, 2)
    assert [v["trainingType"] for v in found] == ["AUTOMATIC", "MANUAL"]


def test_automatic_training_is_turned_off_and_on_by_an_update(timed):
    group, clock = timed
    solution = group.solution("aws-popularity-count", performAutoTraining=False)
    clock.advance(8 * DAY)
    stay_versions(group, solution, 0)
    group.api.update_solution(
        solutionArn=solution, performAutoTraining=True,
        solutionUpdateConfig={"autoTrainingConfig": {"schedulingExpression": "rate(2 days)"}})
    waits.until(
        lambda: group.tenant.describe("solution", solution)["latestSolutionUpdate"]["status"]
        == "ACTIVE", "the update is over")
    clock.advance(HOUR)
    until_versions(group, solution, 1)
    group.api.update_solution(solutionArn=solution, performAutoTraining=False)
    waits.until(
        lambda: not group.tenant.describe("solution", solution)["performAutoTraining"],
        "the update is over")
    more_data(group, group.tracker(), 1)
    clock.advance(8 * DAY)
    stay_versions(group, solution, 1)


def test_a_campaign_follows_the_newest_version(timed):
    group, clock = timed
    tenant, tracking = group.tenant, group.tracker()
    solution = group.solution(
        "aws-popularity-count", performAutoTraining=True,
        solutionConfig={"autoTrainingConfig": {"schedulingExpression": "rate(1 day)"}})
    clock.advance(HOUR)
    [first] = until_versions(group, solution, 1)
    campaign = group.deploy(
        f"{solution}/$LATEST", name="following",
        campaignConfig={"syncWithLatestSolutionVersion": True})
    fixed = group.deploy(first["solutionVersionArn"], name="fixed")
    found = tenant.describe("campaign", campaign)
    assert found["campaignConfig"]["syncWithLatestSolutionVersion"] is True
    assert found["solutionVersionArn"] == first["solutionVersionArn"]
    more_data(group, tracking, 1)
    clock.advance(DAY)
    newest = until_versions(group, solution, 2)[0]["solutionVersionArn"]

    def follows():
        found = tenant.describe("campaign", campaign)
        return found if found["solutionVersionArn"] == newest else None

    found = waits.until(follows, "the campaign serves the newest version")
    assert found["status"] == "ACTIVE"
    assert found["latestCampaignUpdate"]["status"] == "ACTIVE"
    assert found["latestCampaignUpdate"]["solutionVersionArn"] == newest
    assert tenant.describe("campaign", fixed)["solutionVersionArn"] == first["solutionVersionArn"]
    assert group.recommend(campaign, userId="u1", numResults=3)
    # A version made by hand is followed just as well.
    by_hand = group.start_training(solution)
    waits.active(tenant, "solutionVersion", by_hand)
    waits.until(
        lambda: tenant.describe("campaign", campaign)["solutionVersionArn"] == by_hand,
        "the campaign serves the version made by hand")


def test_a_model_that_serves_takes_in_new_items_every_two_hours(timed):
    group, clock = timed
    version = group.train("aws-user-personalization", performAutoTraining=False)
    campaign = group.deploy(version)
    before = group.tenant.describe("solutionVersion", version)
    metrics = group.api.get_solution_metrics(solutionVersionArn=version)["metrics"]
    tracker = group.tracker()
    for number in range(30):
        group.tenant.events.put_events(
            trackingId=tracker, userId=f"late{number}", sessionId=f"s{number}",
            eventList=[{"eventType": "view", "itemId": "just-in", "sentAt": START + 2_000_000}])

    def known():
        return "just-in" in group.recommend(campaign, userId="nobody", numResults=500)

    assert not known()
    clock.advance(2 * HOUR + 60)
    waits.until(known, "the new item is recommended")
    solution = version.rsplit("/", 1)[0]
    assert [v["solutionVersionArn"] for v in versions(group, solution)] == [version]
    after = group.tenant.describe("solutionVersion", version)
    assert after["status"] == "ACTIVE" and after["trainingHours"] == before["trainingHours"]
    assert group.api.get_solution_metrics(solutionVersionArn=version)["metrics"] == metrics


def test_new_items_alone_bring_a_model_that_serves_up_to_date(timed):
    group, clock = timed
    group.dataset("Items")
    campaign = group.deploy(
        group.train("aws-user-personalization", performAutoTraining=False))
    items = [{"itemId": f"fresh{n}", "properties": json.dumps(
        {"genres": "kind0", "creationTimestamp": START + n})} for n in range(5)]
    group.tenant.events.put_items(datasetArn=group.dataset_arn("Items"), items=items)

    def known():
        return "fresh0" in group.recommend(campaign, userId="nobody", numResults=500)

    assert not known()
    clock.advance(2 * HOUR + 60)
    waits.until(known, "the new item is recommended")


def test_a_recommender_learns_anew_every_week_unless_it_is_stopped(own_server):
    server = own_server()
    clock, group = Clock(server), Group(Tenant(server), domain="ECOMMERCE")
    schema = REPOSITORY / "examples/schemas/ecommerce-interactions.json"
    group.dataset("Interactions", schema.read_text())
    header = ["USER_ID", "ITEM_ID", "EVENT_TYPE", "TIMESTAMP"]
    rows = [[f"u{u}", f"i{(u + 3 * step) % 20}", "View", START + 1000 * u + step]
            for u in range(60) for step in range(20)]
    group.load(table(header, rows))
    arn = group.recommender("aws-ecomm-popular-items-by-views")
    tracking = group.tracker()

    def first():
        answer = group.tenant.runtime.get_recommendations(
            recommenderArn=arn, userId="u1", numResults=1)
        return answer["itemList"][0]["itemId"]

    def view(item, count):
        for number in range(0, count, 10):
            group.tenant.events.put_events(
                trackingId=tracking, userId=f"w{number}-{item}", sessionId=f"s{number}-{item}",
                eventList=[{"eventType": "View", "itemId": item,
                            "sentAt": START + 5_000_000 + number + n} for n in range(10)])

    view("rising", 200)
    assert first() != "rising"
    clock.advance(6 * DAY)
    time.sleep(LOOK_SECONDS)
    assert first() != "rising"
    clock.advance(DAY)
    waits.until(lambda: first() == "rising", "the recommender has learned anew")
    assert group.tenant.describe("recommender", arn)["status"] == "ACTIVE"

    group.api.stop_recommender(recommenderArn=arn)
    waits.until(
        lambda: group.tenant.describe("recommender", arn)["status"] == "INACTIVE", "INACTIVE")
    view("later", 400)
    clock.advance(7 * DAY)
    time.sleep(LOOK_SECONDS)
    group.api.start_recommender(recommenderArn=arn)
    waits.active(group.tenant, "recommender", arn)
    assert first() == "rising"
    clock.advance(7 * DAY)
    waits.until(lambda: first() == "later", "the recommender has learned anew")


def test_a_realistic_pace_follows_the_clock(own_server):
    server = own_server("--pace", "realistic")
    clock, tenant = Clock(server), Tenant(server)
    api = tenant.personalize
    arn = api.create_dataset_group(name="g")["datasetGroupArn"]

    def status():
        try:
            return tenant.describe("datasetGroup", arn)["status"]
        except api.exceptions.ResourceNotFoundException:
            return "gone"

    assert status() == "CREATE PENDING"
    with refused(IN_USE, arn):
        api.delete_dataset_group(datasetGroupArn=arn)
    clock.advance(30)
    waits.until(lambda: status() == "CREATE IN_PROGRESS", "it is under way")
    clock.advance(90)
    waits.until(lambda: status() == "ACTIVE", "it is ACTIVE")
    api.delete_dataset_group(datasetGroupArn=arn)
    assert status() == "DELETE PENDING"
    with refused(IN_USE, arn):
        api.delete_dataset_group(datasetGroupArn=arn)
    with refused("ResourceAlreadyExistsException", arn):
        api.create_dataset_group(name="g")
    assert [g["name"] for g in api.list_dataset_groups()["datasetGroups"]] == ["g"]
    clock.advance(30)
    waits.until(lambda: status() == "DELETE IN_PROGRESS", "the delete is under way")
    clock.advance(90)
    waits.until(lambda: status() == "gone", "it is gone")
    api.create_dataset_group(name="g")
