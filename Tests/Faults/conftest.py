"""A group on a server of the test's own, which the test may kill."""

import pytest
from harness.chain import Group
from harness.tenant import Tenant


@pytest.fixture
def group(own_server):
    """An ACTIVE dataset group with an interactions dataset, on a server of the test's own.

    Its Describes never wait: the tests look for what is under way.
    """
    made = Group(Tenant(own_server("--describe-hold", "0")))
    made.dataset()
    return made
