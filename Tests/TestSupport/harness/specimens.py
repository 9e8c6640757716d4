"""One account that has a resource of every kind, and a request that works for every operation."""

import itertools
import json
import string

from botocore import xform_name

from . import schemas, waits
from .chain import Group
from .data import HEADER, START, Tastes, table
from .tenant import RECIPE, ROLE, snake

PERSONALIZED = "aws-personalized-ranking"
USE_CASE = "aws-ecomm-popular-items-by-views"
ACTIONS = schemas.schema("Actions", ("ACTION_ID", "string"), ("VALUE", ["null", "long"]))
ACTION_INTERACTIONS = schemas.schema(
    "ActionInteractions", ("USER_ID", "string"), ("ACTION_ID", "string"),
    ("EVENT_TYPE", "string"), ("TIMESTAMP", "long"))
WIDER_ITEMS = json.loads(schemas.ITEMS)
WIDER_ITEMS["fields"].append({"name": "COLOUR", "type": ["null", "string"], "categorical": True})
VIEWS = 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("view")'
# Kinds in the order in which a clean-up can delete them, with the type in their ARNs.
DELETABLE = {
    "campaign": "campaign", "recommender": "recommender", "solution": "solution",
    "eventTracker": "event-tracker", "metricAttribution": "metric-attribution",
    "filter": "filter", "dataset": "dataset", "datasetGroup": "dataset-group",
    "schema": "schema",
}
JOBS = {
    "datasetImportJob": "dataset-import-job", "datasetExportJob": "dataset-export-job",
    "dataDeletionJob": "data-deletion-job", "batchInferenceJob": "batch-inference-job",
    "batchSegmentJob": "batch-segment-job",
}
PARTS = DELETABLE | JOBS | {"solutionVersion": "solution"}
KINDS = list(PARTS)
CLIENTS = {
    "personalize": "personalize", "personalize-events": "events", "personalize-runtime": "runtime"}
FINAL = {"ACTIVE", "CREATE FAILED", "COMPLETED", "FAILED", "INACTIVE"}


def upper(kind):
    """solutionVersion -> SolutionVersion, as operations spell kinds."""
    return kind[0].upper() + kind[1:]


def kind_of(operation):
    """DescribeSolutionVersion -> solutionVersion, and so for every verb of one word."""
    name = operation.lstrip(string.ascii_uppercase).lstrip(string.ascii_lowercase)
    return name[0].lower() + name[1:]


def nowhere(tenant, kind):
    """An ARN of the kind, in the right form, of nothing."""
    name = {"solutionVersion": "none/0badcafe", "dataset": "none/ITEMS"}.get(kind, "none")
    return tenant.arn(PARTS.get(kind, "".join("-" + c.lower() if c.isupper() else c for c in kind)),
                      name)


def call(tenant, service, operation, request):
    """The operation through the tenant's stock client of the service."""
    return getattr(getattr(tenant, CLIENTS[service]), xform_name(operation))(**request)


def settled(tenant, kind, arn, within=60):
    """Describes the resource until its status, and that of its last update, is one that stays."""
    if kind == "schema":
        return tenant.describe(kind, arn)

    def look():
        found = tenant.describe(kind, arn)
        update = found.get(f"latest{upper(kind)}Update", found)
        return found if {found["status"], update["status"]} <= FINAL else None

    return waits.until(look, f"{kind} {arn} settles", within)


