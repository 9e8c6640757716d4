"""PutItems, PutUsers, PutActions, PutActionInteractions: what is kept, what is refused."""

import json
import uuid

import pytest
from harness import schemas, waits, wire
from harness.chain import Group
from harness.data import START, Tastes
from harness.errors import INVALID, NOT_FOUND, refused
from harness.tenant import Tenant

ITEMS = schemas.schema(
    "Items", ("ITEM_ID", "string"), ("CATEGORY_L1", ["null", "string"], {"categorical": True}),
    ("NUMBER_OF_RATINGS", ["int", "null"]), ("Price__2", ["float", "null"]),
    ("IN_STOCK", ["boolean", "null"]), ("CREATION_TIMESTAMP", "long"),
    ("PLOT", ["null", "string"], {"textual": True}))
ACTIONS = schemas.schema(
    "Actions", ("ACTION_ID", "string"), ("VALUE", ["long", "null"]),
    ("TYPE", ["string", "null"]), ("REPEAT_FREQUENCY", ["long", "null"]),
    ("EXPIRATION_TIMESTAMP", ["long", "null"]), ("CREATION_TIMESTAMP", ["long", "null"]),
    ("MEMBERSHIP_LEVEL", "string", {"categorical": True}))
ACTION_INTERACTIONS = schemas.schema(
    "ActionInteractions", ("USER_ID", "string"), ("ACTION_ID", "string"),
    ("EVENT_TYPE", "string"), ("TIMESTAMP", "long"), ("CHANNEL", ["null", "string"],
                                                      {"categorical": True}))
MADE = {"creationTimestamp": START}


@pytest.fixture(scope="module")
def watched(server):
    """A group whose campaign shows item metadata."""
    group = Group(Tenant(server))
    group.dataset("Interactions")
    group.load(Tastes(per_user=12).interactions())
    group.dataset("Items", ITEMS)
    put(group, "i0-0", **MADE)
    group.watching = group.deploy(
        group.train("aws-popularity-count"),
        campaignConfig={"enableMetadataWithRecommendations": True})
    return group


def put(group, item, **properties):
    """PutItems of one item."""
    group.tenant.events.put_items(datasetArn=group.dataset_arn("Items"), items=[
        {"itemId": item, "properties": json.dumps(properties)}])


def metadata(group, item, *names):
    """What GetRecommendations tells of the item's columns."""
    answer = group.tenant.runtime.get_recommendations(
        campaignArn=group.watching, userId="u", numResults=50, metadataColumns={
            "ITEMS": list(names or ("CATEGORY_L1", "NUMBER_OF_RATINGS", "PRICE__2", "IN_STOCK"))})
    return next(e for e in answer["itemList"] if e["itemId"] == item).get("metadata", {})


# Items


@pytest.mark.parametrize("keys", [
    ("categoryL1", "numberOfRatings", "price2"),
    ("CATEGORY_L1", "NUMBER_OF_RATINGS", "Price__2"),
    ("category-l1", "numberofratings", "PRICE2"),
])
def test_properties_find_their_columns_however_they_are_spelled(watched, keys):
    values = dict(zip(keys, ("a|b", 7, 2.5)))
    put(watched, "i0-1", **values, **MADE)
    found = metadata(watched, "i0-1")
    assert found["CATEGORY_L1"] == "a|b" and found["NUMBER_OF_RATINGS"] == "7"
    assert [float(found[key]) for key in found if key.lower() == "price__2"] == [2.5]
    put(watched, "i0-1", **MADE)


def test_metadata_follow_each_record_at_once_and_whole(watched):
    put(watched, "i0-0", categoryL1="books", numberOfRatings=3, inStock=True, **MADE)
    found = metadata(watched, "i0-0", "CATEGORY_L1", "NUMBER_OF_RATINGS", "IN_STOCK")
    assert found == {"CATEGORY_L1": "books", "NUMBER_OF_RATINGS": "3", "IN_STOCK": "true"}
    # The record is replaced, not merged: what is left out is null.
    put(watched, "i0-0", numberOfRatings="4", **MADE)
    found = metadata(watched, "i0-0", "CATEGORY_L1", "NUMBER_OF_RATINGS", "IN_STOCK")
    assert found == {"NUMBER_OF_RATINGS": "4"}
    # Of two records of one item in a call the last counts.
    watched.tenant.events.put_items(datasetArn=watched.dataset_arn("Items"), items=[
        {"itemId": "i0-0", "properties": json.dumps(MADE | {"numberOfRatings": n})}
        for n in (5, 6)])
    assert metadata(watched, "i0-0", "NUMBER_OF_RATINGS") == {"NUMBER_OF_RATINGS": "6"}


def test_unknown_keys_are_passed_over_and_null_is_null(watched):
    put(watched, "i0-2", categoryL1=None, colour="red", numberOfRatings=1, **MADE)
    assert metadata(watched, "i0-2", "CATEGORY_L1", "NUMBER_OF_RATINGS") == {
        "NUMBER_OF_RATINGS": "1"}


