"""Batch inference: lines of JSON in, lines with lists out, the same lists as a campaign gives."""

import json

import pytest
from harness import batch as jobs
from harness import privacy, schemas, waits
from harness.chain import Group
from harness.data import START, Tastes, table
from harness.tenant import ROLE, Tenant

PURE = {"itemExplorationConfig": {"explorationWeight": "0"}}


@pytest.fixture(scope="module")
def lab(server, world):
    """The rows of `shop` in an account of its own, to deploy to and to stream events to."""
    group = Group(Tenant(server), "lab")
    for kind, text in (
        ("Interactions", Tastes().interactions()), ("Items", world.item_table()),
    ):
        group.dataset(kind)
        group.load(text, kind)
    return group


@pytest.fixture
def batch(shop):
    """Runs a batch inference job over lines; returns the job and the lines of its output."""

    def run(version, lines, name, group=shop, **options):
        return jobs.run(group, version, lines, name, **options)

    return run


def version_of(shop, campaign):
    """The solution version of a campaign."""
    return shop.tenant.describe("campaign", campaign)["solutionVersionArn"]


def served(shop, campaign, **request):
    """The items and scores that the campaign gives."""
    answer = shop.tenant.runtime.get_recommendations(campaignArn=campaign, **request)["itemList"]
    return [e["itemId"] for e in answer], [e.get("score") for e in answer]


def test_users_get_the_lists_of_the_campaign(shop, world, personal, batch):
    users = world.users[:40] + ["somebody new"]
    job, lines = batch(
        version_of(shop, personal), [{"userId": user, "note": 1} for user in users], "users",
        numResults=10, batchInferenceJobConfig=PURE)
    assert job["numResults"] == 10
    assert [line["input"] for line in lines] == [{"userId": u, "note": 1} for u in users]
    for user, line in zip(users, lines):
        items, scores = served(shop, personal, userId=user, numResults=10)
        assert line["error"] is None
        assert line["output"] == {"recommendedItems": items, "scores": scores}
    keys = shop.tenant.server.store.keys(shop.tenant.bucket, "users/out/")
    assert sorted(keys) == ["users/out/_CHECK", "users/out/lines.json.out"]
    assert shop.tenant.server.store.get(shop.tenant.bucket, "users/out/_CHECK") == b""


def test_exploration_and_streamed_events_count_as_in_a_campaign(lab, world, batch):
    version = lab.train("aws-user-personalization")
    settings = {"itemExplorationConfig": {
        "explorationWeight": "0.8", "explorationItemAgeCutOff": "40"}}
    campaign = lab.deploy(version, "explores", campaignConfig=settings)
    lab.tenant.events.put_events(
        trackingId=lab.tracker(), userId="newcomer", sessionId="s", eventList=[
            {"eventType": "view", "itemId": item, "sentAt": START + 2_000_000 + number}
            for number, item in enumerate(world.items[-3:])])
    users = world.users[:10] + ["newcomer"]
    _, lines = batch(
        version, [{"userId": user} for user in users], "explored", lab,
        batchInferenceJobConfig=settings)
    for user, line in zip(users, lines):
        items, scores = served(lab, campaign, userId=user)
        assert line["output"] == {"recommendedItems": items, "scores": scores}
        assert len(items) == 25
    assert lines[-1]["output"] != lines[0]["output"]


def test_every_line_has_filter_values_of_its_own(shop, world, personal, batch):
    chosen = shop.filter("INCLUDE ItemID WHERE Items.GENRES IN ($GENRE)", "genre-a-line")
    user = world.users[3]
    values = [{"GENRE": '"kind1"'}, {"GENRE": '"kind2","kind3"'}]
    _, lines = batch(
        version_of(shop, personal),
        [{"userId": user, "filterValues": v} for v in values] + [{"userId": user}],
        "filtered", filterArn=chosen, batchInferenceJobConfig=PURE)
    for value, line in zip(values, lines):
        assert line["input"]["filterValues"] == value
        items, _ = served(shop, personal, userId=user, filterArn=chosen, filterValues=value)
        assert line["output"]["recommendedItems"] == items != []
    assert lines[2]["output"] is None and "GENRE" in lines[2]["error"]


