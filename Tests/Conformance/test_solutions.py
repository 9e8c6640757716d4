"""Solutions: create, describe, list, delete."""

import pytest
from harness import waits
from harness.errors import EXISTS, IN_USE, INVALID, NOT_FOUND, refused
from harness.tenant import RECIPE


def test_a_solution_keeps_its_configuration_and_fills_in_defaults(group):
    config = {"algorithmHyperParameters": {"hidden_dimension": "64"}}
    arn = group.api.create_solution(
        name="s", datasetGroupArn=group.arn, recipeArn=RECIPE + "aws-user-personalization",
        performAutoTraining=False, solutionConfig=config)["solutionArn"]
    assert arn == group.tenant.arn("solution", "s")
    found = waits.active(group.tenant, "solution", arn)
    assert found["datasetGroupArn"] == group.arn
    assert found["recipeArn"] == RECIPE + "aws-user-personalization"
    assert found["solutionConfig"]["algorithmHyperParameters"] == {"hidden_dimension": "64"}
    for member in ("performHPO", "performAutoML", "performAutoTraining"):
        assert found[member] is False, member
    assert "latestSolutionVersion" not in found and "latestSolutionUpdate" not in found
    assert group.api.list_solution_versions(solutionArn=arn)["solutionVersions"] == []


def test_automatic_training_is_on_unless_refused(group):
    arn = group.api.create_solution(
        name="s", datasetGroupArn=group.arn, recipeArn=RECIPE + "aws-sims")["solutionArn"]
    assert group.tenant.describe("solution", arn)["performAutoTraining"] is True


def test_solutions_are_listed_by_their_group(group):
    arns = [group.solution(recipe) for recipe in ("aws-sims", "aws-popularity-count")]
    listed = group.api.list_solutions(datasetGroupArn=group.arn)["solutions"]
    assert [entry["solutionArn"] for entry in listed] == arns
    assert [entry["recipeArn"].split("/")[1] for entry in listed] == [
        "aws-sims", "aws-popularity-count"]


def test_a_second_solution_of_the_name_is_refused(group):
    arn = group.solution("aws-sims")
    with refused(EXISTS, arn):
        group.solution("aws-similar-items", name=arn.split("/")[1])


@pytest.mark.parametrize("recipe", ["aws-none", "aws-user-personalization-v9"])
def test_an_unknown_recipe_is_not_found(group, recipe):
    with refused(NOT_FOUND, RECIPE + recipe):
        group.solution(recipe)


def test_an_unknown_group_is_not_found(group):
    arn = group.tenant.arn("dataset-group", "nowhere")
    with refused(NOT_FOUND, arn):
        group.api.create_solution(
            name="s", datasetGroupArn=arn, recipeArn=RECIPE + "aws-sims")


def test_a_solution_needs_a_recipe(group):
    with refused(INVALID):
        group.api.create_solution(name="s", datasetGroupArn=group.arn)


def test_a_domain_recipe_is_no_recipe_for_a_solution(group):
    with pytest.raises(Exception, match=f"{INVALID}|{NOT_FOUND}"):
        group.solution("aws-ecomm-recommended-for-you")


def test_deleting_a_solution_takes_its_versions_along(ranked):
    version = ranked.train("aws-popularity-count")
    arn = version.rsplit("/", 1)[0]
    found = ranked.tenant.describe("solution", arn)
    assert found["latestSolutionVersion"]["solutionVersionArn"] == version
    ranked.api.delete_solution(solutionArn=arn)
    waits.gone(ranked.tenant, "solution", arn)
    with refused(NOT_FOUND, version):
        ranked.tenant.describe("solutionVersion", version)
    with refused(NOT_FOUND, arn):
        ranked.api.list_solution_versions(solutionArn=arn)


def test_a_solution_that_serves_is_not_deleted(ranked):
    ranked.campaign("aws-popularity-count")
    (entry,) = ranked.api.list_solutions()["solutions"]
    with refused(IN_USE):
        ranked.api.delete_solution(solutionArn=entry["solutionArn"])
    assert ranked.tenant.describe("solution", entry["solutionArn"])["status"] == "ACTIVE"
