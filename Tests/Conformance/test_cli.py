"""The AWS CLI drives the main chain; nothing but --endpoint-url is changed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from harness import schemas, waits
from harness.data import START, Tastes
from harness.server import clean_environment
from harness.tenant import RECIPE, ROLE


class CommandLine:
    """`aws` with a tenant's credentials."""

    def __init__(self, tenant):
        self.tenant = tenant
        self.program = Path(sys.executable).parent / "aws"
        assert self.program.exists(), "the AWS CLI belongs beside this Python"

    def run(self, service, command, *options):
        """One call; the finished process."""
        return subprocess.run(
            [self.program, service, command, "--endpoint-url", self.tenant.server.endpoint,
             "--output", "json", "--no-cli-pager", *options],
            capture_output=True, text=True, timeout=60, env=clean_environment(
                AWS_ACCESS_KEY_ID=self.tenant.account, AWS_SECRET_ACCESS_KEY="secret",
                AWS_DEFAULT_REGION=self.tenant.region, AWS_MAX_ATTEMPTS="1",
                AWS_CONFIG_FILE="/dev/null", AWS_SHARED_CREDENTIALS_FILE="/dev/null"))

    def __call__(self, service, command, *options):
        """One call that must succeed; its output read as JSON."""
        done = self.run(service, command, *options)
        assert done.returncode == 0, (command, done.stderr)
        return json.loads(done.stdout) if done.stdout.strip() else None


@pytest.fixture
def aws(tenant):
    """The CLI of a fresh account."""
    return CommandLine(tenant)


def test_the_main_chain_from_the_command_line(aws, tenant, tmp_path):
    def active(kind, arn):
        waits.active(tenant, kind, arn)

    text = tmp_path / "schema.json"
    text.write_text(schemas.INTERACTIONS)
    schema = aws("personalize", "create-schema", "--name", "cli", "--schema", f"file://{text}")
    group = aws("personalize", "create-dataset-group", "--name", "cli")["datasetGroupArn"]
    active("datasetGroup", group)
    dataset = aws(
        "personalize", "create-dataset", "--name", "cli", "--dataset-type", "Interactions",
        "--dataset-group-arn", group, "--schema-arn", schema["schemaArn"])["datasetArn"]
    active("dataset", dataset)
    job = aws(
        "personalize", "create-dataset-import-job", "--job-name", "cli", "--dataset-arn", dataset,
        "--data-source", f"dataLocation={tenant.put('in.csv', Tastes().interactions())}",
        "--role-arn", ROLE)["datasetImportJobArn"]
    active("datasetImportJob", job)
    solution = aws(
        "personalize", "create-solution", "--name", "cli", "--dataset-group-arn", group,
        "--recipe-arn", RECIPE + "aws-user-personalization", "--no-perform-auto-training",
    )["solutionArn"]
    active("solution", solution)
    version = aws(
        "personalize", "create-solution-version", "--solution-arn", solution)["solutionVersionArn"]
    active("solutionVersion", version)
    metrics = aws("personalize", "get-solution-metrics", "--solution-version-arn", version)
    assert len(metrics["metrics"]) == 8
    campaign = aws(
        "personalize", "create-campaign", "--name", "cli", "--solution-version-arn", version,
        "--min-provisioned-tps", "1")["campaignArn"]
    active("campaign", campaign)
    described = aws("personalize", "describe-campaign", "--campaign-arn", campaign)["campaign"]
    assert described["status"] == "ACTIVE"
    tracking = aws(
        "personalize", "create-event-tracker", "--name", "cli", "--dataset-group-arn", group,
    )["trackingId"]
    events = tmp_path / "events.json"
    events.write_text(json.dumps([
        {"eventType": "view", "itemId": f"i4-{n}", "sentAt": START + 9_000_000 + n}
        for n in range(5)]))
    aws("personalize-events", "put-events", "--tracking-id", tracking, "--user-id", "me",
        "--session-id", "s", "--event-list", f"file://{events}")
    answer = aws(
        "personalize-runtime", "get-recommendations", "--campaign-arn", campaign, "--user-id",
        "me", "--num-results", "10")
    assert Tastes().share([entry["itemId"] for entry in answer["itemList"]], 4) > 0.5
    listed = aws("personalize", "list-campaigns", "--solution-arn", solution)["campaigns"]
    assert [entry["campaignArn"] for entry in listed] == [campaign]


def test_the_cli_pages_through_lists_by_itself(aws, tenant):
    for number in range(5):
        tenant.personalize.create_schema(name=f"s{number}", schema=schemas.BARE)
    found = aws("personalize", "list-schemas", "--page-size", "2")["schemas"]
    assert [entry["name"] for entry in found] == [f"s{n}" for n in range(5)]


def test_an_error_reaches_the_command_line_with_its_name(aws, tenant):
    arn = tenant.arn("campaign", "none")
    done = aws.run("personalize", "describe-campaign", "--campaign-arn", arn)
    assert done.returncode != 0
    assert "ResourceNotFoundException" in done.stderr and arn in done.stderr
    done = aws.run(
        "personalize-runtime", "get-recommendations", "--campaign-arn", arn, "--user-id", "u")
    assert "ResourceNotFoundException" in done.stderr
