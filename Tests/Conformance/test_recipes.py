"""The catalogue: recipes, algorithms, feature transformations."""

import pytest
from harness.errors import INVALID, NOT_FOUND, refused
from harness.tenant import RECIPE

FIRST_SET = {
    "aws-user-personalization": "USER_PERSONALIZATION",
    "aws-personalized-ranking": "PERSONALIZED_RANKING",
    "aws-similar-items": "RELATED_ITEMS", "aws-sims": "RELATED_ITEMS",
    "aws-popularity-count": None,
}


def recipes(tenant, **request):
    """Every recipe, through all pages."""
    pages = tenant.personalize.get_paginator("list_recipes").paginate(**request)
    return [recipe for page in pages for recipe in page["recipes"]]


def test_recipes_are_listed_by_name_and_all_active(tenant):
    found = recipes(tenant)
    names = [recipe["name"] for recipe in found]
    assert names == sorted(names)
    assert set(FIRST_SET) <= set(names)
    assert {recipe["status"] for recipe in found} == {"ACTIVE"}
    assert all(recipe["recipeArn"] == RECIPE + recipe["name"] for recipe in found)
    assert not any("domain" in r for r in found if r["name"] in FIRST_SET)


def test_a_domain_lists_its_own_recipes_alone(tenant):
    assert {r.get("domain") for r in recipes(tenant, domain="ECOMMERCE")} <= {"ECOMMERCE"}
    assert recipes(tenant, recipeProvider="SERVICE") == recipes(tenant)
    with refused(INVALID):
        tenant.personalize.list_recipes(recipeProvider="ME")


@pytest.mark.parametrize("name,kind", FIRST_SET.items())
def test_a_recipe_leads_to_its_algorithm_and_feature_transformation(tenant, name, kind):
    recipe = tenant.describe("recipe", RECIPE + name)
    assert recipe["name"] == name and recipe["status"] == "ACTIVE" and recipe["description"]
    assert kind is None or recipe["recipeType"] == kind
    algorithm = tenant.describe("algorithm", recipe["algorithmArn"])
    assert algorithm["algorithmArn"] == recipe["algorithmArn"]
    assert algorithm["algorithmImage"]["dockerURI"]
    transformation = tenant.describe(
        "featureTransformation", recipe["featureTransformationArn"])
    assert transformation["status"] == "ACTIVE"


def test_hyperparameters_of_sims_are_those_of_the_service(tenant):
    algorithm = tenant.describe("algorithm", "arn:aws:personalize:::algorithm/aws-sims")
    assert float(algorithm["defaultHyperParameters"]["popularity_discount_factor"]) == 0.5
    assert int(algorithm["defaultHyperParameters"]["min_cointeraction_count"]) == 3


@pytest.mark.parametrize("kind,part", [
    ("recipe", "recipe"), ("algorithm", "algorithm"),
    ("featureTransformation", "feature-transformation"),
])
def test_what_is_not_in_the_catalogue_is_not_found(tenant, kind, part):
    arn = f"arn:aws:personalize:::{part}/aws-none"
    with refused(NOT_FOUND, arn):
        tenant.describe(kind, arn)
