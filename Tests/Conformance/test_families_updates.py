"""UpdateSolution and UpdateDataset: what changes, when it shows, and what is refused."""

import json

import pytest
from harness import schemas, waits, wire
from harness.data import START, Tastes, table
from harness.errors import IN_USE, INVALID, NOT_FOUND, refused
from harness.tenant import Tenant


def over(group, kind, arn):
    """Waits until the resource's update is over; returns the description."""
    summary = f"latest{kind[0].upper()}{kind[1:]}Update"

    def look():
        found = group.tenant.describe(kind, arn)
        assert found["status"] == "ACTIVE"
        return found if found[summary]["status"] in ("ACTIVE", "CREATE FAILED", "UPDATE FAILED") \
            else None

    found = waits.until(look, f"the update of {arn} is over")
    assert found[summary]["status"] == "ACTIVE", found
    return found


# UpdateSolution


def rate(days):
    """A solution update that sets the training interval."""
    unit = "day" if days == 1 else "days"
    return {"autoTrainingConfig": {"schedulingExpression": f"rate({days} {unit})"}}


def test_automatic_training_is_switched(group):
    api, tenant = group.api, group.tenant
    arn = group.solution("aws-user-personalization")
    found = tenant.describe("solution", arn)
    assert found["performAutoTraining"] is False and "latestSolutionUpdate" not in found
    made = api.update_solution(
        solutionArn=arn, performAutoTraining=True, solutionUpdateConfig=rate(5))
    assert made["solutionArn"] == arn
    found = over(group, "solution", arn)
    assert found["performAutoTraining"] is True
    assert found["solutionConfig"] == rate(5)
    update = found["latestSolutionUpdate"]
    assert update["performAutoTraining"] is True and update["solutionUpdateConfig"] == rate(5)
    assert update["creationDateTime"] >= found["creationDateTime"]
    assert "failureReason" not in update

    api.update_solution(solutionArn=arn, performAutoTraining=False)
    found = over(group, "solution", arn)
    assert found["performAutoTraining"] is False
    assert found["latestSolutionUpdate"]["performAutoTraining"] is False
    # Turned on again without an interval: the one it had.
    api.update_solution(solutionArn=arn, performAutoTraining=True)
    found = over(group, "solution", arn)
    assert found["solutionConfig"] == rate(5)


def test_an_update_without_an_interval_takes_the_default(group):
    arn = group.solution("aws-user-personalization")
    group.api.update_solution(solutionArn=arn, performAutoTraining=True)
    assert over(group, "solution", arn)["solutionConfig"] == rate(7)


def test_event_weights_are_changed_for_the_next_training(group):
    arn = group.solution("aws-user-personalization-v2", solutionConfig={
        "eventsConfig": {"eventParametersList": [{"eventType": "view", "weight": 1.0}]}})
    events = {"eventParametersList": [
        {"eventType": "view", "weight": 0.2},
        {"eventType": "purchase", "weight": 0.8, "eventValueThreshold": 3.0}]}
    group.api.update_solution(solutionArn=arn, solutionUpdateConfig={"eventsConfig": events})
    assert over(group, "solution", arn)["solutionConfig"]["eventsConfig"] == events
    for config in (
        {"eventsConfig": {"eventParametersList": [{"eventType": "view", "weight": 1.5}]}},
        {"eventsConfig": {"eventParametersList": [{"eventType": "v", "weight": 1.0}] * 11}},
    ):
        with refused(INVALID):
            group.api.update_solution(solutionArn=arn, solutionUpdateConfig=config)
    assert over(group, "solution", arn)["solutionConfig"]["eventsConfig"] == events


@pytest.mark.parametrize("expression", ["rate(0 days)", "rate(31 days)", "rate(7)", "cron(1 2)"])
def test_intervals_are_of_one_to_thirty_days(group, expression):
    arn = group.solution("aws-user-personalization")
    with refused(INVALID):
        group.api.update_solution(
            solutionArn=arn, performAutoTraining=True, solutionUpdateConfig={
                "autoTrainingConfig": {"schedulingExpression": expression}})
    assert "latestSolutionUpdate" not in group.tenant.describe("solution", arn)


