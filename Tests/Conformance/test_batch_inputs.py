"""What a batch job reads: every object whose key starts with its input, as S3 knows prefixes."""

import json

import pytest
from harness import batch, waits
from harness.chain import Group
from harness.data import Tastes
from harness.tenant import ROLE, Tenant


@pytest.fixture(scope="module", params=["server", "s3_server"])
def place(request):
    """A group with a version of popular items, whose bucket is a folder or on moto's server."""
    group = Group(Tenant(request.getfixturevalue(request.param)), "inputs")
    group.dataset()
    group.load(Tastes().interactions())
    group.version = group.train("aws-popularity-count")
    return group


def put(group, *keys):
    """Objects with a line each, which names the object."""
    for key in keys:
        group.tenant.put(key, batch.text([{"userId": key}]))


def read(group, source, name):
    """What a job of a location has read, by the names of its outputs."""
    location = f"s3://{group.tenant.bucket}/{source}"
    waits.active(
        group.tenant, "batchInferenceJob", batch.start(group, group.version, location, name))
    return {
        key.removeprefix(f"{name}/out/"):
            [line["input"]["userId"] for line in batch.outputs(group.tenant, key)]
        for key in batch.keys(group, f"{name}/out/") if not key.endswith("_CHECK")}


@pytest.mark.parametrize("source,name,wanted", [
    ("in/part", "middle", ["part-0.json", "part-1/x.json", "part/y.json", "part/deep/z.json"]),
    ("in/part/", "folder", ["part/y.json", "part/deep/z.json"]),
    ("in/part-0.json", "object", ["part-0.json"]),
])
def test_every_object_whose_key_starts_like_the_input_is_read(place, source, name, wanted):
    put(place, "in/part-0.json", "in/part-1/x.json", "in/part/y.json", "in/part/deep/z.json",
        "in/other.json", "part.json")
    found = read(place, source, name)
    assert found == {key.split("/")[-1] + ".out": [f"in/{key}"] for key in wanted}


def test_outputs_that_would_overwrite_each_other_are_refused(place):
    put(place, "twice/a/x.json", "twice/b/x.json", "twice/c/y.json")
    source = place.tenant.folder("twice")
    reason = batch.failure(place, place.version, source, "twice-out")
    assert f"{source}a/x.json" in reason and f"{source}b/x.json" in reason, reason
    assert "x.json.out" in reason and "y.json" not in reason


def test_a_job_does_not_read_what_jobs_have_written(place):
    tenant, source = place.tenant, place.tenant.folder("again")
    put(place, "again/x.json", "again/lists/y.json")
    # An output folder below the input, with an input in it.
    for name in ("first", "second"):
        arn = batch.start(place, place.version, source, name, f"{source}lists/")
        waits.active(tenant, "batchInferenceJob", arn)
        assert batch.keys(place, "again/lists/") == [
            "again/lists/_CHECK", "again/lists/x.json.out", "again/lists/y.json",
            "again/lists/y.json.out"]
    # To another job that writes elsewhere they are inputs like any other.
    reason = batch.failure(place, place.version, f"{source}lists/x.json.o", "other")
    assert "userId" in reason


@pytest.mark.parametrize("source,said", [
    ("none/", "no folder"), ("none", "no object"), ("in/none", "no object"),
    ("in/../x", ". or .."),
])
def test_an_input_of_nothing_fails_and_is_named(place, source, said):
    put(place, "in/x.json")
    location = f"s3://{place.tenant.bucket}/{source}"
    name = "nothing-" + "".join(c for c in source if c.isalpha())
    reason = batch.failure(place, place.version, location, f"{name}-{len(source)}")
    assert said in reason and location in reason and "Invalid Data location" in reason, reason


def test_more_objects_and_bytes_than_the_service_takes_are_refused(group):
    group.dataset()
    group.load(Tastes().interactions())
    version = group.train("aws-popularity-count")
    put(group, *(f"many/{n}.json" for n in range(1001)))
    reason = batch.failure(group, version, group.tenant.folder("many"), "many")
    assert "1001 objects" in reason and "at most 1000" in reason
    put(group, "large/a.json", "large/b.json")
    folder = group.tenant.server.store.root / group.tenant.bucket / "large"
    with open(folder / "b.json", "r+b") as file:
        file.truncate(2**30)
    reason = batch.failure(group, version, group.tenant.folder("large"), "large")
    assert "1 GB" in reason and "bytes" in reason


@pytest.mark.parametrize("name,text,said", [
    ("nothing", "\n \n", "no line"), ("nonsense", "a\nb\n", "No line of the input can be used"),
])
def test_an_input_that_cannot_be_used_fails(place, name, text, said):
    path = place.tenant.put(f"unusable/{name}.json", text)
    assert said in batch.failure(place, place.version, path, name)


def test_segments_are_made_of_prefixes_as_well(shop):
    version = shop.train("aws-item-affinity", name="segments-of-prefixes")
    for key in ("a", "b/c"):
        shop.tenant.put(f"segments-in/part-{key}.json", json.dumps({"itemId": "i0-0"}))
    arn = shop.api.create_batch_segment_job(
        jobName="prefix", solutionVersionArn=version, roleArn=ROLE,
        jobInput={"s3DataSource": {"path": shop.tenant.folder("segments-in") + "part"}},
        jobOutput={"s3DataDestination": {"path": shop.tenant.folder("segments-out")}},
    )["batchSegmentJobArn"]
    waits.active(shop.tenant, "batchSegmentJob", arn)
    assert batch.keys(shop, "segments-out/") == [
        "segments-out/_CHECK", "segments-out/c.json.out", "segments-out/part-a.json.out"]