def test_rankings(shop, world, ranking, batch):
    asked = [{"userId": user, "itemList": world.items[:12] + ["unheard of"]}
             for user in world.users[:5]]
    _, lines = batch(version_of(shop, ranking), asked, "rankings")
    for request, line in zip(asked, lines):
        assert line["input"] == request and line.keys() == {"input", "output"}
        told = shop.tenant.runtime.get_personalized_ranking(
            campaignArn=ranking, userId=request["userId"], inputList=request["itemList"],
        )["personalizedRanking"]
        assert line["output"]["recommendedItems"] == [entry["itemId"] for entry in told]
        assert line["output"]["scores"] == [entry.get("score") for entry in told]


@pytest.mark.parametrize("campaign", ["similar", "sims"])
def test_related_items(shop, world, campaign, batch, request):
    arn = request.getfixturevalue(campaign)
    _, lines = batch(
        version_of(shop, arn), [{"itemId": item} for item in world.items[:5]], campaign)
    for item, line in zip(world.items, lines):
        items, _ = served(shop, arn, itemId=item)
        assert line == {"input": {"itemId": item}, "output": {"recommendedItems": items}}


def test_popular_items(shop, popular, batch):
    _, lines = batch(version_of(shop, popular), [{"userId": 12}], "popularity", numResults=5)
    items, _ = served(shop, popular, numResults=5)
    assert lines == [{"input": {"userId": 12}, "output": {"recommendedItems": items}}]


@pytest.mark.parametrize("recipe", ["aws-hrnn", "aws-hrnn-metadata", "aws-hrnn-coldstart"])
def test_older_recipes(lab, world, batch, recipe):
    version = lab.train(recipe)
    campaign = lab.deploy(version)
    _, lines = batch(version, [{"userId": u} for u in world.users[:10]], recipe, lab)
    for user, line in zip(world.users, lines):
        items, scores = served(lab, campaign, userId=user)
        assert line["output"] == {"recommendedItems": items, "scores": scores}
    assert lines[0]["output"] != lines[1]["output"]
    lab.tenant.personalize.delete_campaign(campaignArn=campaign)


def test_rankings_of_the_second_generation(lab, world, batch):
    version = lab.train("aws-personalized-ranking-v2")
    campaign = lab.deploy(version)
    asked = [{"userId": user, "itemList": world.items[:12]} for user in world.users[:5]]
    _, lines = batch(version, asked, "rankings-v2", lab)
    for request, line in zip(asked, lines):
        told = lab.tenant.runtime.get_personalized_ranking(
            campaignArn=campaign, userId=request["userId"], inputList=request["itemList"],
        )["personalizedRanking"]
        assert line["output"] == {
            "recommendedItems": [entry["itemId"] for entry in told],
            "scores": [entry.get("score") for entry in told]}
    lab.tenant.personalize.delete_campaign(campaignArn=campaign)


def test_the_second_generation_tells_reasons(lab, world, batch):
    version = lab.train("aws-user-personalization-v2")
    campaign = lab.deploy(version, "second")
    _, (line,) = batch(version, [{"userId": world.users[0]}], "reasons", lab)
    told = lab.tenant.runtime.get_recommendations(
        campaignArn=campaign, userId=world.users[0])["itemList"]
    assert line["output"] == {
        "recommendedItems": [entry["itemId"] for entry in told],
        "scores": [entry.get("score") for entry in told],
        "reasons": [entry.get("reason", []) for entry in told]}


def test_a_bad_line_has_an_error_and_spoils_nothing(shop, world, personal, batch):
    good = {"userId": world.users[0]}
    _, lines = batch(
        version_of(shop, personal), [good, "{oops", "", "[1]", {"itemId": "i0-0"}, good], "mixed")
    assert [line["output"] is None for line in lines] == [False, True, True, True, False]
    assert lines[1]["input"] == "{oops" and "JSON" in lines[1]["error"]
    assert lines[2]["input"] == [1] and "object" in lines[2]["error"]
    assert lines[3]["input"] == {"itemId": "i0-0"} and "userId" in lines[3]["error"]
    assert lines[0] == lines[4]


