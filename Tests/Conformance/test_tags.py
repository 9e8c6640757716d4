"""TagResource, UntagResource, ListTagsForResource, and tags given at creation."""

import pytest
from harness import schemas
from harness.errors import INVALID, NOT_FOUND, refused


def tags(tenant, arn):
    """The resource's tags as a dictionary."""
    listed = tenant.personalize.list_tags_for_resource(resourceArn=arn)["tags"]
    return {tag["tagKey"]: tag["tagValue"] for tag in listed}


def pairs(**values):
    """Tags as requests carry them."""
    return [{"tagKey": key, "tagValue": value} for key, value in values.items()]


def test_tags_are_set_overwritten_and_removed(group):
    tenant, api = group.tenant, group.api
    assert tags(tenant, group.arn) == {}
    api.tag_resource(resourceArn=group.arn, tags=pairs(team="shop", stage="test"))
    api.tag_resource(resourceArn=group.arn, tags=pairs(stage="live", Stage=""))
    assert tags(tenant, group.arn) == {"team": "shop", "stage": "live", "Stage": ""}
    api.untag_resource(resourceArn=group.arn, tagKeys=["team", "never-there"])
    assert tags(tenant, group.arn) == {"stage": "live", "Stage": ""}


def test_tags_may_be_given_at_creation(tenant):
    made = tenant.personalize.create_dataset_group(name="tagged", tags=pairs(team="shop"))
    assert tags(tenant, made["datasetGroupArn"]) == {"team": "shop"}


def test_fifty_tags_are_the_most(group):
    group.api.tag_resource(resourceArn=group.arn, tags=pairs(**{f"k{n}": "v" for n in range(50)}))
    with refused("TooManyTagsException"):
        group.api.tag_resource(resourceArn=group.arn, tags=pairs(one="more"))
    assert len(tags(group.tenant, group.arn)) == 50


@pytest.mark.parametrize("key", ["aws:reserved", "", "x" * 129, "no*good"])
def test_keys_have_their_rules(group, key):
    api = group.tenant.client("personalize", parameter_validation=False)
    with refused(INVALID):
        api.tag_resource(resourceArn=group.arn, tags=[{"tagKey": key, "tagValue": "v"}])


def test_schemas_have_no_tags(tenant):
    arn = tenant.personalize.create_schema(name="s", schema=schemas.BARE)["schemaArn"]
    with refused(INVALID):
        tenant.personalize.tag_resource(resourceArn=arn, tags=pairs(a="b"))


def test_what_does_not_exist_has_no_tags(tenant):
    arn = tenant.arn("campaign", "none")
    with refused(NOT_FOUND, arn):
        tags(tenant, arn)
    with refused(NOT_FOUND, arn):
        tenant.personalize.tag_resource(resourceArn=arn, tags=pairs(a="b"))
    with refused(NOT_FOUND, arn):
        tenant.personalize.untag_resource(resourceArn=arn, tagKeys=["a"])
