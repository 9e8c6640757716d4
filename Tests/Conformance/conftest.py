"""Fixtures that train once and serve many tests; nothing that uses them may change them."""

import pytest
from harness.chain import Group
from harness.data import HEADER, Tastes, ladder, table
from harness.specimens import Specimens
from harness.tenant import Tenant


@pytest.fixture(scope="session")
def world():
    """The generated data of `shop`."""
    return Tastes()


@pytest.fixture(scope="session")
def shop(server, world):
    """A dataset group with all three datasets loaded."""
    group = Group(Tenant(server))
    for kind, text in (
        ("Interactions", world.interactions()), ("Items", world.item_table()),
        ("Users", world.user_table()),
    ):
        group.dataset(kind)
        group.load(text, kind)
    return group


@pytest.fixture(scope="session")
def personal(shop):
    """A campaign of aws-user-personalization in `shop`, without exploration: pure relevance."""
    return shop.deploy(
        shop.train("aws-user-personalization", name="personal"),
        campaignConfig={"itemExplorationConfig": {"explorationWeight": "0"}})


@pytest.fixture(scope="session")
def ranking(shop):
    """A campaign of aws-personalized-ranking in `shop`."""
    return shop.campaign("aws-personalized-ranking", name="ranking")


@pytest.fixture(scope="session")
def similar(shop):
    """A campaign of aws-similar-items in `shop`."""
    return shop.campaign("aws-similar-items", name="similar")


@pytest.fixture(scope="session")
def sims(shop):
    """A campaign of aws-sims in `shop`."""
    return shop.campaign("aws-sims", name="sims")


@pytest.fixture(scope="session")
def popular(shop):
    """A campaign of aws-popularity-count in `shop`."""
    return shop.campaign("aws-popularity-count", name="popular")


@pytest.fixture(scope="session")
def tracking(shop):
    """The tracking id of `shop`."""
    return shop.tracker()


@pytest.fixture(scope="session")
def slow(server):
    """A dataset group large enough that its training can be met while it runs."""
    group = Group(Tenant(server), "slow")
    group.dataset()
    group.load(Tastes(users=4000, items=2000, kinds=10, per_user=75).interactions())
    return group


@pytest.fixture
def ranked(group):
    """A dataset group whose twenty items have a known order of popularity: p0, p1, ..."""
    group.dataset()
    group.items = [f"p{n}" for n in range(20)]
    group.load(table(HEADER, ladder(group.items)))
    return group


@pytest.fixture(scope="session")
def specimens(server):
    """An account with a resource of every kind; tests leave these as they are."""
    return Specimens(Tenant(server))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """The test of the matrix comes after everything that fills it."""
    items.sort(key=lambda item: item.path.name == "test_matrix_complete.py")
