"""What every family answers alike: unknown ARNs, bad ARNs, bad names."""

import pytest
from harness import schemas
from harness.errors import INVALID, NOT_FOUND, refused
from harness.tenant import RECIPE, ROLE, snake

# Kind, the ARN's type and an id of the right form.
KINDS = [
    ("schema", "schema", "none"), ("datasetGroup", "dataset-group", "none"),
    ("dataset", "dataset", "none/INTERACTIONS"),
    ("datasetImportJob", "dataset-import-job", "none"),
    ("eventTracker", "event-tracker", "0badcafe"), ("solution", "solution", "none"),
    ("solutionVersion", "solution", "none/0badcafe"), ("campaign", "campaign", "none"),
]
CATALOGUE = ["recipe", "algorithm", "featureTransformation"]
DELETABLE = ["schema", "datasetGroup", "dataset", "eventTracker", "solution", "campaign"]
NAMES = ["", "-leading", "_leading", "with blank", "dot.ted", "sla/sh", "ünïcode", "x" * 64]


@pytest.mark.parametrize("kind,part,name", KINDS, ids=[k for k, _, _ in KINDS])
def test_describing_what_does_not_exist_names_the_arn(tenant, kind, part, name):
    arn = tenant.arn(part, name)
    with refused(NOT_FOUND, arn):
        tenant.describe(kind, arn)


@pytest.mark.parametrize("kind", [kind for kind, _, _ in KINDS] + CATALOGUE)
@pytest.mark.parametrize("arn", ["x", "arn:aws:s3:::bucket", "arn:aws:personalize", "a" * 300])
def test_describing_by_a_bad_arn_is_invalid(tenant, kind, arn):
    with refused(INVALID):
        tenant.describe(kind, arn)


@pytest.mark.parametrize("kind", DELETABLE)
def test_deleting_what_does_not_exist_names_the_arn(tenant, kind):
    _, part, name = next(entry for entry in KINDS if entry[0] == kind)
    arn = tenant.arn(part, name)
    with refused(NOT_FOUND, arn):
        getattr(tenant.personalize, f"delete_{snake(kind)}")(**{f"{kind}Arn": arn})


@pytest.mark.parametrize("kind", DELETABLE)
def test_an_arn_of_another_kind_deletes_nothing(group, kind):
    arn = group.tenant.arn("schema", "kept")
    group.api.create_schema(name="kept", schema=schemas.BARE)
    if kind == "schema":
        arn, kind = group.arn, "schema"
    with refused_as_unknown():
        getattr(group.api, f"delete_{snake(kind)}")(**{f"{kind}Arn": arn})
    assert group.tenant.describe("schema", group.tenant.arn("schema", "kept"))
    assert group.tenant.describe("datasetGroup", group.arn)["status"] == "ACTIVE"


def refused_as_unknown():
    """An ARN of another kind may count as malformed or as unknown."""
    return pytest.raises(Exception, match=f"{INVALID}|{NOT_FOUND}")


def unchecked(tenant):
    """A client that sends what botocore would refuse before it reaches the wire."""
    return tenant.client("personalize", parameter_validation=False)


@pytest.mark.parametrize("name", NAMES)
def test_bad_names_are_refused_with_the_member_and_the_constraint(tenant, name):
    api = unchecked(tenant)
    with refused(INVALID, "'name'", "failed to satisfy constraint"):
        api.create_dataset_group(name=name)
    with refused(INVALID, "'name'", "failed to satisfy constraint"):
        api.create_schema(name=name, schema=schemas.BARE)


def test_bad_names_of_every_other_create_are_refused(group):
    api, name = unchecked(group.tenant), "no good"
    arn = group.dataset()
    location = {"dataLocation": "s3://bucket/key.csv"}
    solution = group.solution("aws-popularity-count")
    for call in (
        lambda: api.create_dataset(
            name=name, datasetType="Users", datasetGroupArn=group.arn,
            schemaArn=group.schema(schemas.USERS, "users")),
        lambda: api.create_dataset_import_job(
            jobName=name, datasetArn=arn, dataSource=location, roleArn=ROLE),
        lambda: api.create_event_tracker(name=name, datasetGroupArn=group.arn),
        lambda: api.create_solution(
            name=name, datasetGroupArn=group.arn, recipeArn=RECIPE + "aws-sims"),
        lambda: api.create_solution_version(name=name, solutionArn=solution),
        lambda: api.create_campaign(name=name, solutionVersionArn=solution + "/0badcafe"),
    ):
        with refused(INVALID, "failed to satisfy constraint"):
            call()


def test_several_bad_members_are_reported_together(tenant):
    with refused(INVALID, "2 validation errors detected", "'name'", "'roleArn'"):
        unchecked(tenant).create_dataset_group(name="no good", roleArn="nobody")


def test_a_missing_member_is_named(tenant):
    with refused(INVALID, "1 validation error detected", "'name'", "Member must not be null"):
        unchecked(tenant).create_dataset_group()
