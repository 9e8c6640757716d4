"""Datasets: create, describe, list, delete."""

import pytest
from harness import schemas, waits
from harness.errors import EXISTS, IN_USE, INVALID, NOT_FOUND, refused


def test_a_dataset_is_named_by_its_group_and_type(group):
    arn = group.dataset("Interactions")
    assert arn == group.tenant.arn("dataset", "shop/INTERACTIONS")
    found = group.tenant.describe("dataset", arn)
    assert found["datasetType"] == "INTERACTIONS"
    assert found["name"] == "shop-Interactions"
    assert found["datasetGroupArn"] == group.arn
    assert found["schemaArn"] == group.tenant.arn("schema", "shop-Interactions")
    assert "trackingId" not in found and "latestDatasetUpdate" not in found


@pytest.mark.parametrize("spelled", ["interactions", "INTERACTIONS", "InterActions"])
def test_the_type_is_read_without_case(group, spelled):
    schema = group.schema(schemas.INTERACTIONS, "any")
    arn = group.api.create_dataset(
        name="d", datasetType=spelled, datasetGroupArn=group.arn, schemaArn=schema)["datasetArn"]
    assert group.tenant.describe("dataset", arn)["datasetType"] == "INTERACTIONS"


def test_the_three_types_stand_side_by_side_and_are_listed(group):
    arns = {group.dataset(kind) for kind in ("Interactions", "Items", "Users")}
    listed = group.api.list_datasets(datasetGroupArn=group.arn)["datasets"]
    assert {entry["datasetArn"] for entry in listed} == arns
    assert {entry["datasetType"] for entry in listed} == {"INTERACTIONS", "ITEMS", "USERS"}


def test_a_second_dataset_of_a_type_is_refused(group):
    group.dataset()
    with refused(EXISTS):
        group.api.create_dataset(
            name="other", datasetType="Interactions", datasetGroupArn=group.arn,
            schemaArn=group.tenant.arn("schema", "shop-Interactions"))


def test_an_unknown_type_is_refused(group):
    schema = group.schema(schemas.INTERACTIONS, "any")
    with refused(INVALID):
        group.api.create_dataset(
            name="d", datasetType="Purchases", datasetGroupArn=group.arn, schemaArn=schema)


def test_a_schema_for_another_type_is_refused(group):
    schema = group.schema(schemas.ITEMS, "items")
    with refused(INVALID):
        group.api.create_dataset(
            name="d", datasetType="Interactions", datasetGroupArn=group.arn, schemaArn=schema)


def test_unknown_parents_are_named(group):
    schema = group.schema(schemas.INTERACTIONS, "any")
    nowhere = group.tenant.arn("dataset-group", "nowhere")
    with refused(NOT_FOUND, nowhere):
        group.api.create_dataset(
            name="d", datasetType="Interactions", datasetGroupArn=nowhere, schemaArn=schema)
    missing = group.tenant.arn("schema", "missing")
    with refused(NOT_FOUND, missing):
        group.api.create_dataset(
            name="d", datasetType="Interactions", datasetGroupArn=group.arn, schemaArn=missing)


def test_deleting_a_dataset_ends_in_not_found_and_leaves_its_schema(group):
    arn = group.dataset()
    group.api.delete_dataset(datasetArn=arn)
    waits.gone(group.tenant, "dataset", arn)
    assert group.api.list_datasets(datasetGroupArn=group.arn)["datasets"] == []
    group.api.delete_schema(schemaArn=group.tenant.arn("schema", "shop-Interactions"))


def test_a_dataset_whose_model_serves_is_not_deleted(ranked):
    ranked.campaign("aws-popularity-count")
    with refused(IN_USE):
        ranked.api.delete_dataset(datasetArn=ranked.dataset_arn())


def test_interactions_with_a_tracker_are_not_deleted(group):
    group.dataset()
    group.tracker()
    with refused(IN_USE):
        group.api.delete_dataset(datasetArn=group.dataset_arn())
