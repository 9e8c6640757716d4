"""Pages: sizes, tokens, order, and what tokens are worth elsewhere."""

import pytest
from harness import schemas
from harness.errors import BAD_TOKEN, INVALID, refused
from harness.tenant import Tenant, snake

LISTS = [
    "DatasetGroups", "Schemas", "Datasets", "DatasetImportJobs", "EventTrackers", "Solutions",
    "SolutionVersions", "Campaigns", "Recipes",
]


def pages(tenant, name, size):
    """All pages of a list operation, walked by token as a client does."""
    method, request = getattr(tenant.personalize, f"list{snake(name)}"), {"maxResults": size}
    while True:
        answer = method(**request)
        (member,) = (key for key in answer if key not in ("nextToken", "ResponseMetadata"))
        yield answer[member]
        if "nextToken" not in answer:
            return
        request["nextToken"] = answer["nextToken"]


@pytest.fixture
def many(tenant):
    """Seven schemas, s0 to s6."""
    for number in range(7):
        tenant.personalize.create_schema(name=f"s{number}", schema=schemas.BARE)
    return tenant


@pytest.mark.parametrize("name", [n for n in LISTS if n != "Recipes"])
def test_a_new_account_has_nothing(tenant, name):
    assert list(pages(tenant, name, 100)) == [[]]


@pytest.mark.parametrize("size,lengths", [(1, [1] * 7), (3, [3, 3, 1]), (7, [7]), (100, [7])])
def test_pages_have_the_size_asked_for_and_miss_nothing(many, size, lengths):
    found = list(pages(many, "Schemas", size))
    assert [len(page) for page in found] == lengths
    names = [entry["name"] for page in found for entry in page]
    assert names == [f"s{n}" for n in range(7)]


def test_tokens_survive_inserts_and_deletes(many):
    first = many.personalize.list_schemas(maxResults=3)
    many.personalize.delete_schema(schemaArn=first["schemas"][1]["schemaArn"])
    many.personalize.delete_schema(schemaArn=first["schemas"][2]["schemaArn"])
    many.personalize.create_schema(name="late", schema=schemas.BARE)
    rest = many.personalize.list_schemas(nextToken=first["nextToken"])["schemas"]
    assert [entry["name"] for entry in rest] == ["s3", "s4", "s5", "s6", "late"]


def test_every_recipe_comes_once_whatever_the_page_size(tenant):
    whole = [r["name"] for page in pages(tenant, "Recipes", 100) for r in page]
    assert len(whole) == len(set(whole)) >= 5
    assert [r["name"] for page in pages(tenant, "Recipes", 2) for r in page] == whole


@pytest.mark.parametrize("name", LISTS)
def test_rubbish_is_no_token(tenant, name):
    method = getattr(tenant.personalize, f"list{snake(name)}")
    for token in ("rubbish", "AAAA", "a" * 1500):
        with refused(BAD_TOKEN):
            method(nextToken=token)


def test_rubbish_is_no_token_for_the_versions_of_a_solution(group):
    with refused(BAD_TOKEN):
        group.api.list_solution_versions(
            solutionArn=group.solution("aws-sims"), nextToken="rubbish")


def test_a_token_is_worth_nothing_in_another_list_or_account(many):
    token = many.personalize.list_schemas(maxResults=1)["nextToken"]
    with refused(BAD_TOKEN):
        many.personalize.list_dataset_groups(nextToken=token)
    with refused(BAD_TOKEN):
        Tenant(many.server).personalize.list_schemas(nextToken=token)
    with refused(BAD_TOKEN):
        Tenant(many.server, many.account, "eu-west-1").personalize.list_schemas(nextToken=token)


@pytest.mark.parametrize("size", [0, 101, -1])
@pytest.mark.parametrize("name", ["DatasetGroups", "Solutions", "Recipes"])
def test_the_page_size_is_one_to_a_hundred(tenant, name, size):
    api = tenant.client("personalize", strictly=False, parameter_validation=False)
    with refused(INVALID, "'maxResults'"):
        getattr(api, f"list{snake(name)}")(maxResults=size)


def test_jobs_are_listed_newest_first(ranked):
    arn = ranked.dataset_arn()
    for _ in range(3):
        ranked.start_import("", location=ranked.tenant.folder("missing"))
    listed = ranked.api.list_dataset_import_jobs(datasetArn=arn)["datasetImportJobs"]
    assert [entry["jobName"] for entry in listed] == [f"shop-load-{n}" for n in (4, 3, 2, 1)]


def test_a_parent_that_is_unknown_has_no_children(tenant):
    arn = tenant.arn("dataset-group", "nowhere")
    assert tenant.personalize.list_datasets(datasetGroupArn=arn)["datasets"] == []
    assert tenant.personalize.list_solutions(datasetGroupArn=arn)["solutions"] == []
