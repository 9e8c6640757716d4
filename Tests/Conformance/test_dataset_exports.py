"""Dataset exports: what is written, where, and that importing it gives the same dataset."""

import csv
import io
import json

import pytest
from harness import REPOSITORY, privacy, schemas, waits
from harness.chain import Group
from harness.errors import INVALID, refused
from harness.tenant import ROLE, Tenant

INTERACTIONS = schemas.schema(
    "Interactions", *schemas.KEYS, ("EVENT_TYPE", "string"), ("EVENT_VALUE", ["null", "float"]),
    ("IMPRESSION", ["null", "string"]), ("DEVICE", ["null", "string"], {"categorical": True}),
    ("DEPTH", ["null", "int"]), ("LONG", ["null", "long"]), ("EXACT", ["null", "double"]),
    ("AT_HOME", ["null", "boolean"]))
HEADER = ["USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE", "EVENT_VALUE", "IMPRESSION", "DEVICE",
          "DEPTH", "LONG", "EXACT", "AT_HOME"]
ODD = ['Anna, "the" buyer', "日本", "naïve 😀", "back\\slash", '\\"', " blank ", "a|b", "'", "\t"]
TIME = 1_700_000_000


def rows():
    """A thousand rows of all types, with nulls and everything CSV has to quote."""
    for n in range(1000):
        odd = ODD[n % len(ODD)]
        yield [
            f"user {n % 70} {odd}", f"{odd} {n % 30}", TIME + n, "view" if n % 3 else "buy, now",
            "" if n % 4 else n / 7, "" if n % 5 else f"i{n}|{odd}", odd if n % 2 else "",
            "" if n % 6 else -n, "" if n % 7 else 2**62 + n, "" if n % 8 else 1 / (n + 1),
            ("", "true", "false")[n % 3]]


def written(rows, header=HEADER):
    """CSV as imports take it."""
    text = io.StringIO()
    writer = csv.writer(
        text, lineterminator="\n", escapechar="\\", doublequote=False, quoting=csv.QUOTE_ALL)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def read(content):
    """The rows of an export, the header first."""
    return list(csv.reader(
        io.StringIO(content.decode(), newline=""), escapechar="\\", doublequote=False))


def start(group, name, kind="Interactions", **options):
    """Creates an export job into the folder `out`; returns its ARN."""
    return group.api.create_dataset_export_job(
        jobName=name, datasetArn=group.dataset_arn(kind), roleArn=ROLE,
        jobOutput={"s3DataDestination": {"path": group.tenant.folder("out")}},
        **options)["datasetExportJobArn"]


def export(group, name, kind="Interactions", **options):
    """The bytes of a finished export."""
    waits.active(group.tenant, "datasetExportJob", start(group, name, kind, **options))
    return group.tenant.server.store.get(group.tenant.bucket, f"out/{name}.csv")


@pytest.fixture(params=["server", "s3_server"])
def place(request):
    """A dataset group without datasets, whose bucket is a folder or on moto's server."""
    group = Group(Tenant(request.getfixturevalue(request.param)))
    group.tenant.server.store.make(group.tenant.bucket)
    return group


def sorted_lines(content):
    return sorted(content.splitlines())


def test_what_is_exported_and_imported_elsewhere_is_the_same(place):
    place.dataset("Interactions", INTERACTIONS)
    place.load(written(rows()))
    first = export(place, "first", ingestionMode="BULK")
    found = read(first)
    assert found[0] == HEADER and len(found) == 1001

    def values(row):
        return [float(cell) if position in (4, 9) and cell != "" else str(cell)
                for position, cell in enumerate(row)]

    assert sorted(map(str, map(values, found[1:]))) == sorted(map(str, map(values, rows())))
    other = Group(place.tenant, "other")
    other.dataset("Interactions", INTERACTIONS)
    other.load(first.decode())
    again = export(other, "again", ingestionMode="BULK")
    assert sorted_lines(again) == sorted_lines(first)
    keys = place.tenant.server.store.keys(place.tenant.bucket, "out/")
    assert keys == ["out/again.csv", "out/first.csv"]


