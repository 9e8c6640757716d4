"""Published scripts sleep a minute between Describes; here they never get to sleep."""

import concurrent.futures
import time

import pytest
from harness import schemas
from harness.chain import Group
from harness.data import Tastes
from harness.tenant import RECIPE, ROLE, Tenant


class Notebook:
    """A script as notebooks have it: create, then look every minute for up to three hours."""

    def __init__(self, tenant, sleep=time.sleep):
        self.tenant, self.api, self.sleep = tenant, tenant.personalize, sleep
        self.statuses = []

    def wait(self, kind, arn):
        """The loop of the notebooks, with its `time.sleep(60)`."""
        max_time = time.time() + 3 * 60 * 60
        while time.time() < max_time:
            status = self.tenant.describe(kind, arn)["status"]
            self.statuses.append(status)
            if status in ("ACTIVE", "CREATE FAILED"):
                break
            self.sleep(60)
        assert status == "ACTIVE", (kind, status)
        return arn

    def main_chain(self, data):
        """From nothing to a campaign that answers."""
        api = self.api
        group = self.wait(
            "datasetGroup", api.create_dataset_group(name="notebook")["datasetGroupArn"])
        schema = api.create_schema(name="notebook", schema=schemas.INTERACTIONS)["schemaArn"]
        dataset = self.wait("dataset", api.create_dataset(
            name="notebook", schemaArn=schema, datasetGroupArn=group,
            datasetType="INTERACTIONS")["datasetArn"])
        self.wait("datasetImportJob", api.create_dataset_import_job(
            jobName="notebook", datasetArn=dataset, roleArn=ROLE,
            dataSource={"dataLocation": self.tenant.put("in.csv", data)}
        )["datasetImportJobArn"])
        self.wait("eventTracker", api.create_event_tracker(
            name="notebook", datasetGroupArn=group)["eventTrackerArn"])
        self.wait("filter", api.create_filter(
            name="notebook", datasetGroupArn=group,
            filterExpression='EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("purchase")'
        )["filterArn"])
        solution = self.wait("solution", api.create_solution(
            name="notebook", datasetGroupArn=group,
            recipeArn=RECIPE + "aws-user-personalization")["solutionArn"])
        version = self.wait("solutionVersion", api.create_solution_version(
            solutionArn=solution)["solutionVersionArn"])
        return self.wait("campaign", api.create_campaign(
            name="notebook", solutionVersionArn=version, minProvisionedTPS=1)["campaignArn"])


def never(seconds):
    """Stands in for `time.sleep`: the script must not come to this."""
    pytest.fail(f"the script was told to sleep {seconds} s")


def test_a_script_with_minute_polls_never_sleeps(tenant):
    started = time.monotonic()
    notebook = Notebook(tenant, never)
    campaign = notebook.main_chain(Tastes().interactions())
    assert time.monotonic() - started < 15
    assert set(notebook.statuses) == {"ACTIVE"}
    answer = tenant.runtime.get_recommendations(campaignArn=campaign, userId="u2-2")
    assert len(answer["itemList"]) == 25


def test_a_recommender_and_updates_are_waited_for_as_well(tenant):
    api, notebook = tenant.personalize, Notebook(tenant, never)
    campaign = notebook.main_chain(Tastes().interactions())
    api.update_campaign(campaignArn=campaign, minProvisionedTPS=3)
    found = tenant.describe("campaign", campaign)
    assert found["latestCampaignUpdate"]["status"] == "ACTIVE"
    assert found["minProvisionedTPS"] == 3
    solution = tenant.describe("campaign", campaign)["solutionVersionArn"].rpartition("/")[0]
    api.update_solution(solutionArn=solution, performAutoTraining=False)
    found = tenant.describe("solution", solution)
    assert found["latestSolutionUpdate"]["status"] == "ACTIVE"
    assert found["performAutoTraining"] is False
    schema = api.create_schema(name="items-a", schema=schemas.ITEMS)["schemaArn"]
    dataset = notebook.wait("dataset", api.create_dataset(
        name="items", schemaArn=schema, datasetType="Items",
        datasetGroupArn=tenant.arn("dataset-group", "notebook"))["datasetArn"])
    wider = schemas.ITEMS.replace('{"name": "PRICE"', '{"name": "SIZE", "type": ["null", "int"]}, '
                                                      '{"name": "PRICE"')
    assert wider != schemas.ITEMS
    other = api.create_schema(name="items-b", schema=wider)["schemaArn"]
    api.update_dataset(datasetArn=dataset, schemaArn=other)
    found = tenant.describe("dataset", dataset)
    assert found["latestDatasetUpdate"]["status"] == "ACTIVE"
    assert found["schemaArn"] == other


