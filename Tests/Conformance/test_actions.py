"""aws-next-best-action: propensities, rules of actions, filters, what users just did."""

import json
import random

import pytest
from harness import schemas
from harness.chain import Group
from harness.data import START, Tastes, table
from harness.errors import INVALID, refused
from harness.tenant import Tenant

DAY = 86_400
ACTIONS = schemas.schema(
    "Actions", ("ACTION_ID", "string"), ("VALUE", ["null", "long"]),
    ("EXPIRATION_TIMESTAMP", ["null", "long"]), ("REPEAT_FREQUENCY", ["null", "long"]),
    ("KIND", ["null", "string"], {"categorical": True}))
RESPONSES = schemas.schema(
    "ActionInteractions", ("USER_ID", "string"), ("ACTION_ID", "string"),
    ("EVENT_TYPE", "string"), ("TIMESTAMP", "long"))
NAMES = ["kind0", "kind1", "mail", "fresh", "old"]
NEVER = 4_000_000_000


class Actions:
    """A group whose users take the action of their kind; `fresh` nobody met, `old` has expired."""

    def __init__(self, server):
        self.world = Tastes(users=400, kinds=2)
        self.group = group = Group(Tenant(server))
        for kind, text in (
                ("Interactions", None), ("Actions", ACTIONS), ("Action_Interactions", RESPONSES)):
            group.dataset(kind, text)
        group.load(self.world.interactions())
        rows = [[name, 1 + n, 1000 if name == "old" else NEVER, "", "sale" if n < 2 else "news"]
                for n, name in enumerate(NAMES)]
        group.load(table(["ACTION_ID", "VALUE", "EXPIRATION_TIMESTAMP", "REPEAT_FREQUENCY", "KIND"],
                         rows), "Actions")
        group.load(table(["USER_ID", "ACTION_ID", "EVENT_TYPE", "TIMESTAMP"], self.rows()),
                   "Action_Interactions")
        self.tracking = group.tenant.describe(
            "dataset", group.dataset_arn("Action_Interactions"))["trackingId"]
        self.version = group.train("aws-next-best-action")
        self.campaign = group.deploy(self.version)

    def rows(self):
        """What users did some weeks after their interactions with items."""
        rng = random.Random(3)
        for number, user in enumerate(self.world.users):
            for action in ("kind0", "kind1", "mail"):
                own = action == f"kind{self.world.kind(user)}"
                chance = 0.3 if action == "mail" else 0.85 if own else 0.1
                event = "TAKEN" if rng.random() < chance else rng.choice(["NOT_TAKEN", "Viewed"])
                yield [user, action, event, START + 20 * DAY + number]

    def ask(self, user, **request):
        """The entries of the answer."""
        request.setdefault("campaignArn", self.campaign)
        answer = self.group.tenant.runtime.get_action_recommendations(userId=user, **request)
        assert answer["recommendationId"].startswith("RID-")
        return answer["actionList"]

    def names(self, user, **request):
        """The actions of the answer, in order."""
        return [entry["actionId"] for entry in self.ask(user, **request)]

    def respond(self, user, action, event, session="s"):
        """Tells what a user just did with an action."""
        now = self.group.tenant.describe("campaign", self.campaign)["lastUpdatedDateTime"]
        who = {"userId": user} if user else {}
        self.group.tenant.events.put_action_interactions(
            trackingId=self.tracking, actionInteractions=[{
                "actionId": action, "sessionId": session, "timestamp": now, "eventType": event,
                **who}])

    def put(self, action, **properties):
        """Replaces an action's record."""
        self.group.tenant.events.put_actions(
            datasetArn=self.group.dataset_arn("Actions"),
            actions=[{"actionId": action, "properties": json.dumps(properties)}])


@pytest.fixture(scope="module")
def actions(server):
    return Actions(server)


def test_users_get_the_action_of_their_kind_first(actions):
    right = 0
    for user in actions.world.users[:60]:
        entries = actions.ask(user)
        scores = [entry["score"] for entry in entries]
        assert scores == sorted(scores, reverse=True) and all(0 <= s <= 1 for s in scores)
        right += entries[0]["actionId"] == f"kind{actions.world.kind(user)}"
    assert right >= 50


def test_an_action_nobody_met_has_score_0_and_an_expired_one_is_not_there(actions):
    entries = {e["actionId"]: e["score"] for e in actions.ask("stranger")}
    assert entries.keys() == {"kind0", "kind1", "mail", "fresh"}
    assert entries["fresh"] == 0 and entries["mail"] > 0


def test_lists_are_as_long_as_asked(actions):
    assert len(actions.ask("u0-0", numResults=2)) == 2
    assert len(actions.ask("u0-0", numResults=100)) == 4
    with refused(INVALID):
        actions.ask("u0-0", numResults=101)


def test_filters_are_of_actions(actions):
    group = actions.group
    sales = group.filter("INCLUDE ActionID WHERE Actions.KIND IN ($KIND)", "of-kind")
    assert set(actions.names("u0-0", filterArn=sales, filterValues={"KIND": '"sale"'})) == {
        "kind0", "kind1"}
    taken = group.filter(
        'EXCLUDE ActionID WHERE Action_Interactions.EVENT_TYPE IN ("Taken")', "not-taken")
    assert "mail" in actions.names("filtered", filterArn=taken)
    actions.respond("filtered", "mail", "TAKEN")
    assert "mail" not in actions.names("filtered", filterArn=taken)
    with refused(INVALID):
        actions.ask("u0-0", filterArn=sales)
    with refused(INVALID, "filterArn"):
        actions.ask("u0-0", filterValues={"KIND": '"sale"'})
    items = group.filter('EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("view")', "items")
    with refused(INVALID, "ActionID"):
        actions.ask("u0-0", filterArn=items)


def test_an_action_is_not_repeated_within_its_days(actions):
    actions.put("mail", value=3, repeatFrequency=5, expirationTimestamp=NEVER, kind="news")
    assert "mail" in actions.names("patient")
    actions.respond("patient", "mail", "Viewed")
    assert "mail" not in actions.names("patient")
    # What happened in a session counts for the user who is named in it later.
    actions.respond(None, "mail", "Viewed", session="visit")
    assert "mail" not in actions.names("visit") and "mail" in actions.names("visitor")
    actions.respond("visitor", "kind0", "Viewed", session="visit")
    assert "mail" not in actions.names("visitor")


def test_an_action_that_expires_goes_at_once(actions):
    actions.put("fresh", value=3, expirationTimestamp=1000, kind="news")
    assert "fresh" not in actions.names("stranger")
    actions.put("fresh", value=3, expirationTimestamp=NEVER, kind="news")
    assert "fresh" in actions.names("stranger")


def test_metrics_are_those_of_actions(actions):
    metrics = actions.group.api.get_solution_metrics(
        solutionVersionArn=actions.version)["metrics"]
    assert metrics.keys() == {
        "coverage", "precision", "recall", "area_under_the_curve",
        *(f"normalized_discounted_cumulative_gain_at_{k}" for k in (5, 10, 25))}
    assert all(0 <= value <= 1 for value in metrics.values())


def test_other_requests_are_refused(actions):
    runtime = actions.group.tenant.runtime
    with refused(INVALID, "userId"):
        runtime.get_action_recommendations(campaignArn=actions.campaign)
    with refused(INVALID, "aws-next-best-action"):
        runtime.get_recommendations(campaignArn=actions.campaign, userId="u0-0")
    with refused(INVALID, "campaignArn"):
        runtime.get_action_recommendations(userId="u0-0")
