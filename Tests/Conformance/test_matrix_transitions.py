"""What is refused while something is under way, and how much may be under way or there at all.

On a server that takes its time as the service does: nothing moves on unless its clock is moved.
"""

import http.client
import json

import pytest
from harness import schemas, specimens
from harness.cli import CommandLine
from harness.data import Tastes
from harness.errors import IN_USE, INVALID, LIMIT, refused
from harness.server import Server
from harness.specimens import ACTION_INTERACTIONS, ACTIONS, FINAL, USE_CASE, VIEWS
from harness.tenant import RECIPE, ROLE, Tenant
from harness.waits import until

HOUR = 3600


class Slow:
    """Accounts on a server in the realistic pace, with a clock that is moved by hand."""

    def __init__(self, server):
        self.server = server
        self.tenant = Tenant(server)
        self.api = self.tenant.personalize

    def advance(self, seconds=HOUR):
        """Moves the server's clock."""
        connection = http.client.HTTPConnection(self.server.host, self.server.port, timeout=10)
        body = json.dumps({"advanceSeconds": seconds})
        connection.request("POST", "/_bespoke/clock", body, {"Content-Type": "application/json"})
        assert connection.getresponse().status == 200
        connection.close()

    def settled(self, kind, arn):
        """Moves the clock on until the resource's status is one that stays; it must be ACTIVE."""

        def look():
            found = self.tenant.describe(kind, arn)
            if found["status"] in FINAL:
                return found
            self.advance()
            return None

        found = until(look, f"{kind} {arn} settles", within=60)
        assert found["status"] == "ACTIVE", found
        return arn

    def schema(self, name, text, **options):
        """Creates a schema; returns its ARN."""
        return self.api.create_schema(name=name, schema=text, **options)["schemaArn"]

    def group(self, name, **options):
        """Creates a dataset group that stays pending; returns its ARN."""
        return self.api.create_dataset_group(name=name, **options)["datasetGroupArn"]

    def dataset(self, group, kind, schema):
        """Creates a dataset that stays pending; returns its ARN."""
        return self.api.create_dataset(
            name=kind, datasetType=kind, datasetGroupArn=group, schemaArn=schema)["datasetArn"]

    def solution(self, group, name, recipe="aws-sims"):
        """Creates a solution that stays pending; returns its ARN."""
        return self.api.create_solution(
            name=name, datasetGroupArn=group, recipeArn=RECIPE + recipe,
            performAutoTraining=False)["solutionArn"]

    def location(self, name="out"):
        """The way requests name where output goes."""
        return {"s3DataDestination": {"path": self.tenant.folder(name)}}


@pytest.fixture(scope="module")
def slow(tmp_path_factory):
    """The account, before anything is in it."""
    server = Server(
        tmp_path_factory.mktemp("slow"), "--pace", "realistic", "--describe-hold", "0")
    yield Slow(server.start())
    server.kill()