def test_streamed_events_are_exported_and_imported_as_they_came(place):
    place.dataset("Interactions", INTERACTIONS)
    place.load(written(rows()))
    tracking = place.tracker()
    for n in range(30):
        place.tenant.events.put_events(
            trackingId=tracking, userId=f"streamed {n % 5}", sessionId=f"s{n % 5}", eventList=[{
                "eventType": "view", "itemId": f"item,{n}", "sentAt": TIME + n,
                "eventValue": 1.5, "impression": ["a", f"item,{n}"],
                "properties": json.dumps({"device": 'line\nbreak "x"', "depth": n})}])
    place.tenant.events.put_events(
        trackingId=tracking, sessionId="stranger", eventList=[
            {"eventType": "view", "itemId": "i", "sentAt": TIME}])
    # PUT is what it is when nothing is said.
    streamed = read(export(place, "put"))
    assert len(streamed) == 31
    assert streamed[3] == [
        "streamed 2", "item,2", str(TIME + 2), "view", "1.5", "a|item,2", 'line break "x"', "2",
        "", "", ""]
    assert len(read(export(place, "bulk", ingestionMode="BULK"))) == 1001
    everything = export(place, "all", ingestionMode="ALL")
    assert len(read(everything)) == 1031
    other = Group(place.tenant, "other")
    other.dataset("Interactions", INTERACTIONS)
    other.load(everything.decode())
    assert sorted_lines(export(other, "again", ingestionMode="ALL")) == sorted_lines(everything)


def test_of_items_and_users_the_mode_all_keeps_the_newest(place):
    place.dataset("Items")
    place.dataset("Users")
    names = ["ITEM_ID", "GENRES", "PRICE", "CREATION_TIMESTAMP"]
    place.load(written([[f"i{n}", ODD[n], n, TIME] for n in range(5)], names), "Items")
    place.load(
        written([["i1", "newer", "", TIME]], names), "Items", importMode="INCREMENTAL")
    place.tenant.events.put_items(
        datasetArn=place.dataset_arn("Items"), items=[
            {"itemId": item, "properties": json.dumps({"genres": "put", "creationTimestamp": 5})}
            for item in ("i0", "i9")])
    assert sorted(read(export(place, "put", "Items"))[1:]) == [
        ["i0", "put", "", "5"], ["i9", "put", "", "5"]]
    bulk = read(export(place, "bulk", "Items", ingestionMode="BULK"))
    assert bulk[0] == names and len(bulk) == 7
    everything = export(place, "all", "Items", ingestionMode="ALL")
    assert sorted(read(everything)[1:]) == sorted([
        ["i0", "put", "", "5"], ["i1", "newer", "", str(TIME)], ["i9", "put", "", "5"],
        *([f"i{n}", ODD[n], f"{n}.0", str(TIME)] for n in (2, 3, 4))])
    other = Group(place.tenant, "other")
    other.dataset("Items")
    other.load(everything.decode(), "Items")
    again = export(other, "again", "Items", ingestionMode="ALL")
    assert sorted_lines(again) == sorted_lines(everything)
    place.tenant.events.put_users(
        datasetArn=place.dataset_arn("Users"),
        users=[{"userId": "u,1", "properties": json.dumps({"membership": "gold"})}])
    assert read(export(place, "users", "Users"))[1:] == [["u,1", "", "gold"]]


def test_an_empty_export_is_a_header(group):
    group.dataset()
    group.tenant.server.store.make(group.tenant.bucket)
    assert export(group, "none", ingestionMode="ALL") == (
        b"USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE\n")


def test_a_missing_bucket_is_the_failure(place):
    place.dataset()
    arn = place.api.create_dataset_export_job(
        jobName="out", datasetArn=place.dataset_arn(), roleArn=ROLE,
        jobOutput={"s3DataDestination": {"path": "s3://no-such-bucket-here/out"}},
    )["datasetExportJobArn"]
    reason = waits.failed(place.tenant, "datasetExportJob", arn)
    assert "no-such-bucket-here" in reason


def test_a_suppressed_person_is_left_out(group):
    group.dataset("Interactions", INTERACTIONS)
    group.load(written([["gone", "i", TIME + n, "view", *[""] * 7] for n in range(500)]
                       + [["here", "i", TIME + n, "view", *[""] * 7] for n in range(500)]))
    privacy.ask(group.tenant, "suppressions", {"userIds": ["gone"]})
    found = read(export(group, "out", ingestionMode="ALL"))
    assert len(found) == 501 and {row[0] for row in found[1:]} == {"here"}


@pytest.mark.parametrize("kind", ["Actions", "Action_Interactions"])
def test_actions_have_no_export(group, kind):
    name = {"Actions": "actions", "Action_Interactions": "action-interactions"}[kind]
    group.dataset(kind, (REPOSITORY / f"examples/schemas/custom-{name}.json").read_text())
    with refused(INVALID, "INTERACTIONS"):
        start(group, "out", kind)
