"""Clean-up as people publish it, against a group that has one of everything."""

import time

import pytest
from botocore.exceptions import ClientError
from harness import REPOSITORY, schemas, waits
from harness.chain import Group
from harness.data import START, Tastes, table
from harness.errors import EXISTS, IN_USE, NOT_FOUND, refused
from harness.tenant import ROLE, Tenant

SCHEMAS = REPOSITORY / "examples/schemas"


class CleanUp:
    """Deletes a dataset group and everything in it, knowing nothing but its ARN.

    In the order of the service's guide; each delete is tried again while the service says that
    the resource is in use, and each kind is waited for until it is gone.
    """

    def __init__(self, personalize, dataset_group_arn, sleep):
        self.personalize, self.group, self.sleep = personalize, dataset_group_arn, sleep
        self.retries = 0

    def pages(self, operation, key, **arguments):
        """Every element of a list, with the SDK's paginator where it has one."""
        for page in self.personalize.get_paginator(operation).paginate(**arguments):
            yield from page[key]

    def delete(self, method, **arguments):
        """Calls a delete until the service accepts it."""
        for _ in range(60):
            try:
                method(**arguments)
                return
            except self.personalize.exceptions.ResourceInUseException:
                self.retries += 1
                self.sleep(5)
        raise TimeoutError(f"still in use: {arguments}")

    def wait_until_gone(self, method, **arguments):
        """Polls a describe until the service knows nothing of it any more."""
        for _ in range(180):
            try:
                method(**arguments)
            except ClientError as error:
                if error.response["Error"]["Code"] == "ResourceNotFoundException":
                    return
                raise
            self.sleep(20)
        raise TimeoutError(f"not deleted: {arguments}")

    def delete_all(self, kind, arns):
        """Deletes resources of a kind and waits until the last has gone."""
        parameter = "".join(
            word if n == 0 else word.capitalize() for n, word in enumerate(kind.split("_")))
        for arn in arns:
            self.delete(getattr(self.personalize, f"delete_{kind}"), **{f"{parameter}Arn": arn})
        for arn in arns:
            self.wait_until_gone(
                getattr(self.personalize, f"describe_{kind}"), **{f"{parameter}Arn": arn})
        return len(arns)

    def run(self):
        """Everything; returns how many there were of each kind."""
        of_group = {"datasetGroupArn": self.group}
        solutions = [s["solutionArn"] for s in self.pages("list_solutions", "solutions",
                                                          **of_group)]
        schemas_used, done = [], {}
        done["campaigns"] = self.delete_all("campaign", [
            c["campaignArn"] for solution in solutions
            for c in self.pages("list_campaigns", "campaigns", solutionArn=solution)])
        done["recommenders"] = self.delete_all("recommender", [
            r["recommenderArn"]
            for r in self.pages("list_recommenders", "recommenders", **of_group)])
        done["solutions"] = self.delete_all("solution", solutions)
        done["trackers"] = self.delete_all("event_tracker", [
            t["eventTrackerArn"]
            for t in self.pages("list_event_trackers", "eventTrackers", **of_group)])
        done["attributions"] = self.delete_all("metric_attribution", [
            m["metricAttributionArn"]
            for m in self.pages("list_metric_attributions", "metricAttributions", **of_group)])
        done["filters"] = self.delete_all("filter", [
            f["filterArn"] for f in self.pages("list_filters", "Filters", **of_group)])
        datasets = [
            d["datasetArn"] for d in self.pages("list_datasets", "datasets", **of_group)]
        for arn in datasets:
            described = self.personalize.describe_dataset(datasetArn=arn)
            schemas_used.append(described["dataset"]["schemaArn"])
        done["datasets"] = self.delete_all("dataset", datasets)
        done["groups"] = self.delete_all("dataset_group", [self.group])
        for arn in schemas_used:
            self.delete(self.personalize.delete_schema, schemaArn=arn)
        done["schemas"] = len(schemas_used)
        return done


def furnish(group):
    """A tracker, two filters, an attribution, two deployed solutions and one without versions."""
    group.tracker()
    group.filter('EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("purchase")', "seen")
    group.filter("INCLUDE ItemID WHERE Items.PRICE < $LIMIT", "cheap")
    attribution = group.api.create_metric_attribution(
        name="revenue", datasetGroupArn=group.arn,
        metrics=[{"eventType": "purchase", "metricName": "revenue",
                  "expression": "SUM(Items.PRICE)"}],
        metricsOutputConfig={"roleArn": ROLE})["metricAttributionArn"]
    waits.active(group.tenant, "metricAttribution", attribution)
    group.campaign("aws-popularity-count", name="deployed")
    group.campaign("aws-sims", name="second")
    group.solution("aws-user-personalization", name="untrained")


@pytest.fixture
def full(group):
    """A custom group with one of everything."""
    world = Tastes()
    for kind, text in (("Interactions", world.interactions()), ("Items", world.item_table()),
                       ("Users", world.user_table())):
        group.dataset(kind)
        group.load(text, kind)
    furnish(group)
    return group