@pytest.fixture(scope="module")
def account(slow):
    """`shop` has a trained version, `going` is being deleted, `pending` is CREATE PENDING."""
    api = slow.api
    slow.bare = slow.schema("interactions", schemas.INTERACTIONS)
    slow.items = slow.schema("items", schemas.ITEMS)
    slow.users = slow.schema("users", schemas.USERS)
    actions = slow.schema("actions", ACTIONS)
    taken = slow.schema("taken", ACTION_INTERACTIONS)
    shop_schema = slow.schema("views", schemas.INTERACTIONS, domain="ECOMMERCE")
    slow.shop, slow.store = slow.group("shop"), slow.group("store", domain="ECOMMERCE")
    slow.going = slow.group("going")
    for group in (slow.shop, slow.store, slow.going):
        slow.settled("datasetGroup", group)
    interactions = slow.dataset(slow.shop, "Interactions", slow.bare)
    slow.views = slow.dataset(slow.store, "Interactions", shop_schema)
    slow.rank = slow.solution(slow.shop, "rank")
    for kind, arn in (("dataset", interactions), ("dataset", slow.views), ("solution", slow.rank)):
        slow.settled(kind, arn)
    slow.interactions = interactions
    slow.settled("datasetImportJob", api.create_dataset_import_job(
        jobName="in", datasetArn=interactions, roleArn=ROLE, dataSource={
            "dataLocation": slow.tenant.put("in.csv", Tastes(per_user=10).interactions()),
        })["datasetImportJobArn"])
    slow.version = slow.settled("solutionVersion", api.create_solution_version(
        solutionArn=slow.rank)["solutionVersionArn"])
    segments = slow.solution(slow.shop, "segments", "aws-item-affinity")
    slow.settled("solution", segments)
    slow.segments = slow.settled("solutionVersion", api.create_solution_version(
        solutionArn=segments)["solutionVersionArn"])
    # From here on the clock is not moved: what is created now stays under way for minutes.
    api.delete_dataset_group(datasetGroupArn=slow.going)
    assert slow.tenant.describe("datasetGroup", slow.going)["status"] == "DELETE PENDING"
    slow.pending = {
        "datasetGroup": slow.group("new"),
        "domainGroup": slow.group("new-store", domain="ECOMMERCE"),
        "dataset": slow.dataset(slow.shop, "Items", slow.items),
        "usersDataset": slow.dataset(slow.shop, "Users", slow.users),
        "actionsDataset": slow.dataset(slow.shop, "Actions", actions),
        "takenDataset": slow.dataset(slow.shop, "Action_Interactions", taken),
        "solution": slow.solution(slow.shop, "new"),
        "solutionVersion": api.create_solution_version(
            solutionArn=slow.rank)["solutionVersionArn"],
        "campaign": api.create_campaign(
            name="new", solutionVersionArn=slow.version)["campaignArn"],
        "recommender": api.create_recommender(
            name="new", datasetGroupArn=slow.store, recipeArn=RECIPE + USE_CASE,
        )["recommenderArn"],
        "eventTracker": api.create_event_tracker(
            name="new", datasetGroupArn=slow.shop)["eventTrackerArn"],
        "filter": api.create_filter(
            name="new", datasetGroupArn=slow.shop, filterExpression=VIEWS)["filterArn"],
        "metricAttribution": api.create_metric_attribution(
            **attribution("new", slow.shop))["metricAttributionArn"],
    }
    assert slow.tenant.describe("filter", slow.pending["filter"])["status"] == "CREATE PENDING"
    return slow


def attribution(name, group):
    """A request for a metric attribution."""
    return {
        "name": name, "datasetGroupArn": group, "metricsOutputConfig": {"roleArn": ROLE},
        "metrics": [{"eventType": "view", "metricName": "n", "expression": "SAMPLECOUNT()"}]}


def batch(account, name, version):
    """A request for a batch job."""
    path = account.tenant.folder("batch")
    return {
        "jobName": name, "solutionVersionArn": version, "roleArn": ROLE,
        "jobInput": {"s3DataSource": {"path": path}}, "jobOutput": account.location()}


def source(account):
    """Where a job would read from."""
    return {"dataLocation": account.tenant.folder("in")}


