"""The examples run to their end, each in a process of its own, as a reader would start them."""

import subprocess
import sys

import pytest
from harness import REPOSITORY
from harness.server import clean_environment

FOLDER = REPOSITORY / "examples/movielens"
EXPORT = REPOSITORY / "examples/export"
FORGET = REPOSITORY / "examples/forget-user"
BATCH = REPOSITORY / "examples/batch"
ATTRIBUTION = REPOSITORY / "examples/metric-attribution"


@pytest.mark.parametrize("command", [
    [sys.executable, FOLDER / "movielens.py"], [FOLDER / "movielens.sh"],
], ids=["boto3", "AWS CLI"])
def test_movielens_goes_from_ratings_to_recommendations_that_follow_events(command):
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL,
        env=clean_environment())
    assert done.returncode == 0, done.stdout + done.stderr
    for text in ("interactions", "normalized_discounted_cumulative_gain_at_10",
                 "Recommended to user 1", "Recommended now", "import ", "train ", "deploy "):
        assert text in done.stdout, done.stdout


@pytest.mark.parametrize("command", ["movielens.py", "movielens.sh"])
def test_examples_explain_themselves(command):
    done = subprocess.run(
        [FOLDER / command, "--help"] if command.endswith("sh")
        else [sys.executable, FOLDER / command, "--help"],
        capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and "S3" in done.stdout.upper()


@pytest.mark.parametrize("place", ["folder", "moto"])
@pytest.mark.parametrize("script, proofs", [
    (EXPORT / "export.py", [
        '"anna, of the garden",item-3,buy,1700001000', "exported from there: the same."]),
    (ATTRIBUTION / "attribution.py", [
        "AggregatedAttributionMetrics - PutEvents - ", "REVENUE,BUY,12.5,sum,home page,",
        "AggregatedAttributionMetrics - INCREMENTAL - ",
        'metric="VIEWS",event_attribution_source="NEWSLETTER"} 1000.0']),
], ids=["exports", "metric attribution"])
def test_files_come_to_the_folder_or_the_server(script, proofs, place, request):
    command, environment = [sys.executable, script], clean_environment()
    if place == "moto":
        moto = request.getfixturevalue("moto")
        command += ["--s3-endpoint", moto.endpoint]
        environment |= moto.environment
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL,
        env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    for text in proofs:
        assert text in done.stdout, done.stdout


@pytest.mark.parametrize("command, proof", [
    ([sys.executable, FORGET / "aws_way.py"], "COMPLETED"),
    ([sys.executable, FORGET / "shop.py", FORGET / "one_line.sh"], "CERTIFICATE OF ERASURE"),
    ([sys.executable, FORGET / "shop.py", FORGET / "opendsr.sh"], '"completed"'),
], ids=["the AWS way", "one line", "OpenDSR"])
def test_a_person_is_forgotten_and_recommendations_no_longer_know_her(command, proof):
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL,
        env=clean_environment())
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Recommended to anna, a person it knows:" in done.stdout, done.stdout
    assert proof in done.stdout, done.stdout
    last = done.stdout.splitlines()[-1]
    assert last.startswith("Recommended to anna, a person it does not know:"), done.stdout


@pytest.mark.parametrize("place", ["folder", "moto"])
@pytest.mark.parametrize("script, proof", [
    ("inference.py", "For anna: "), ("segments.py", "Most likely to buy garden-0: "),
])
def test_batch_jobs_write_lists_to_the_bucket(script, proof, place, request):
    environment = clean_environment()
    if place == "moto":
        # Of the example's own: it makes a bucket, and each run makes the same one.
        store = request.getfixturevalue("own_moto")
        environment |= store.environment | {"AWS_ENDPOINT_URL_S3": store.endpoint}
    done = subprocess.run(
        [sys.executable, BATCH / script], capture_output=True, text=True, timeout=300,
        stdin=subprocess.DEVNULL, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    assert proof in done.stdout, done.stdout
    if place == "moto":
        assert [key for key in store.keys("shop") if key.endswith(".out")]
