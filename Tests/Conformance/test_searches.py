"""Hyperparameter optimisation and the automatic choice of a recipe."""

import pytest
from harness import waits
from harness.data import START, table
from harness.errors import INVALID, refused
from harness.tenant import RECIPE

GAIN = "normalized_discounted_cumulative_gain_at_25"


def ring(users=150, items=600, steps=8):
    """Walks along a ring so long that hardly any two items meet as often as aws-sims asks for."""
    rows = [
        [f"u{user}", f"i{(user * 149 + step) % items}", START + step, "view", 1]
        for user in range(users) for step in range(steps)]
    return table(["USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE", "EVENT_VALUE"], rows)


def hpo(trials, parallel=2, **ranges):
    """A solution's options for a search of so many trials."""
    return {"performHPO": True, "solutionConfig": {"hpoConfig": {
        "hpoResourceConfig": {
            "maxNumberOfTrainingJobs": str(trials), "maxParallelTrainingJobs": str(parallel)},
        "algorithmHyperParameterRanges": {
            "integerHyperParameterRanges": [], "continuousHyperParameterRanges": [],
            "categoricalHyperParameterRanges": [], **ranges}}}}


@pytest.fixture
def sparse(group):
    """A group whose data ask for other parameters than the defaults."""
    group.dataset()
    group.load(ring())
    return group


def metrics(group, version):
    return group.api.get_solution_metrics(solutionVersionArn=version)["metrics"]


def test_a_search_ends_with_better_metrics_than_the_defaults_and_tells_what_it_chose(sparse):
    plain = sparse.train("aws-sims", name="plain")
    tuned = sparse.train("aws-sims", name="tuned", **hpo(8))
    found = sparse.tenant.describe("solutionVersion", tuned)
    assert found["performHPO"] is True
    parameters = found["tunedHPOParams"]["algorithmHyperParameters"]
    assert set(parameters) == {"popularity_discount_factor", "min_cointeraction_count"}
    assert int(parameters["min_cointeraction_count"]) < 3
    assert metrics(sparse, tuned)[GAIN] > metrics(sparse, plain)[GAIN]
    assert "tunedHPOParams" not in sparse.tenant.describe("solutionVersion", plain)


def test_a_search_stays_within_the_ranges_it_was_given(sparse):
    version = sparse.train("aws-sims", name="ranged", **hpo(
        5, integerHyperParameterRanges=[
            {"name": "min_cointeraction_count", "minValue": 4, "maxValue": 6}],
        continuousHyperParameterRanges=[
            {"name": "popularity_discount_factor", "minValue": 0.1, "maxValue": 0.2}]))
    tuned = sparse.tenant.describe("solutionVersion", version)["tunedHPOParams"]
    values = tuned["algorithmHyperParameters"]
    assert 4 <= int(values["min_cointeraction_count"]) <= 6
    assert 0.1 <= float(values["popularity_discount_factor"]) <= 0.2


def test_a_search_can_be_stopped(loaded):
    solution = loaded.solution("aws-user-personalization", **hpo(40, 10))
    version = loaded.start_training(solution)

    def status():
        # Lists do not wait for things to settle, as a Describe may.
        listed = loaded.api.list_solution_versions(solutionArn=solution)["solutionVersions"]
        return listed[0]["status"]

    waits.until(lambda: status() == "CREATE IN_PROGRESS", "the search begins")
    loaded.api.stop_solution_version_creation(solutionVersionArn=version)
    waits.until(lambda: status() == "CREATE STOPPED", "the search stops")


def test_the_service_chooses_the_best_of_the_recipes_named(loaded):
    recipes = [RECIPE + "aws-hrnn", RECIPE + "aws-user-personalization"]
    solution = loaded.api.create_solution(
        name="chosen", datasetGroupArn=loaded.arn, performAutoML=True, performAutoTraining=False,
        solutionConfig={"autoMLConfig": {"recipeList": recipes, "metricName": GAIN}},
    )["solutionArn"]
    waits.active(loaded.tenant, "solution", solution)
    assert "recipeArn" not in loaded.tenant.describe("solution", solution)
    version = loaded.start_training(solution)
    waits.active(loaded.tenant, "solutionVersion", version, 90)
    best = loaded.tenant.describe("solution", solution)["autoMLResult"]["bestRecipeArn"]
    assert best in recipes
    assert loaded.tenant.describe("solutionVersion", version)["recipeArn"] == best
    with refused(INVALID):
        loaded.api.create_solution(
            name="both", datasetGroupArn=loaded.arn, performAutoML=True, recipeArn=recipes[0])
