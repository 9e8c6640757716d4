"""aws-item-affinity and aws-item-attribute-affinity: trained and measured, never deployed."""

import pytest
from harness.errors import INVALID, refused


@pytest.mark.parametrize("recipe", ["aws-item-affinity", "aws-item-attribute-affinity"])
def test_a_segmentation_recipe_trains_and_is_not_deployed(shop, recipe):
    version = shop.train(recipe)
    metrics = shop.api.get_solution_metrics(solutionVersionArn=version)["metrics"]
    assert metrics.keys() == {"coverage", "hits_at_1_percent", "recall_at_1_percent"}
    # A list of one in a hundred users would find one right user in a hundred by chance.
    assert metrics["recall_at_1_percent"] > 0.01
    with refused(INVALID, recipe):
        shop.api.create_campaign(name=recipe, solutionVersionArn=version)
