"""Accounts and regions: a tenant sees its own and nothing else."""

import pytest
from harness import privacy, schemas, waits
from harness.chain import Group
from harness.errors import INVALID, NOT_FOUND, refused
from harness.tenant import RECIPE, ROLE, Tenant


@pytest.fixture(params=["another account", "another region"])
def stranger(request, tenant):
    """Somebody who shares at most half of `tenant`'s identity."""
    if request.param == "another account":
        return Tenant(tenant.server)
    return Tenant(tenant.server, tenant.account, "eu-west-1")


def test_the_account_is_the_key_and_the_region_the_signatures(server):
    tenant = Tenant(server, region="ap-northeast-1")
    arn = tenant.personalize.create_dataset_group(name="here")["datasetGroupArn"]
    assert arn == f"arn:aws:personalize:ap-northeast-1:{tenant.account}:dataset-group/here"


def test_a_key_that_is_no_account_number_is_account_zero(server):
    tenant = Tenant(server, account="AKIAIOSFODNN7EXAMPLE", region="sa-east-1")
    arn = tenant.personalize.create_schema(name="zero", schema=schemas.BARE)["schemaArn"]
    assert arn == "arn:aws:personalize:sa-east-1:000000000000:schema/zero"


def test_equal_names_do_not_meet(tenant, stranger):
    for who in (tenant, stranger):
        group = Group(who, "same")
        assert group.arn == who.arn("dataset-group", "same")
        listed = who.personalize.list_dataset_groups()["datasetGroups"]
        assert [entry["datasetGroupArn"] for entry in listed] == [group.arn]


def test_nothing_of_another_tenant_is_seen_used_or_deleted(ranked):
    stranger = Tenant(ranked.tenant.server)
    campaign = ranked.campaign("aws-popularity-count")
    version = ranked.tenant.describe("campaign", campaign)["solutionVersionArn"]
    solution, dataset = version.rsplit("/", 1)[0], ranked.dataset_arn()
    api = stranger.personalize
    for kind, arn in (
        ("datasetGroup", ranked.arn), ("dataset", dataset), ("solution", solution),
        ("solutionVersion", version), ("campaign", campaign),
    ):
        with refused(NOT_FOUND, arn):
            stranger.describe(kind, arn)
    for call in (
        lambda: api.delete_campaign(campaignArn=campaign),
        lambda: api.delete_solution(solutionArn=solution),
        lambda: api.create_solution_version(solutionArn=solution),
        lambda: api.create_campaign(name="c", solutionVersionArn=version),
        lambda: api.get_solution_metrics(solutionVersionArn=version),
        lambda: api.create_event_tracker(name="t", datasetGroupArn=ranked.arn),
        lambda: api.create_solution(
            name="s", datasetGroupArn=ranked.arn, recipeArn=RECIPE + "aws-sims"),
        lambda: api.create_dataset_import_job(
            jobName="j", datasetArn=dataset, roleArn=ROLE,
            dataSource={"dataLocation": "s3://bucket/key.csv"}),
        lambda: stranger.runtime.get_recommendations(campaignArn=campaign, userId="u"),
    ):
        with pytest.raises(Exception, match=f"{NOT_FOUND}|{INVALID}"):
            call()
    assert ranked.recommend(campaign) == ranked.items


def test_many_tenants_work_at_once(server):
    groups = [Group(Tenant(server), "busy") for _ in range(8)]
    jobs = []
    for group in groups:
        group.dataset()
        rows = [f"u{n % 50},i{n % 40},{1_700_000_000 + n},view,1" for n in range(1000)]
        text = "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE\n" + "\n".join(rows)
        jobs.append((group.tenant, group.start_import(text)))
    for tenant, arn in jobs:
        waits.active(tenant, "datasetImportJob", arn)


def test_nobody_reads_another_tenants_files(tenant, stranger):
    person = "anna-0000001"
    text = f"USER_ID,ITEM_ID,TIMESTAMP\n{person},a,1\n"
    for own in (tenant, stranger):
        group = Group(own)
        group.dataset()
        group.start_import("", location=own.put("in/rows.csv", text))
        own.put("elsewhere.csv", text)
    for own in (tenant, stranger):
        named = [f"s3://{own.bucket}/in/rows.csv"]
        for group in privacy.ask(own, "discover", {"userIds": [person]})["groups"]:
            places = {place["place"]: place for place in group["places"]}
            assert places["s3-objects"]["locations"] == named
        done = privacy.forget(own, person, includeS3=True)
        certificate = privacy.look(own, "certificate", requestId=done["requestId"])
        for group in certificate["groups"]:
            places = {place["place"]: place for place in group["places"]}
            assert places["s3-objects"]["locations"] == []
        root = own.server.store.root / own.bucket
        assert person not in (root / "in/rows.csv").read_text()
        assert person in (root / "elsewhere.csv").read_text()
        if own is tenant:
            assert person in (root.parent / stranger.bucket / "in/rows.csv").read_text()
