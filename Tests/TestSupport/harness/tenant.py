"""One account in one region of a server, seen through stock boto3 clients held strictly."""

import itertools
import random
from functools import cached_property

import botocore.config
import botocore.session

from . import strict

_session = botocore.session.get_session()
_accounts = itertools.count(random.randrange(100_000_000_000, 900_000_000_000))
ROLE = "arn:aws:iam::123456789012:role/personalize"
RECIPE = "arn:aws:personalize:::recipe/"


def snake(name):
    """solutionVersion -> solution_version, as boto3 spells methods."""
    return "".join("_" + c.lower() if c.isupper() else c for c in name)


class Tenant:
    """An account nobody else uses, with the three clients and a bucket of its own."""

    def __init__(self, server, account=None, region="us-east-1", key=None, secret="secret"):
        self.server = server
        self.account = account or str(next(_accounts))
        self.region = region
        # In open mode the account is its own access key.
        self.key, self.secret = key or self.account, secret
        self.bucket = f"bucket-{self.account}-{region}"

    def client(self, service, strictly=True, **config):
        """A stock client of the service with this account's credentials."""
        made = _session.create_client(
            service, region_name=self.region, endpoint_url=self.server.endpoint,
            aws_access_key_id=self.key, aws_secret_access_key=self.secret,
            config=botocore.config.Config(
                retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=60, **config))
        if strictly:
            strict.watch(made)
        return made

    @cached_property
    def personalize(self):
        return self.client("personalize")

    @cached_property
    def events(self):
        return self.client("personalize-events")

    @cached_property
    def runtime(self):
        return self.client("personalize-runtime")

    def arn(self, kind, name):
        """The ARN of this tenant's resource, e.g. `arn("dataset-group", "shop")`."""
        return f"arn:aws:personalize:{self.region}:{self.account}:{kind}/{name}"

    def describe(self, kind, arn):
        """Describe<Kind> of the ARN, unwrapped: `describe("solutionVersion", arn)["status"]`."""
        method = getattr(self.personalize, f"describe_{snake(kind)}")
        return method(**{f"{kind}Arn": arn})[kind]

    def put(self, key, text):
        """Writes an object into this tenant's bucket; returns its s3:// location."""
        content = text if isinstance(text, bytes) else text.encode()
        self.server.store.put(self.bucket, key, content)
        return f"s3://{self.bucket}/{key}"

    def folder(self, name):
        """The location of a folder in the bucket, with its closing slash."""
        return f"s3://{self.bucket}/{name}/"