def test_what_an_update_of_a_solution_refuses(group):
    arn = group.solution("aws-user-personalization")
    with refused(NOT_FOUND, "solution/none"):
        group.api.update_solution(
            solutionArn=group.tenant.arn("solution", "none"), performAutoTraining=True)
    with refused(INVALID, "performIncrementalUpdate"):
        group.api.update_solution(solutionArn=arn, performIncrementalUpdate=True)
    with refused(INVALID, "eventsConfig"):
        group.api.update_solution(solutionArn=arn, solutionUpdateConfig={
            "eventsConfig": {"eventParametersList": [{"eventType": "view", "weight": 1.0}]}})


def test_while_an_update_runs_the_old_configuration_holds(own_server):
    """At a realistic pace an update takes a minute of the server's clock."""
    tenant = Tenant(own_server("--pace", "realistic"))
    api = tenant.personalize

    def settled(kind, arn):
        def look():
            body = json.dumps({"advanceSeconds": 60}).encode()
            wire.send(tenant, "/_bespoke/clock", body, signed=False)
            return tenant.describe(kind, arn)["status"] == "ACTIVE"

        waits.until(look, f"{arn} is ACTIVE")
        return arn

    group = settled("datasetGroup", api.create_dataset_group(name="g")["datasetGroupArn"])
    arn = settled("solution", api.create_solution(
        name="s", datasetGroupArn=group, performAutoTraining=False,
        recipeArn="arn:aws:personalize:::recipe/aws-popularity-count")["solutionArn"])
    api.update_solution(solutionArn=arn, performAutoTraining=True)
    found = tenant.describe("solution", arn)
    assert found["performAutoTraining"] is False and found["status"] == "ACTIVE"
    assert found["latestSolutionUpdate"]["status"] == "CREATE PENDING"
    assert found["latestSolutionUpdate"]["performAutoTraining"] is True
    with refused(IN_USE, arn):
        api.update_solution(solutionArn=arn, performAutoTraining=True)
    with refused(IN_USE, arn):
        api.delete_solution(solutionArn=arn)
    # Versions may be made meanwhile.
    assert api.create_solution_version(solutionArn=arn)["solutionVersionArn"]


# UpdateDataset


def columns(*names, kind="Items"):
    """The harness's schema of the kind with nullable columns added."""
    record = json.loads(schemas.OF_TYPE[kind])
    record["fields"] += [{"name": name, "type": ["null", "int"]} for name in names]
    return json.dumps(record)


@pytest.mark.parametrize("kind", ["Items", "Users"])
def test_a_schema_gains_columns(group, kind):
    api, tenant = group.api, group.tenant
    arn = group.dataset(kind)
    before = tenant.describe("dataset", arn)
    assert "latestDatasetUpdate" not in before
    wider = group.schema(columns("SIZE", "WIDTH", kind=kind), "wider")
    assert api.update_dataset(datasetArn=arn, schemaArn=wider)["datasetArn"] == arn
    found = over(group, "dataset", arn)
    assert found["schemaArn"] == found["latestDatasetUpdate"]["schemaArn"] == wider
    assert found["lastUpdatedDateTime"] >= before["lastUpdatedDateTime"]
    with refused(IN_USE, wider):
        api.delete_schema(schemaArn=wider)
    api.delete_schema(schemaArn=before["schemaArn"])
    # From now on imports must have the columns.
    key, other = ("ITEM_ID", "GENRES,PRICE,CREATION_TIMESTAMP") if kind == "Items" else (
        "USER_ID", "AGE,MEMBERSHIP")
    row = "a,g,1.5,1700000000" if kind == "Items" else "a,30,gold"
    job = group.start_import(f"{key},{other}\n{row}\n", kind)
    assert "[SIZE, WIDTH]" in waits.failed(tenant, "datasetImportJob", job)
    group.load(f"{key},{other},SIZE,WIDTH\n{row},3,\n", kind)


def test_rows_there_are_null_in_new_columns_and_new_rows_have_them(group):
    group.dataset("Interactions")
    world = Tastes(per_user=12)
    group.load(world.interactions())
    arn = group.dataset("Items")
    group.load(world.item_table(), "Items")
    version = group.train("aws-popularity-count", name="popular")
    campaign = group.deploy(version, campaignConfig={"enableMetadataWithRecommendations": True})

    def metadata(*names):
        answer = group.tenant.runtime.get_recommendations(
            campaignArn=campaign, userId="u1", numResults=50, metadataColumns={"ITEMS": names})
        return {entry["itemId"]: entry.get("metadata", {}) for entry in answer["itemList"]}

    with refused(INVALID, "SIZE"):
        metadata("SIZE")
    group.api.update_dataset(datasetArn=arn, schemaArn=group.schema(columns("SIZE"), "wider"))
    over(group, "dataset", arn)
    found = metadata("SIZE", "GENRES")
    assert found and all(values.keys() == {"GENRES"} for values in found.values()), found
    chosen = next(iter(found))
    row = json.dumps({"size": 7, "genres": "new", "creationTimestamp": START})
    group.tenant.events.put_items(
        datasetArn=arn, items=[{"itemId": chosen, "properties": row}])
    found = metadata("SIZE", "GENRES")
    assert found[chosen] == {"SIZE": "7", "GENRES": "new"}
    assert sum("SIZE" in values for values in found.values()) == 1
    # A filter may use the column from now on.
    assert group.filter("INCLUDE ItemID WHERE Items.SIZE > 3", "big")


