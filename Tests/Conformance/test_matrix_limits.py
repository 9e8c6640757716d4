"""`limits.json` in the data folder: other quotas than the service's, for all or for one account."""

import json

import pytest
from harness import schemas
from harness.errors import LIMIT, refused
from harness.server import Server
from harness.tenant import Tenant

COMMON = {"schemas": 2, "tagsPerResource": 3}


@pytest.fixture
def limited(tmp_path):
    """Starts a server on a data folder with these limits."""
    started = []

    def start(document):
        server = Server(tmp_path / "limited")
        server.data.mkdir(parents=True, exist_ok=True)
        (server.data / "limits.json").write_text(json.dumps(document))
        started.append(server)
        return server.start()

    yield start
    for server in started:
        if server.alive():
            server.kill()


def test_limits_hold_for_all_accounts_and_others_for_one(limited):
    document = {"limits": COMMON, "tenants": {"111122223333/us-east-1": {"schemas": 4}}}
    server = limited(document)
    for account, most in ((None, 2), ("111122223333", 4)):
        api = Tenant(server, account).personalize
        for number in range(most):
            api.create_schema(name=f"s{number}", schema=schemas.BARE)
        with refused(LIMIT, f"More than {most} resources"):
            api.create_schema(name="one-more", schema=schemas.BARE)
        tags = [{"tagKey": f"k{n}", "tagValue": "v"} for n in range(4)]
        with refused("TooManyTagsException"):
            api.create_dataset_group(name="tagged", tags=tags)
        api.create_dataset_group(name="tagged", tags=tags[:3])


def test_a_limit_nobody_knows_keeps_the_server_from_starting(limited):
    with pytest.raises(AssertionError, match="shemas"):
        limited({"limits": {"shemas": 5}})
