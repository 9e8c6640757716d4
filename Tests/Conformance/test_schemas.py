"""CreateSchema, DescribeSchema, ListSchemas, DeleteSchema."""

import json

import pytest
from harness import schemas
from harness.errors import EXISTS, IN_USE, INVALID, NOT_FOUND, refused
from harness.schemas import KEYS, schema


def test_a_schema_is_usable_at_once_and_keeps_its_text_to_the_letter(tenant):
    text = json.dumps(json.loads(schemas.INTERACTIONS), indent=3) + " "
    arn = tenant.personalize.create_schema(name="plain", schema=text)["schemaArn"]
    assert arn == tenant.arn("schema", "plain")
    found = tenant.describe("schema", arn)
    assert found["schema"] == text
    assert found["name"] == "plain"
    assert "domain" not in found and "status" not in found
    assert found["creationDateTime"] == found["lastUpdatedDateTime"]


def test_a_schema_of_a_domain_says_so(tenant):
    text = schema("Users", ("USER_ID", "string"), ("TIER", "string", {"categorical": True}))
    arn = tenant.personalize.create_schema(name="of-shop", schema=text, domain="ECOMMERCE")
    assert tenant.describe("schema", arn["schemaArn"])["domain"] == "ECOMMERCE"
    summary = tenant.personalize.list_schemas()["schemas"][0]
    assert summary["domain"] == "ECOMMERCE"
    assert "schema" not in summary


def test_a_second_schema_of_the_name_is_refused(tenant):
    arn = tenant.personalize.create_schema(name="twice", schema=schemas.BARE)["schemaArn"]
    with refused(EXISTS, arn):
        tenant.personalize.create_schema(name="twice", schema=schemas.USERS)
    assert tenant.describe("schema", arn)["schema"] == schemas.BARE


def test_deleting_is_immediate_and_frees_the_name(tenant):
    arn = tenant.personalize.create_schema(name="short", schema=schemas.BARE)["schemaArn"]
    tenant.personalize.delete_schema(schemaArn=arn)
    with refused(NOT_FOUND, arn):
        tenant.describe("schema", arn)
    with refused(NOT_FOUND, arn):
        tenant.personalize.delete_schema(schemaArn=arn)
    assert tenant.personalize.list_schemas()["schemas"] == []
    tenant.personalize.create_schema(name="short", schema=schemas.BARE)


def test_a_schema_in_use_is_not_deleted(group):
    group.dataset()
    arn = group.tenant.arn("schema", "shop-Interactions")
    with refused(IN_USE):
        group.api.delete_schema(schemaArn=arn)
    assert group.tenant.describe("schema", arn)["name"] == "shop-Interactions"


@pytest.mark.parametrize("text", [
    "not json", "[]", "{}", '{"type":"record"}',
    json.dumps({"type": "record", "name": "Interactions", "fields": []}),
    schema("Interactions", ("USER_ID", "string"), ("ITEM_ID", "string")),
    schema("Interactions", ("USER_ID", "string"), ("ITEM_ID", "string"), ("TIMESTAMP", "string")),
    schema("Interactions", *KEYS, ("TAGS", {"type": "array", "items": "string"})),
    schema("Interactions", *KEYS, ("USER_ID", "string")),
    schema("Items", ("GENRES", "string", {"categorical": True})),
    schema("Users", ("USER_ID", "string")),
], ids=[
    "no JSON", "a list", "empty", "no fields", "no columns", "a required column missing",
    "a required column of another type", "a nested type", "a column twice", "items without ids",
    "users without metadata",
])
def test_a_schema_that_breaks_the_rules_is_refused(tenant, text):
    with refused(INVALID):
        tenant.personalize.create_schema(name="bad", schema=text)
    assert tenant.personalize.list_schemas()["schemas"] == []


@pytest.mark.parametrize("text", [
    schema("Interactions", *KEYS, ("EVENT_VALUE", ["null", "float"]), ("DEVICE", ["string"])),
    schema("Items", ("GENRES", ["string", "null"], {"categorical": True}), ("ITEM_ID", "string")),
    schema("Users", ("USER_ID", "string"), ("AGE", "int"), ("VIP", ["boolean", "null"])),
    schema("Items", ("ITEM_ID", "string"), ("TEXT", ["null", "string"], {"textual": True})),
], ids=["null first, one-element union", "any column order", "numbers and booleans", "textual"])
def test_the_forms_that_clients_write_are_accepted(tenant, text):
    tenant.personalize.create_schema(name="fine", schema=text)