def test_a_suppressed_person_gets_no_list(lab, world, batch):
    version = lab.train("aws-user-personalization", name="suppressed")
    people = [{"userId": user} for user in world.users[:2]]
    _, before = batch(version, people, "suppressed-before", lab)
    privacy.ask(lab.tenant, "suppressions", {"userIds": [world.users[0]]})
    _, (barred, free) = batch(version, people, "suppressed-after", lab)
    privacy.ask(lab.tenant, "unsuppress", {"userIds": [world.users[0]]})
    assert barred["output"] is None and barred["error"]
    assert free == before[1]


THEMED = schemas.schema(
    "Items", ("ITEM_ID", "string"), ("TITLE", "string"),
    ("GENRES", "string", {"categorical": True}),
    ("DESCRIPTION", ["null", "string"], {"textual": True}))
KINDS = [("Horror", "vampire"), ("Comedy", "wedding"), ("Western", "sheriff"),
         ("Space", "rocket"), ("Crime", "detective")]


def test_themes_name_what_related_items_share(server, batch):
    world = Tastes()
    group = Group(Tenant(server), "themed")
    group.dataset()
    group.load(world.interactions())
    group.dataset("Items", THEMED)
    group.load(table(["ITEM_ID", "TITLE", "GENRES", "DESCRIPTION"], [
        [item, f"Title {number}", KINDS[world.kind(item)][0],
         f"Of a {KINDS[world.kind(item)][1]} and number {number}"]
        for number, item in enumerate(world.items)]), "Items")
    version = group.train("aws-similar-items")
    options = {
        "numResults": 10, "batchInferenceJobMode": "THEME_GENERATION",
        "themeGenerationConfig": {"fieldsForThemeGeneration": {"itemName": "TITLE"}}}
    items = ["i1-0", "i4-1"]
    lines = [{"itemId": item} for item in items]
    _, themed = batch(version, lines, "themes", group, **options)
    _, plain = batch(version, lines, "no-themes", group, numResults=10)
    for item, line, other in zip(items, themed, plain):
        genre, word = KINDS[world.kind(item)]
        output = line["output"]
        assert output["theme"].startswith(genre) and word in output["theme"].lower()
        assert sorted(output["recommendedItems"]) == sorted(other["output"]["recommendedItems"])
        scores = output["itemsThemeRelevanceScores"]
        assert scores == sorted(scores, reverse=True) and len(scores) == 10
        assert scores[0] > 0.1
    _, again = batch(version, lines, "themes-again", group, **options)
    assert again == themed
    path = group.tenant.put("long.json", jobs.text(lines * 51))
    reason = jobs.failure(group, version, path, "long", **options)
    assert "more than 100 lines" in reason and path in reason


def test_lists_go_to_an_s3_server(s3_server):
    group = Group(Tenant(s3_server), "remote")
    group.dataset()
    group.load(Tastes().interactions())
    version = group.train("aws-popularity-count")
    path = group.tenant.put("in/users.json", '{"userId": "u0-0"}\n')
    arn = group.api.create_batch_inference_job(
        jobName="remote", solutionVersionArn=version, roleArn=ROLE,
        jobInput={"s3DataSource": {"path": path}},
        jobOutput={"s3DataDestination": {"path": group.tenant.folder("out")}},
    )["batchInferenceJobArn"]
    waits.active(group.tenant, "batchInferenceJob", arn)
    (line,) = jobs.outputs(group.tenant, "out/users.json.out")
    assert len(line["output"]["recommendedItems"]) == 25
    keys = group.tenant.server.store.keys(group.tenant.bucket, "out/")
    assert keys == ["out/_CHECK", "out/users.json.out"]


def test_a_role_that_may_not_write_fails_the_job(own_server, tmp_path):
    tenant = Tenant(None)
    folder = tmp_path / "own" / "data"
    folder.mkdir(parents=True)
    (folder / "grants.json").write_text(json.dumps({"*": {"*": {"read": [
        f"s3://{tenant.bucket}/"]}}}))
    group = Group(Tenant(own_server(), tenant.account))
    group.dataset()
    group.load(Tastes().interactions())
    path = group.tenant.put("in/users.json", '{"userId": "u0-0"}\n')
    reason = jobs.failure(group, group.train("aws-popularity-count"), path, "denied")
    assert "Insufficient privileges" in reason and "write" in reason