# For each operation: the pending resource it is refused for, and the request's other members.
CREATES = {
    "CreateBatchInferenceJob": ("solutionVersion", lambda a: batch(a, "x", a.version)),
    "CreateBatchSegmentJob": ("solutionVersion", lambda a: batch(a, "x", a.version)),
    "CreateCampaign": ("solutionVersion", lambda a: {"name": "x"}),
    "CreateDataDeletionJob": ("datasetGroup", lambda a: {
        "jobName": "x", "roleArn": ROLE, "dataSource": source(a)}),
    "CreateDataset": ("datasetGroup", lambda a: {
        "name": "x", "datasetType": "Interactions", "schemaArn": a.bare}),
    "CreateDatasetExportJob": ("dataset", lambda a: {
        "jobName": "x", "roleArn": ROLE, "jobOutput": a.location()}),
    "CreateDatasetImportJob": ("dataset", lambda a: {
        "jobName": "x", "roleArn": ROLE, "dataSource": source(a)}),
    "CreateEventTracker": ("datasetGroup", lambda a: {"name": "x"}),
    "CreateMetricAttribution": ("datasetGroup", lambda a: attribution("x", "")),
    "CreateRecommender": ("domainGroup", lambda a: {"name": "x", "recipeArn": RECIPE + USE_CASE}),
    "CreateSolution": ("datasetGroup", lambda a: {"name": "x", "recipeArn": RECIPE + "aws-sims"}),
    "CreateSolutionVersion": ("solution", lambda a: {}),
}
DELETES = [
    "campaign", "dataset", "datasetGroup", "eventTracker", "filter", "metricAttribution",
    "recommender", "solution"]
CHANGES = {
    "UpdateCampaign": ("campaign", lambda a: {"minProvisionedTPS": 2}),
    "UpdateDataset": ("dataset", lambda a: {"schemaArn": a.items}),
    "UpdateMetricAttribution": ("metricAttribution", lambda a: {"removeMetrics": ["n"]}),
    "UpdateRecommender": ("recommender", lambda a: {
        "recommenderConfig": {"minRecommendationRequestsPerSecond": 2}}),
    "UpdateSolution": ("solution", lambda a: {"performAutoTraining": False}),
    "StartRecommender": ("recommender", lambda a: {}),
    "StopRecommender": ("recommender", lambda a: {}),
    "GetSolutionMetrics": ("solutionVersion", lambda a: {}),
}
MEMBERS = {
    "domainGroup": "datasetGroupArn", "usersDataset": "datasetArn", "actionsDataset": "datasetArn"}
RECORDS = {
    "PutItems": ("dataset", "items", {"itemId": "i"}),
    "PutUsers": ("usersDataset", "users", {"userId": "u"}),
    "PutActions": ("actionsDataset", "actions", {"actionId": "a"}),
}


def call(account, operation, request, service="personalize"):
    """The operation by the account's boto3 client."""
    return specimens.call(account.tenant, service, operation, request)


@pytest.mark.parametrize("operation", CREATES)
def test_nothing_is_created_for_what_is_still_pending(account, operation):
    kind, rest = CREATES[operation]
    arn = account.pending[kind]
    with refused(IN_USE, arn, "CREATE "):
        call(account, operation, rest(account) | {MEMBERS.get(kind, f"{kind}Arn"): arn})


@pytest.mark.parametrize("kind", DELETES)
def test_what_is_still_pending_is_not_deleted(account, kind):
    arn = account.pending[kind]
    with refused(IN_USE, arn, "CREATE "):
        call(account, f"Delete{specimens.upper(kind)}", {f"{kind}Arn": arn})


def test_a_schema_is_not_deleted_while_a_dataset_has_it(account):
    with refused(IN_USE, account.items, account.pending["dataset"]):
        account.api.delete_schema(schemaArn=account.items)


@pytest.mark.parametrize("operation", CHANGES)
def test_what_is_still_pending_is_not_changed(account, operation):
    kind, rest = CHANGES[operation]
    arn = account.pending[kind]
    with refused(IN_USE, arn, "CREATE "):
        call(account, operation, {f"{kind}Arn": arn} | rest(account))


@pytest.mark.parametrize("operation", RECORDS)
def test_a_dataset_takes_no_records_before_it_is_active(account, operation):
    kind, member, record = RECORDS[operation]
    with refused(IN_USE, account.pending[kind]):
        call(account, operation, {"datasetArn": account.pending[kind], member: [record]},
             "personalize-events")