def test_a_call_is_taken_whole_or_not_at_all(watched):
    put(watched, "i0-3", numberOfRatings=1, **MADE)
    with refused(INVALID, "numberOfRatings"):
        watched.tenant.events.put_items(datasetArn=watched.dataset_arn("Items"), items=[
            {"itemId": "i0-3", "properties": json.dumps(MADE | {"numberOfRatings": 2})},
            {"itemId": "i0-4", "properties": json.dumps(MADE | {"numberOfRatings": "many"})}])
    assert metadata(watched, "i0-3", "NUMBER_OF_RATINGS") == {"NUMBER_OF_RATINGS": "1"}


@pytest.mark.parametrize("properties,said", [
    ("", "properties"), ("{", "Error parsing properties json"),
    ("[]", "Error parsing properties json"), ('"{}"', "Error parsing properties json"),
    ("{}", "CREATION_TIMESTAMP"), ('{"creationTimestamp": 1700000000000}', "milliseconds"),
    ('{"creationTimestamp": "soon"}', "creationTimestamp"),
    ('{"creationTimestamp": 1700000000, "categoryL1": ["a"]}', "categoryL1"),
    ('{"creationTimestamp": 1700000000, "numberOfRatings": 1.5}', "numberOfRatings"),
])
def test_properties_that_do_not_fit_are_refused(watched, properties, said):
    raw = watched.tenant.client("personalize-events", parameter_validation=False)
    with refused(INVALID, said):
        raw.put_items(datasetArn=watched.dataset_arn("Items"), items=[
            {"itemId": "bad", "properties": properties}])


def test_texts_may_be_long_and_no_longer(watched):
    put(watched, "i0-5", plot="p" * 31_900, **MADE)
    with refused(INVALID, "properties"):
        put(watched, "i0-5", plot="p" * 32_001, **MADE)


def test_metadata_columns_have_their_rules(watched):
    def ask(columns):
        return watched.tenant.runtime.get_recommendations(
            campaignArn=watched.watching, userId="u", metadataColumns=columns)

    assert all("metadata" not in e for e in watched.tenant.runtime.get_recommendations(
        campaignArn=watched.watching, userId="u")["itemList"])
    with refused(INVALID, "COLOUR"):
        ask({"ITEMS": ["COLOUR"]})
    with refused(INVALID, "USERS"):
        ask({"USERS": ["AGE"]})
    with refused(INVALID, "10"):
        ask({"ITEMS": [f"C{n}" for n in range(11)]})
    with refused(INVALID, "numResults"):
        watched.tenant.runtime.get_recommendations(
            campaignArn=watched.watching, userId="u", numResults=51,
            metadataColumns={"ITEMS": ["CATEGORY_L1"]})


# Statuses


def test_a_dataset_that_is_not_there_or_not_active(own_server, tenant):
    with refused(NOT_FOUND) as caught:
        tenant.events.put_users(
            datasetArn=tenant.arn("dataset", "none/USERS"), users=[{"userId": "u"}])
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404
    server = own_server("--pace", "realistic")
    other = Tenant(server)
    api = other.personalize
    group = api.create_dataset_group(name="g")["datasetGroupArn"]

    def advance():
        body = json.dumps({"advanceSeconds": 60}).encode()
        wire.send(other, "/_bespoke/clock", body, signed=False)
        return other.describe("datasetGroup", group)["status"] == "ACTIVE"

    waits.until(advance, "the group is ACTIVE")
    schema = api.create_schema(name="s", schema=schemas.USERS)["schemaArn"]
    dataset = api.create_dataset(
        name="d", datasetType="Users", datasetGroupArn=group, schemaArn=schema)["datasetArn"]
    with refused("ResourceInUseException", dataset) as caught:
        other.events.put_users(datasetArn=dataset, users=[
            {"userId": "u", "properties": json.dumps({"membership": "gold"})}])
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 409


# Users, actions and action interactions


@pytest.fixture(scope="module")
def offers(server):
    """A group with users, actions and action interactions."""
    group = Group(Tenant(server))
    group.dataset("Users")
    group.dataset("Actions", ACTIONS)
    group.dataset("Action_Interactions", ACTION_INTERACTIONS)
    return group


def test_users_are_put_with_long_properties_and_no_longer(offers):
    users = offers.dataset_arn("Users")
    row = {"membership": "m" * 900, "age": 30}
    for spare in ("x" * 22_000,):
        offers.tenant.events.put_users(datasetArn=users, users=[
            {"userId": "u", "properties": json.dumps(row | {"ignored": spare})}])
    with refused(INVALID, "properties"):
        offers.tenant.events.put_users(datasetArn=users, users=[
            {"userId": "u", "properties": json.dumps(row | {"ignored": "x" * 24_000})}])