class Specimens:
    """`shop` has every kind that CUSTOM groups know, `store` is ECOMMERCE, `spare` is bare."""

    def __init__(self, tenant):
        self.tenant, self.api = tenant, tenant.personalize
        self.numbers = itertools.count(1)
        self.requests, self.arn = {}, {}
        self._groups()
        self._custom()
        self._domain()

    def create(self, operation, request):
        """Creates a resource of the operation's kind; returns its ARN once it has settled."""
        answer, kind = call(self.tenant, "personalize", operation, request), kind_of(operation)
        settled(self.tenant, kind, answer[f"{kind}Arn"])
        return answer[f"{kind}Arn"]

    def make(self, operation, **request):
        """Creates what is the specimen of its kind from now on."""
        self.requests[operation] = request
        self.arn[kind_of(operation)] = self.create(operation, request)
        return self.arn[kind_of(operation)]

    def _groups(self):
        self.spare = Group(self.tenant, "spare")
        self.spare.dataset()
        self.make("CreateSchema", name="items", schema=schemas.ITEMS)
        self.wider = self.api.create_schema(
            name="wider", schema=json.dumps(WIDER_ITEMS))["schemaArn"]
        self.users = self.api.create_schema(name="users", schema=schemas.USERS)["schemaArn"]

    def _custom(self):
        world, tenant = Tastes(users=60, items=40, per_user=20), self.tenant
        self.shop = Group(tenant, "shop")
        self.requests["CreateDatasetGroup"] = {"name": "shop"}
        group = self.arn["datasetGroup"] = self.shop.arn
        self.shop.dataset()
        self.shop.dataset("Users")
        self.actions = self.shop.dataset("Actions", ACTIONS)
        actions = tenant.describe("dataset", self.shop.dataset(
            "Action_Interactions", ACTION_INTERACTIONS))
        self.action_tracking = actions["trackingId"]
        items = self.make(
            "CreateDataset", name="items", datasetType="Items", datasetGroupArn=group,
            schemaArn=self.arn["schema"])
        location = tenant.put("in.csv", world.interactions())
        self.make(
            "CreateDatasetImportJob", jobName="in", datasetArn=self.shop.dataset_arn(),
            dataSource={"dataLocation": location}, roleArn=ROLE)
        self.make(
            "CreateDatasetExportJob", jobName="out", datasetArn=items, roleArn=ROLE,
            jobOutput={"s3DataDestination": {"path": tenant.folder("export")}})
        self.make(
            "CreateDataDeletionJob", jobName="erase", datasetGroupArn=group, roleArn=ROLE,
            dataSource={"dataLocation": tenant.put("gone.csv", "USER_ID\nnobody\n")})
        self.make("CreateEventTracker", name="shop", datasetGroupArn=group)
        self.tracking = tenant.describe("eventTracker", self.arn["eventTracker"])["trackingId"]
        self.make("CreateFilter", name="seen", datasetGroupArn=group, filterExpression=VIEWS)
        self.make(
            "CreateMetricAttribution", **self.attribution("shop", group))
        self.make(
            "CreateSolution", name="rank", datasetGroupArn=group,
            recipeArn=RECIPE + PERSONALIZED, performAutoTraining=False)
        self.make("CreateSolutionVersion", solutionArn=self.arn["solution"], name="first")
        self.make(
            "CreateCampaign", name="rank", solutionVersionArn=self.arn["solutionVersion"])
        self.make("CreateBatchInferenceJob", **self.batch("batch", self.arn["solutionVersion"]))
        self.segments = self.shop.train("aws-item-affinity", name="segments")
        self.make("CreateBatchSegmentJob", **self.batch("segments", self.segments))
        tenant.events.put_actions(**self._put_actions())
        self.best_actions = self.shop.campaign("aws-next-best-action", name="actions")
        similar = self.shop.train("aws-sims", name="similar")
        self.similar = self.shop.deploy(similar)

    def _domain(self):
        self.store = self.api.create_dataset_group(
            name="store", domain="ECOMMERCE")["datasetGroupArn"]
        settled(self.tenant, "datasetGroup", self.store)
        schema = self.api.create_schema(
            name="views", schema=schemas.INTERACTIONS, domain="ECOMMERCE")["schemaArn"]
        dataset = self.create("CreateDataset", {
            "name": "views", "datasetType": "Interactions", "datasetGroupArn": self.store,
            "schemaArn": schema})
        rows = [[f"u{n % 40}", f"i{n % 50}", START + n, "View", 1.0] for n in range(1200)]
        self.create("CreateDatasetImportJob", {
            "jobName": "views", "datasetArn": dataset, "roleArn": ROLE,
            "dataSource": {"dataLocation": self.tenant.put("views.csv", table(HEADER, rows))}})
        self.make(
            "CreateRecommender", name="viewed", datasetGroupArn=self.store,
            recipeArn=RECIPE + USE_CASE)

    def attribution(self, name, group):
        """A request for a metric attribution of the group."""
        return {
            "name": name, "datasetGroupArn": group,
            "metrics": [{"eventType": "view", "metricName": "n", "expression": "SAMPLECOUNT()"}],
            "metricsOutputConfig": {"roleArn": ROLE}}

    def batch(self, name, version):
        """A request for a batch job of the solution version."""
        folder = self.tenant.folder("batch")
        return {
            "jobName": name, "solutionVersionArn": version, "roleArn": ROLE,
            "jobInput": {"s3DataSource": {"path": folder + "in.json"}},
            "jobOutput": {"s3DataDestination": {"path": folder + "out/"}}}

    def another(self, operation):
        """A request that makes a second resource of its kind, beside the specimen."""
        name = f"more-{next(self.numbers)}"
        request = dict(self.requests[operation])
        request["name" if "name" in request else "jobName"] = name
        if operation == "CreateDataset":
            # A group has one dataset of a type, one tracker and one metric attribution.
            request |= {
                "datasetType": "Users", "datasetGroupArn": self.spare.arn, "schemaArn": self.users}
        if operation in ("CreateEventTracker", "CreateMetricAttribution"):
            request["datasetGroupArn"] = self.spare.arn
        return request

    def remove(self, kind, arn):
        """Deletes a resource and waits until it is gone; jobs and versions stay."""
        if kind in DELETABLE:
            getattr(self.api, f"delete_{snake(kind)}")(**{f"{kind}Arn": arn})
            waits.gone(self.tenant, kind, arn)

    def request(self, operation):
        """A request of any operation that is no Create, Delete, Describe or List."""
        return getattr(self, f"_{xform_name(operation)}")()

    def _get_solution_metrics(self):
        return {"solutionVersionArn": self.arn["solutionVersion"]}

    def _tag_resource(self):
        return {"resourceArn": self.arn["campaign"], "tags": [{"tagKey": "a", "tagValue": "b"}]}

    def _untag_resource(self):
        return {"resourceArn": self.arn["campaign"], "tagKeys": ["a"]}

    def _list_tags_for_resource(self):
        return {"resourceArn": self.arn["campaign"]}

    def _update_campaign(self):
        return {"campaignArn": self.arn["campaign"], "minProvisionedTPS": 1 + next(self.numbers)}

    def _update_metric_attribution(self):
        metric = {"eventType": "view", "expression": "SAMPLECOUNT()"}
        return {
            "metricAttributionArn": self.arn["metricAttribution"],
            "addMetrics": [metric | {"metricName": f"n{next(self.numbers)}"}]}

    def _update_recommender(self):
        return {
            "recommenderArn": self.arn["recommender"],
            "recommenderConfig": {"minRecommendationRequestsPerSecond": 1 + next(self.numbers)}}

    def _update_solution(self):
        return {"solutionArn": self.arn["solution"], "performIncrementalUpdate": False}

    def _put_events(self):
        return {
            "trackingId": self.tracking, "userId": "u", "sessionId": "s",
            "eventList": [{"eventType": "view", "itemId": "i0-1", "sentAt": START}]}

    def _put_items(self):
        properties = json.dumps({"genres": "new", "creationTimestamp": START})
        return {
            "datasetArn": self.arn["dataset"],
            "items": [{"itemId": "new", "properties": properties}]}

    def _put_users(self):
        properties = json.dumps({"membership": "gold"})
        return {
            "datasetArn": self.shop.dataset_arn("Users"),
            "users": [{"userId": "new", "properties": properties}]}

    def _put_actions(self):
        return {
            "datasetArn": self.actions,
            "actions": [{"actionId": "call", "properties": json.dumps({"value": 5})}]}

    def _put_action_interactions(self):
        return {
            "trackingId": self.action_tracking,
            "actionInteractions": [{
                "actionId": "call", "userId": "u", "sessionId": "s", "timestamp": START,
                "eventType": "Taken"}]}

    def _get_recommendations(self):
        return {"campaignArn": self.similar, "itemId": "i0-1", "numResults": 5}

    def _get_action_recommendations(self):
        return {"campaignArn": self.best_actions, "userId": "u0-0"}

    def _get_personalized_ranking(self):
        return {
            "campaignArn": self.arn["campaign"], "userId": "u0-0",
            "inputList": ["i0-1", "i1-1", "i2-1"]}
