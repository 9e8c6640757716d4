"""Dataset groups: create, describe, list, delete."""

from harness import waits
from harness.errors import EXISTS, IN_USE, INVALID, NOT_FOUND, refused
from harness.tenant import ROLE

KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"


def test_a_custom_group_becomes_active_and_has_no_domain(tenant):
    made = tenant.personalize.create_dataset_group(name="plain")
    assert made["datasetGroupArn"] == tenant.arn("dataset-group", "plain")
    assert "domain" not in made
    found = waits.active(tenant, "datasetGroup", made["datasetGroupArn"])
    assert found["name"] == "plain"
    assert "domain" not in found and "failureReason" not in found
    assert found["creationDateTime"] <= found["lastUpdatedDateTime"]


def test_a_domain_group_echoes_its_domain(tenant):
    made = tenant.personalize.create_dataset_group(name="films", domain="VIDEO_ON_DEMAND")
    assert made["domain"] == "VIDEO_ON_DEMAND"
    found = waits.active(tenant, "datasetGroup", made["datasetGroupArn"])
    assert found["domain"] == "VIDEO_ON_DEMAND"
    summary = tenant.personalize.list_dataset_groups()["datasetGroups"][0]
    assert summary["domain"] == "VIDEO_ON_DEMAND"


def test_an_unknown_domain_is_refused(tenant):
    with refused(INVALID, "domain"):
        tenant.personalize.create_dataset_group(name="odd", domain="GROCERIES")


def test_a_key_and_its_role_are_kept(tenant):
    made = tenant.personalize.create_dataset_group(name="sealed", roleArn=ROLE, kmsKeyArn=KEY)
    found = tenant.describe("datasetGroup", made["datasetGroupArn"])
    assert (found["roleArn"], found["kmsKeyArn"]) == (ROLE, KEY)


def test_a_key_needs_a_role(tenant):
    with refused(INVALID):
        tenant.personalize.create_dataset_group(name="sealed", kmsKeyArn=KEY)


def test_a_second_group_of_the_name_is_refused(group):
    with refused(EXISTS, group.arn):
        group.api.create_dataset_group(name=group.name)


def test_names_differ_by_case(group):
    group.api.create_dataset_group(name=group.name.upper())
    assert len(group.api.list_dataset_groups()["datasetGroups"]) == 2


def test_an_empty_group_is_deleted_and_its_name_is_free_again(group):
    group.api.delete_dataset_group(datasetGroupArn=group.arn)
    waits.gone(group.tenant, "datasetGroup", group.arn)
    with refused(NOT_FOUND, group.arn):
        group.api.delete_dataset_group(datasetGroupArn=group.arn)
    made = group.api.create_dataset_group(name=group.name)
    waits.active(group.tenant, "datasetGroup", made["datasetGroupArn"])


def test_a_group_with_a_dataset_is_not_deleted(group):
    group.dataset()
    with refused(IN_USE):
        group.api.delete_dataset_group(datasetGroupArn=group.arn)
    assert group.tenant.describe("datasetGroup", group.arn)["status"] == "ACTIVE"


def test_a_group_with_a_tracker_is_not_deleted(group):
    group.tracker()
    with refused(IN_USE):
        group.api.delete_dataset_group(datasetGroupArn=group.arn)


def test_a_group_with_a_solution_is_not_deleted(group):
    group.solution("aws-popularity-count")
    with refused(IN_USE):
        group.api.delete_dataset_group(datasetGroupArn=group.arn)


def test_a_recreated_group_starts_empty(ranked):
    tenant, name = ranked.tenant, ranked.name
    ranked.api.delete_dataset(datasetArn=ranked.dataset_arn())
    waits.gone(tenant, "dataset", ranked.dataset_arn())
    ranked.api.delete_dataset_group(datasetGroupArn=ranked.arn)
    waits.gone(tenant, "datasetGroup", ranked.arn)
    ranked.api.create_dataset_group(name=name)
    waits.active(tenant, "datasetGroup", ranked.arn)
    ranked.api.create_dataset(
        name="again", datasetGroupArn=ranked.arn, datasetType="Interactions",
        schemaArn=tenant.arn("schema", f"{name}-Interactions"))
    waits.active(tenant, "dataset", ranked.dataset_arn())
    version = ranked.start_training(ranked.solution("aws-popularity-count"))
    assert "1000" in waits.failed(tenant, "solutionVersion", version)
