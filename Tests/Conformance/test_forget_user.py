"""`bespoke forget-user`, `export-user` and `discover-user` against a running server."""

import json
import stat

import pytest
from harness.cli_process import bespoke


def command(tenant, name, *arguments, **options):
    """The finished command with this tenant's credentials."""
    return bespoke(
        name, "--endpoint", tenant.server.endpoint, "--region", tenant.region, *arguments,
        AWS_ACCESS_KEY_ID=tenant.key, AWS_SECRET_ACCESS_KEY=tenant.secret, **options)


def found(tenant, *people):
    """How many entries there are of the people, files of the customer's own left out."""
    options = [part for person in people for part in ("--user-id", person)]
    done = command(tenant, "discover-user", *options, "--format", "json")
    assert done.returncode == 0, done.stderr
    return sum(
        place["count"] for group in json.loads(done.stdout)["groups"]
        for place in group["places"] if not place.get("locations"))


def test_people_are_forgotten_and_the_certificate_is_printed(loaded, tmp_path):
    tenant, saved = loaded.tenant, tmp_path / "certificate.json"
    assert found(tenant, "u0-0", "u1-1") > 0
    done = command(
        tenant, "forget-user", "--dataset-group", "shop", "--user-id", "u0-0", "--user-id", "u1-1",
        "--ticket", "T-7", "--certificate", saved)
    assert done.returncode == 0, done.stderr
    assert "CERTIFICATE OF ERASURE" in done.stdout and "T-7" in done.stdout
    assert "2 people" in done.stdout and "records erased" in done.stderr
    assert json.loads(saved.read_text())["ticket"] == "T-7"
    for person in ("u0-0", "u1-1"):
        assert person not in done.stdout + done.stderr + saved.read_text()
    assert found(tenant, "u0-0", "u1-1") == 0
    assert found(tenant, "u2-2") > 0


def test_the_same_request_id_again_asks_for_nothing_new(loaded):
    arguments = ["forget-user", "--dataset-group", loaded.arn, "--user-id", "u0-3",
                 "--request-id", "REQ-9", "--format", "json"]
    first = command(loaded.tenant, *arguments)
    again = command(loaded.tenant, *arguments)
    assert first.returncode == again.returncode == 0, first.stderr + again.stderr
    assert json.loads(first.stdout) == json.loads(again.stdout)
    other = command(loaded.tenant, *[a.replace("u0-3", "u0-6") for a in arguments])
    assert other.returncode == 1 and "REQ-9" in other.stderr


def test_people_come_from_a_file_or_standard_input(loaded, tmp_path):
    people = tmp_path / "people.csv"
    people.write_text('\ufeffNOTE,USER_ID\r\n"a, b",u0-9\r\n,"u2-7"\r\n')
    done = command(
        loaded.tenant, "forget-user", "--dataset-group", "all", "--csv", people, "--yes")
    assert done.returncode == 0, done.stderr
    done = command(
        loaded.tenant, "forget-user", "--dataset-group", "all", "--csv", "-", text="u1-11\n")
    assert done.returncode == 0, done.stderr
    assert found(loaded.tenant, "u0-9", "u2-7", "u1-11") == 0


def test_everything_about_a_person_is_written_as_files(loaded, tmp_path):
    folder = tmp_path / "package"
    done = command(loaded.tenant, "export-user", "--user-id", "u0-12", "--output", folder)
    assert done.returncode == 0, done.stderr
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert sorted(map(str, files)) == sorted(done.stdout.splitlines())
    assert any("u0-12" in path.read_text() for path in files if path.suffix == ".csv")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in files)
    again = command(loaded.tenant, "export-user", "--user-id", "u0-12", "--output", folder)
    assert again.returncode == 1 and "not empty" in again.stderr


@pytest.mark.parametrize("arguments", [
    ["forget-user", "--user-id", "a"], ["forget-user", "--dataset-group", "all"],
    ["forget-user", "--dataset-group", "all", "--user-id", "a", "--new-events", "maybe"],
    ["forget-user", "--dataset-group", "all", "--csv", "/no/such/file"],
    ["export-user", "--user-id", "a"], ["export-user", "--output", "x"], ["discover-user"],
    ["discover-user", "a"],
], ids=" ".join)
def test_what_is_not_said_is_asked_for(arguments):
    done = bespoke(*arguments)
    assert done.returncode == 2 and done.stdout == "" and done.stderr


def test_a_group_that_is_not_there_and_a_server_that_is_not_there_are_failures(loaded):
    done = command(
        loaded.tenant, "forget-user", "--dataset-group", "books", "--user-id", "u0-15")
    assert done.returncode == 1 and "books" in done.stderr
    done = bespoke(
        "forget-user", "--dataset-group", "all", "--user-id", "x", "--endpoint",
        "http://127.0.0.1:1")
    assert done.returncode == 1 and "No server" in done.stderr