def test_a_delete_is_over_when_a_describe_answers(tenant):
    arn = tenant.personalize.create_dataset_group(name="g")["datasetGroupArn"]
    Notebook(tenant, never).wait("datasetGroup", arn)
    tenant.personalize.delete_dataset_group(datasetGroupArn=arn)
    with pytest.raises(tenant.personalize.exceptions.ResourceNotFoundException):
        tenant.describe("datasetGroup", arn)


def test_waiting_holds_up_nobody_else(slow):
    """Thirty held Describes of one training, and everyone else is answered at once."""
    tenant = slow.tenant
    solution = slow.solution("aws-user-personalization", name="held")
    version = slow.start_training(solution)
    with concurrent.futures.ThreadPoolExecutor(30) as pool:
        held = [pool.submit(tenant.describe, "solutionVersion", version) for _ in range(30)]
        other = Tenant(tenant.server)
        worst = 0
        for _ in range(20):
            started = time.monotonic()
            other.personalize.list_dataset_groups()
            worst = max(worst, time.monotonic() - started)
        assert worst < 1
        assert len({future.result()["solutionVersionArn"] for future in held}) == 1
    # Not left behind for the next user of the group: it trains for a while.
    if tenant.describe("solutionVersion", version)["status"] != "ACTIVE":
        tenant.personalize.stop_solution_version_creation(solutionVersionArn=version)


def test_without_a_hold_the_pending_states_show(own_server):
    tenant = Tenant(own_server("--describe-hold", "0", "--workers", "1"))
    notebook = Notebook(tenant, lambda seconds: time.sleep(seconds / 10_000))
    campaign = notebook.main_chain(Tastes().interactions())
    assert "CREATE IN_PROGRESS" in notebook.statuses
    assert set(notebook.statuses) <= {"CREATE PENDING", "CREATE IN_PROGRESS", "ACTIVE"}
    # With one worker the second training waits for the first.
    version = tenant.describe("campaign", campaign)["solutionVersionArn"]
    solution = version.rpartition("/")[0]
    first, second = (
        tenant.personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"]
        for _ in range(2))
    assert tenant.describe("solutionVersion", second)["status"] == "CREATE PENDING"
    notebook.wait("solutionVersion", first)
    notebook.wait("solutionVersion", second)


def test_a_hold_ends_in_time_when_nothing_changes(own_server):
    """A Describe takes as long as the hold at most, however long the work takes."""
    group = Group(Tenant(own_server("--describe-hold", "1")))
    group.dataset()
    group.load(Tastes(users=4000, items=2000, kinds=10, per_user=75).interactions())
    solution = group.solution("aws-user-personalization")
    versions = [group.start_training(solution) for _ in range(3)]
    started = time.monotonic()
    found = group.tenant.describe("solutionVersion", versions[-1])
    elapsed = time.monotonic() - started
    assert elapsed < 3
    if found["status"] != "ACTIVE":
        assert found["status"] in ("CREATE PENDING", "CREATE IN_PROGRESS")


def test_at_a_realistic_pace_nothing_is_held(own_server):
    tenant = Tenant(own_server("--pace", "realistic"))
    arn = tenant.personalize.create_dataset_group(name="g")["datasetGroupArn"]
    started = time.monotonic()
    assert tenant.describe("datasetGroup", arn)["status"].startswith("CREATE ")
    assert time.monotonic() - started < 1