def test_actions_are_put(offers):
    events, actions = offers.tenant.events, offers.dataset_arn("Actions")
    row = json.dumps({
        "value": 5, "type": "offer", "repeatFrequency": "7", "expirationTimestamp": START,
        "membershipLevel": "gold|silver"})
    events.put_actions(
        datasetArn=actions, actions=[{"actionId": f"a{n}", "properties": row} for n in range(10)])
    with refused(INVALID, "MEMBERSHIP_LEVEL"):
        events.put_actions(datasetArn=actions, actions=[{"actionId": "a"}])
    with refused(INVALID, "actions"):
        events.put_actions(datasetArn=actions, actions=[
            {"actionId": f"a{n}", "properties": row} for n in range(11)])
    with refused(INVALID):
        events.put_actions(datasetArn=offers.dataset_arn("Users"), actions=[{"actionId": "a"}])
    with refused(NOT_FOUND, "none"):
        events.put_actions(
            datasetArn=offers.tenant.arn("dataset", "none/ACTIONS"), actions=[{"actionId": "a"}])


def interaction(**changes):
    """An action interaction as requests carry it."""
    return {
        "actionId": "a1", "userId": "u1", "sessionId": "s1", "timestamp": START,
        "eventType": "Taken"} | changes


@pytest.fixture(scope="module")
def tracking(offers):
    """The tracking id that the dataset of action interactions has by itself."""
    found = offers.tenant.describe("dataset", offers.dataset_arn("Action_Interactions"))
    assert str(uuid.UUID(found["trackingId"])) == found["trackingId"]
    assert "trackingId" not in offers.tenant.describe("dataset", offers.dataset_arn("Users"))
    return found["trackingId"]


def test_action_interactions_are_put(offers, tracking):
    events = offers.tenant.events
    kinds = ("Taken", "TAKEN", "taken", "Not Taken", "NOT_TAKEN", "Not taken", "not-taken",
             "Viewed", "viewed")
    events.put_action_interactions(trackingId=tracking, actionInteractions=[
        interaction(eventType=kind, timestamp=START + n) for n, kind in enumerate(kinds)])
    anonymous = interaction(
        eventId="e1", recommendationId="RID-1", impression=["a1", "a2"],
        properties=json.dumps({"channel": "mail", "unknown": 1}))
    del anonymous["userId"]
    events.put_action_interactions(trackingId=tracking, actionInteractions=[anonymous])


@pytest.mark.parametrize("changes,said", [
    ({"eventType": "Clicked"}, "Clicked"), ({"actionId": ""}, "actionId"),
    ({"sessionId": ""}, "sessionId"), ({"impression": ["a"] * 26}, "impression"),
    ({"properties": "[]"}, "Error parsing properties json"),
    ({"properties": json.dumps({"channel": "x" * 1100})}, "properties"),
    ({"recommendationId": "x" * 41}, "recommendationId"),
])
def test_an_action_interaction_that_does_not_fit_is_refused(offers, tracking, changes, said):
    raw = offers.tenant.client("personalize-events", parameter_validation=False)
    with refused(INVALID, said):
        raw.put_action_interactions(
            trackingId=tracking, actionInteractions=[interaction(), interaction(**changes)])


def test_trackers_of_actions_and_of_items_are_two(offers, tracking):
    events, unknown = offers.tenant.events, str(uuid.uuid4())
    with refused(NOT_FOUND, unknown) as caught:
        events.put_action_interactions(trackingId=unknown, actionInteractions=[interaction()])
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404
    of_items = offers.tracker()
    with refused(NOT_FOUND, of_items):
        events.put_action_interactions(trackingId=of_items, actionInteractions=[interaction()])
    with refused(INVALID):
        events.put_events(trackingId=tracking, sessionId="s", eventList=[
            {"eventType": "view", "itemId": "i", "sentAt": START}])
    # Another account's tracking id is unknown.
    stranger = Tenant(offers.tenant.server)
    with refused(NOT_FOUND, tracking):
        stranger.events.put_action_interactions(
            trackingId=tracking, actionInteractions=[interaction()])


# Durability


def test_records_outlive_the_server_once_they_are_answered(own_server):
    server = own_server()
    group = Group(Tenant(server))
    for kind, text in (("Interactions", None), ("Items", ITEMS), ("Actions", ACTIONS),
                       ("Action_Interactions", ACTION_INTERACTIONS)):
        group.dataset(kind, text)
    group.load(Tastes(per_user=12).interactions())
    tracking = group.tenant.describe(
        "dataset", group.dataset_arn("Action_Interactions"))["trackingId"]
    put(group, "i0-0", numberOfRatings=8, **MADE)
    group.watching = group.deploy(
        group.train("aws-popularity-count"),
        campaignConfig={"enableMetadataWithRecommendations": True})
    put(group, "i0-1", numberOfRatings=9, **MADE)
    group.tenant.events.put_action_interactions(
        trackingId=tracking, actionInteractions=[interaction()])
    server.kill()
    server.start()
    again = Tenant(server, group.tenant.account)
    group.tenant, group.api = again, again.personalize
    assert metadata(group, "i0-0", "NUMBER_OF_RATINGS") == {"NUMBER_OF_RATINGS": "8"}
    assert metadata(group, "i0-1", "NUMBER_OF_RATINGS") == {"NUMBER_OF_RATINGS": "9"}
    group.tenant.events.put_action_interactions(
        trackingId=tracking, actionInteractions=[interaction()])