def test_a_dataset_takes_no_action_interactions_before_it_is_active(account):
    arn = account.pending["takenDataset"]
    tracking = account.tenant.describe("dataset", arn)["trackingId"]
    with refused(IN_USE, arn):
        account.tenant.events.put_action_interactions(
            trackingId=tracking, actionInteractions=[{
                "actionId": "a", "userId": "u", "sessionId": "s", "timestamp": 1_700_000_000,
                "eventType": "Taken"}])


@pytest.mark.parametrize("kind", ["campaign", "recommender"])
def test_what_is_still_pending_answers_no_requests(account, kind):
    arn = account.pending[kind]
    with refused(INVALID, arn, "CREATE "):
        account.tenant.runtime.get_recommendations(
            **{f"{kind}Arn": arn}, userId="u", itemId="i")


@pytest.mark.parametrize("client", ["boto3", "cli"])
def test_a_training_is_stopped_once(account, client):
    arn = account.api.create_solution_version(solutionArn=account.rank)["solutionVersionArn"]
    request = {"solutionVersionArn": arn}
    if client == "cli":
        CommandLine(account.tenant)("personalize", "StopSolutionVersionCreation", request)
    else:
        account.api.stop_solution_version_creation(**request)
    assert account.tenant.describe("solutionVersion", arn)["status"] == "CREATE STOPPED"
    with refused(IN_USE, arn, "CREATE STOPPED"):
        account.api.stop_solution_version_creation(**request)


@pytest.mark.parametrize("operation,rest", [
    ("ListTagsForResource", {}), ("UntagResource", {"tagKeys": ["a"]}),
    ("TagResource", {"tags": [{"tagKey": "a", "tagValue": "b"}]})])
def test_what_is_being_deleted_has_no_tags_to_change(account, operation, rest):
    with refused(IN_USE, account.going):
        call(account, operation, {"resourceArn": account.going} | rest)


def jobs(account, name):
    """A request that loads the interactions."""
    return {
        "jobName": name, "datasetArn": account.interactions, "roleArn": ROLE,
        "dataSource": source(account)}


# For each create: how many there may be, and a request by name; what is there already counts.
QUOTAS = {
    "CreateBatchInferenceJob": (5, lambda a, name: batch(a, name, a.version)),
    "CreateBatchSegmentJob": (5, lambda a, name: batch(a, name, a.segments)),
    "CreateCampaign": (5, lambda a, name: {"name": name, "solutionVersionArn": a.version}),
    "CreateDataDeletionJob": (5, lambda a, name: {
        "jobName": name, "datasetGroupArn": a.shop, "roleArn": ROLE, "dataSource": source(a)}),
    "CreateDatasetGroup": (5, lambda a, name: {"name": name}),
    "CreateDatasetImportJob": (5, jobs),
    "CreateFilter": (30, lambda a, name: {
        "name": name, "datasetGroupArn": a.shop, "filterExpression": VIEWS}),
    "CreateMetricAttribution": (1, lambda a, name: attribution(name, a.shop)),
    "CreateRecommender": (15, lambda a, name: {
        "name": name, "datasetGroupArn": a.store, "recipeArn": RECIPE + USE_CASE}),
    "CreateSchema": (500, lambda a, name: {"name": name, "schema": schemas.BARE}),
    "CreateSolution": (10, lambda a, name: {
        "name": name, "datasetGroupArn": a.shop, "recipeArn": RECIPE + "aws-sims"}),
    "CreateSolutionVersion": (20, lambda a, name: {"solutionArn": a.rank, "name": name}),
}


@pytest.mark.parametrize("operation", QUOTAS)
def test_there_is_a_most_of_everything(account, operation):
    most, request = QUOTAS[operation]
    created = 0
    with refused(LIMIT, f"More than {most} resources"):
        for number in range(most + 1):
            call(account, operation, request(account, f"q-{number}"))
            created += 1
    assert created <= most