def changed(**attributes):
    """The schema of items with its PRICE changed."""
    record = json.loads(schemas.ITEMS)
    for field in record["fields"]:
        if field["name"] == "PRICE":
            field.update(attributes)
    return json.dumps(record)


def without(name):
    """The schema of items without a field."""
    record = json.loads(schemas.ITEMS)
    record["fields"] = [field for field in record["fields"] if field["name"] != name]
    return json.dumps(record)


def required(name):
    """The schema of items with a new field that cannot be null."""
    record = json.loads(schemas.ITEMS)
    record["fields"].append({"name": name, "type": "int"})
    return json.dumps(record)


@pytest.mark.parametrize("text,said", [
    (changed(type=["double", "null"]), "PRICE"), (changed(type="float"), "PRICE"),
    (changed(name="COST"), "PRICE"), (without("GENRES"), "GENRES"), (required("SIZE"), "SIZE"),
    (schemas.USERS, "Users"),
])
def test_a_schema_that_would_not_keep_the_data_is_refused(group, text, said):
    arn = group.dataset("Items")
    other = group.schema(text, "other")
    with refused(INVALID, said):
        group.api.update_dataset(datasetArn=arn, schemaArn=other)
    found = group.tenant.describe("dataset", arn)
    assert found["schemaArn"] != other and "latestDatasetUpdate" not in found


def test_the_order_of_a_unions_types_is_no_change(group):
    arn = group.dataset("Items")
    other = group.schema(changed(type=["null", "float"]), "other")
    group.api.update_dataset(datasetArn=arn, schemaArn=other)
    assert over(group, "dataset", arn)["schemaArn"] == other


def test_only_items_and_users_change(group):
    arn = group.dataset("Interactions")
    record = json.loads(schemas.INTERACTIONS)
    record["fields"].append({"name": "DEVICE", "type": ["null", "string"], "categorical": True})
    other = group.schema(json.dumps(record), "other")
    with refused(INVALID, "ITEMS or USERS"):
        group.api.update_dataset(datasetArn=arn, schemaArn=other)
    items = group.dataset("Items")
    with refused(NOT_FOUND, "schema/none"):
        group.api.update_dataset(datasetArn=items, schemaArn=group.tenant.arn("schema", "none"))
    with refused(NOT_FOUND, "dataset/none"):
        group.api.update_dataset(
            datasetArn=group.tenant.arn("dataset", "none/ITEMS"), schemaArn=other)
    domain = group.api.create_schema(
        name="domain", domain="ECOMMERCE", schema=schemas.schema(
            "Items", ("ITEM_ID", "string"), ("PRICE", "float"),
            ("CATEGORY_L1", "string", {"categorical": True})))["schemaArn"]
    with refused(INVALID, "domain"):
        group.api.update_dataset(datasetArn=items, schemaArn=domain)


def test_a_dataset_being_loaded_does_not_change(slow):
    """An import long enough to be met while it runs."""
    arn = slow.dataset("Items")
    wider = slow.schema(columns("SIZE"), "wider")
    rows = [[f"i{n}", f"g{n % 7}|h{n % 3}", n % 100, START] for n in range(400_000)]
    text = table(["ITEM_ID", "GENRES", "PRICE", "CREATION_TIMESTAMP"], rows)
    job = slow.start_import(text, "Items")
    with refused(IN_USE, arn):
        slow.api.update_dataset(datasetArn=arn, schemaArn=wider)
    waits.active(slow.tenant, "datasetImportJob", job)
    slow.api.update_dataset(datasetArn=arn, schemaArn=wider)
    over(slow, "dataset", arn)
    slow.api.delete_dataset(datasetArn=arn)
    waits.gone(slow.tenant, "dataset", arn)
