"""PutItems and PutUsers."""

import json

import pytest
from harness.errors import INVALID, NOT_FOUND, refused


@pytest.fixture
def catalogue(group):
    """A dataset group with the datasets of items and users."""
    group.dataset("Items")
    group.dataset("Users")
    return group


def test_items_and_users_are_taken_one_at_a_time_or_ten(catalogue):
    events = catalogue.tenant.events
    properties = json.dumps({"genres": "a|b", "price": 2.5, "creationTimestamp": "1700000000"})
    events.put_items(
        datasetArn=catalogue.dataset_arn("Items"),
        items=[{"itemId": f"i{n}", "properties": properties} for n in range(10)])
    events.put_users(
        datasetArn=catalogue.dataset_arn("Users"),
        users=[{"userId": "u1", "properties": json.dumps({"MEMBERSHIP": "gold", "age": "40"})}])


def test_a_required_column_must_be_given(catalogue):
    with refused(INVALID, "MEMBERSHIP"):
        catalogue.tenant.events.put_users(
            datasetArn=catalogue.dataset_arn("Users"), users=[{"userId": "u1"}])


@pytest.mark.parametrize("properties", ["oops", "[]", json.dumps({"price": "much"})])
def test_properties_must_fit_the_schema(catalogue, properties):
    with refused(INVALID):
        catalogue.tenant.events.put_items(
            datasetArn=catalogue.dataset_arn("Items"),
            items=[{"itemId": "i1", "properties": properties}])


def test_the_dataset_must_exist_and_be_of_the_type(catalogue):
    events, items = catalogue.tenant.events, catalogue.dataset_arn("Items")
    with refused(NOT_FOUND, items.replace("shop", "none")):
        events.put_items(datasetArn=items.replace("shop", "none"), items=[{"itemId": "i"}])
    with refused(INVALID):
        events.put_users(datasetArn=items, users=[{"userId": "u"}])


def test_ten_records_a_call_are_the_most(catalogue):
    with refused(INVALID, "items"):
        catalogue.tenant.events.put_items(
            datasetArn=catalogue.dataset_arn("Items"),
            items=[{"itemId": f"i{n}"} for n in range(11)])