@pytest.fixture
def full_shop(tenant):
    """An ECOMMERCE group with recommenders, one of them stopped, besides all that."""
    group = Group(tenant, "store", domain="ECOMMERCE")
    users, items = range(50), range(20)
    rows = [[f"u{u}", f"i{(u + step) % 20}", "View", START + 1000 * u + step]
            for u in users for step in range(24)]
    tables = {
        "interactions": table(["USER_ID", "ITEM_ID", "EVENT_TYPE", "TIMESTAMP"], rows),
        "items": table(["ITEM_ID", "PRICE", "CATEGORY_L1"], [[f"i{i}", i, "a"] for i in items]),
        "users": table(["USER_ID", "MEMBERSHIP_STATUS"], [[f"u{u}", "gold"] for u in users]),
    }
    for kind, text in tables.items():
        group.dataset(kind.capitalize(), (SCHEMAS / f"ecommerce-{kind}.json").read_text())
        group.load(text, kind.capitalize())
    furnish(group)
    group.recommender("aws-ecomm-recommended-for-you")
    stopped = group.recommender("aws-ecomm-popular-items-by-views")
    group.api.stop_recommender(recommenderArn=stopped)
    return group


def shortly(seconds):
    """A script's sleep, a hundred times shorter."""
    time.sleep(seconds / 100)


def assert_empty(tenant):
    """Nothing is left in the account, in any list."""
    api = tenant.personalize
    for operation in ("list_campaigns", "list_recommenders", "list_solutions",
                      "list_solution_versions", "list_event_trackers",
                      "list_metric_attributions", "list_filters", "list_datasets",
                      "list_dataset_import_jobs", "list_dataset_groups", "list_schemas"):
        answer = getattr(api, operation)()
        assert [v for k, v in answer.items() if k != "ResponseMetadata"] == [[]], operation


def test_a_custom_group_is_cleaned_up(full):
    done = CleanUp(full.tenant.client("personalize"), full.arn, shortly).run()
    assert done == {
        "campaigns": 2, "recommenders": 0, "solutions": 3, "trackers": 1, "attributions": 1,
        "filters": 2, "datasets": 3, "groups": 1, "schemas": 3}
    assert_empty(full.tenant)


def test_a_domain_group_is_cleaned_up(full_shop):
    done = CleanUp(full_shop.tenant.client("personalize"), full_shop.arn, shortly).run()
    assert done == {
        "campaigns": 2, "recommenders": 2, "solutions": 3, "trackers": 1, "attributions": 1,
        "filters": 2, "datasets": 3, "groups": 1, "schemas": 3}
    assert_empty(full_shop.tenant)


def test_a_group_can_be_made_again_under_the_old_names(full):
    CleanUp(full.tenant.client("personalize"), full.arn, shortly).run()
    again = Group(full.tenant)
    again.dataset()
    again.load(Tastes(per_user=18).interactions())
    assert again.campaign("aws-popularity-count", name="deployed")


def test_a_script_that_deletes_without_waiting_gets_through_by_retrying(full):
    """Deletes in the guide's order, never waiting for one to finish before the next."""
    api = full.tenant.client("personalize")
    script = CleanUp(api, full.arn, shortly)
    script.wait_until_gone = lambda method, **arguments: None
    script.run()
    script = CleanUp(api, full.arn, shortly)
    script.wait_until_gone(api.describe_dataset_group, datasetGroupArn=full.arn)
    assert_empty(full.tenant)


def test_the_wrong_order_is_refused_with_what_stands_in_the_way(full):
    api, tenant = full.api, full.tenant
    with refused(IN_USE, full.arn):
        api.delete_dataset_group(datasetGroupArn=full.arn)
    for kind in ("Interactions", "Items", "Users"):
        with refused(IN_USE, full.dataset_arn(kind)):
            api.delete_dataset(datasetArn=full.dataset_arn(kind))
        schema = tenant.describe("dataset", full.dataset_arn(kind))["schemaArn"]
        with refused(IN_USE, schema):
            api.delete_schema(schemaArn=schema)
    with refused(IN_USE, tenant.arn("solution", "deployed")):
        api.delete_solution(solutionArn=tenant.arn("solution", "deployed"))
    # Nothing of this has begun a delete.
    assert tenant.describe("datasetGroup", full.arn)["status"] == "ACTIVE"
    assert tenant.describe("solution", tenant.arn("solution", "deployed"))["status"] == "ACTIVE"


def test_what_is_being_deleted_is_in_use_and_its_name_taken(own_server):
    """At a realistic pace a delete takes a minute, and all the while it can be seen."""
    tenant = Tenant(own_server("--pace", "realistic", "--describe-hold", "0"))
    api = tenant.personalize
    arn = api.create_dataset_group(name="g")["datasetGroupArn"]
    with refused(IN_USE, arn, "CREATE"):
        api.delete_dataset_group(datasetGroupArn=arn)
    with refused(EXISTS, arn):
        api.create_dataset_group(name="g")
    schema = api.create_schema(name="s", schema=schemas.BARE)["schemaArn"]
    with refused(IN_USE, arn):
        api.create_dataset(
            name="d", datasetType="Interactions", datasetGroupArn=arn, schemaArn=schema)
    api.delete_schema(schemaArn=schema)
    with refused(NOT_FOUND, schema):
        api.delete_schema(schemaArn=schema)
