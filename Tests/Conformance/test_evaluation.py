"""Evaluation: `bespoke evaluate`, and the reported metrics computed once more from its exports."""

import csv
import json
import math
import subprocess

import pytest

from harness.chain import Group
from harness.data import START, Tastes, table
from harness.server import binary, clean_environment
from harness.tenant import Tenant

DEPTHS = (5, 10, 25)


def evaluate(server, *arguments, code=0):
    """Runs the command on the server's data folder, beside it; returns what it prints."""
    command = [binary(), "evaluate", *arguments, "--data", server.data]
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, timeout=120,
        env=clean_environment())
    assert done.returncode == code, done.stderr
    return done.stdout if code == 0 else done.stderr


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def recomputed(folder):
    """The eight metrics from the exported files, after their definitions in the service's guide."""
    truth, lists = {}, {}
    for row in rows(folder / "held-out.csv"):
        truth.setdefault(row["USER_ID"], set()).add(row["ITEM_ID"])
    for row in rows(folder / "recommendations.csv"):
        lists.setdefault(row["USER_ID"], []).append((int(row["RANK"]), row["ITEM_ID"]))
    ranked = {user: [item for _, item in sorted(pairs)] for user, pairs in lists.items()}
    sums = dict.fromkeys(
        ["mean_reciprocal_rank_at_25"]
        + [f"{name}_at_{k}" for k in DEPTHS
           for name in ("normalized_discounted_cumulative_gain", "precision")], 0.0)
    for user, wanted in truth.items():
        hits = [item in wanted for item in ranked.get(user, [])[:25]]
        if True in hits:
            sums["mean_reciprocal_rank_at_25"] += 1 / (1 + hits.index(True))
        for k in DEPTHS:
            gain = sum(1 / math.log2(place + 2) for place, hit in enumerate(hits[:k]) if hit)
            best = sum(1 / math.log2(place + 2) for place in range(min(k, len(wanted))))
            sums[f"normalized_discounted_cumulative_gain_at_{k}"] += gain / best
            sums[f"precision_at_{k}"] += sum(hits[:k]) / k
    metrics = {key: value / len(truth) for key, value in sums.items()}
    catalogue = {row["ITEM_ID"] for row in rows(folder / "items.csv")}
    shown = {item for items in ranked.values() for item in items}
    assert shown <= catalogue
    return metrics | {"coverage": len(shown) / len(catalogue)}


@pytest.fixture(scope="module")
def group(server):
    """A group with interactions and items of planted tastes."""
    group = Group(Tenant(server), "measured")
    tastes = Tastes(users=300, items=120)
    group.dataset()
    group.load(tastes.interactions())
    group.dataset("Items")
    group.load(tastes.item_table(), "Items")
    return group


@pytest.mark.parametrize("recipe", ["aws-user-personalization", "aws-similar-items"])
def test_reported_metrics_agree_with_those_computed_from_the_export(
        server, group, tmp_path, recipe):
    version = group.train(recipe)
    reported = group.api.get_solution_metrics(solutionVersionArn=version)["metrics"]

    # What comes later does not change the split of that training.
    events = table(
        ["USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE", "EVENT_VALUE"],
        [[f"after-{recipe}-{n}", f"i0-{n % 20}", START + 10_000_000 + n, "view", 1]
         for n in range(1000)])
    group.load(events, importMode="INCREMENTAL")

    evaluate(server, version, "--export", tmp_path)
    computed = recomputed(tmp_path)
    assert set(computed) == set(reported)
    assert {key: round(value, 4) for key, value in computed.items()} == pytest.approx(
        reported, abs=5.1e-5)
    assert not any(
        row["USER_ID"].startswith(f"after-{recipe}") for row in rows(tmp_path / "interactions.csv"))
    trained = {(r["USER_ID"], r["ITEM_ID"], r["TIMESTAMP"])
               for r in rows(tmp_path / "interactions.csv")}
    held_out = {(r["USER_ID"], r["ITEM_ID"], r["TIMESTAMP"])
                for r in rows(tmp_path / "held-out.csv")}
    assert held_out and not held_out & trained


def test_a_version_is_shown_beside_popularity(server, group):
    version = group.train("aws-sims")
    reported = group.api.get_solution_metrics(solutionVersionArn=version)["metrics"]
    result = json.loads(evaluate(server, version, "--format", "json"))["evaluations"]
    assert len(result) == 1
    assert result[0]["recipe"] == "aws-sims"
    assert result[0]["metrics"] == reported == result[0]["reported"]
    key = "normalized_discounted_cumulative_gain_at_25"
    assert result[0]["ratios"][key] == pytest.approx(
        reported[key] / result[0]["popularity"][key], abs=0.01)
    assert 0 < result[0]["bias"]["percentile"] <= 1
    text = evaluate(server, version)
    assert version in text and "mean_reciprocal_rank_at_25" in text
    other = json.loads(evaluate(server, version, "--seed", "5", "--format", "json"))
    assert other["evaluations"][0]["metrics"] != reported


def test_all_recipes_of_a_group_are_compared_by_its_name_or_arn(server, group):
    text = evaluate(server, "measured")
    for recipe in ["aws-user-personalization-v2", "aws-sims", "aws-popularity-count"]:
        assert any(line.startswith(recipe + " ") for line in text.splitlines())
    found = json.loads(evaluate(server, group.arn, "--format", "json"))["evaluations"]
    by_name = {result["recipe"]: result for result in found}
    key = "normalized_discounted_cumulative_gain_at_25"
    assert by_name["aws-user-personalization"]["ratios"][key] > 1
    assert by_name["aws-popularity-count"]["ratios"][key] == 1
    assert not any(name.startswith(("aws-ecomm", "aws-vod")) for name in by_name)


def test_what_is_not_there_is_said(server, group):
    assert "There is no nothing" in evaluate(server, "nothing", code=1)
    assert "cannot be evaluated" in evaluate(server, group.dataset_arn(), code=1)
    assert "Give one TARGET" in evaluate(server, code=2)
