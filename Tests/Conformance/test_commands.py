"""The `bespoke` command itself: help, options, exit codes, signals, the ready line."""

import os
import signal
import subprocess
import threading
import time

import pytest
from harness import wire
from harness.chain import Group
from harness.data import HEADER, ladder, table
from harness.server import Server, binary, clean_environment
from harness.tenant import Tenant


def run(*arguments, within=30, **environment):
    """The finished `bespoke` process."""
    return subprocess.run(
        [binary(), *map(str, arguments)], capture_output=True, text=True, timeout=within,
        stdin=subprocess.DEVNULL, env=clean_environment(**environment))


@pytest.mark.parametrize("command", [
    [], ["serve"], ["demo"], ["credentials"], ["explain"], ["events"], ["jobs"],
    ["forget-user"], ["export-user"], ["discover-user"]], ids=str)
def test_help_is_on_every_command(command):
    done = run(*command, "--help")
    assert done.returncode == 0 and done.stderr == ""
    assert "--help" in done.stdout or "Usage" in done.stdout or "USAGE" in done.stdout


def test_help_names_every_option_of_the_contract():
    text = run("serve", "--help").stdout
    for option in ("--host", "--port", "--data", "--s3-root", "--workers", "--auth", "--pace",
                   "--relaxed-limits", "--quotas", "--log"):
        assert option in text, option


@pytest.mark.parametrize("arguments", [
    ["brew"], ["serve", "--colour", "red"], ["serve", "--port"], ["serve", "--port", "lots"],
    ["serve", "--port", "70000"], ["serve", "--auth", "perhaps"], ["serve", "--pace", "slow"],
    ["serve", "--workers", "-1"],
], ids=" ".join)
def test_what_is_not_understood_is_an_error_on_standard_error(arguments):
    done = run(*arguments)
    assert done.returncode not in (0, -signal.SIGILL, -signal.SIGTRAP, -signal.SIGSEGV)
    assert done.stdout == "" and done.stderr


def test_options_come_from_the_environment_too(tmp_path):
    environment = clean_environment(
        BESPOKE_PORT="0", BESPOKE_DATA=str(tmp_path / "d"), BESPOKE_S3_ROOT=str(tmp_path / "s"))
    process = subprocess.Popen(
        [binary(), "serve"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
    try:
        assert process.stdout.readline().startswith(b"bespoke ready http://127.0.0.1:")
        assert (tmp_path / "d").is_dir()
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        process.stdout.close()


def test_standard_output_has_the_ready_line_alone(tmp_path):
    server = Server(tmp_path).start()
    Tenant(server).personalize.list_schemas()
    pipe = os.dup(server.process.stdout.fileno())
    assert server.stop() == 0
    assert os.read(pipe, 4096) == b""
    os.close(pipe)


def test_a_port_in_use_is_an_error_and_not_a_second_server(own_server, tmp_path):
    server = own_server()
    done = run("serve", "--port", server.port, "--data", tmp_path / "other")
    assert done.returncode != 0 and str(server.port) in done.stderr


def test_data_already_in_use_is_an_error(own_server):
    server = own_server()
    done = run("serve", "--port", 0, "--data", server.data)
    assert done.returncode != 0 and done.stderr
    assert wire.healthy(server)


def test_sigterm_lets_requests_in_flight_finish(own_server):
    server = own_server()
    tenant, answered, failures = Tenant(server), [], []

    def keep_asking():
        client = tenant.client("personalize")
        while True:
            try:
                answered.append(client.list_schemas())
            except AssertionError as violation:
                failures.append(violation)
                return
            except Exception:
                return  # The connection is refused once the server is gone.

    threads = [threading.Thread(target=keep_asking) for _ in range(4)]
    for thread in threads:
        thread.start()
    while len(answered) < 50:
        time.sleep(0.01)
    assert server.stop() == 0
    for thread in threads:
        thread.join(20)
    assert not failures


def test_everything_is_there_after_a_restart(own_server):
    server = own_server()
    group = Group(Tenant(server))
    group.dataset()
    items = [f"p{n}" for n in range(20)]
    group.load(table(HEADER, ladder(items)))
    campaign = group.campaign("aws-popularity-count")
    tracking = group.tracker()
    assert server.stop() == 0
    server.start()
    assert group.recommend(campaign) == items
    group.tenant.events.put_events(
        trackingId=tracking, userId="u", sessionId="s",
        eventList=[{"eventType": "view", "itemId": "p1", "sentAt": 1_700_000_000}])
    assert server.stop() == 0


def test_a_fresh_server_is_ready_at_once_and_small(own_server):
    started = time.monotonic()
    server = own_server()
    # The figures themselves are the benchmark's; this catches a start that has gone astray.
    assert time.monotonic() - started < 2
    assert server.resident_bytes() < 60 << 20


def test_the_demo_runs_to_its_end_and_shows_a_change(tmp_path):
    done = run("demo", "--once", "--port", 0, within=120)
    assert done.returncode == 0, done.stderr
    for text in ("Recommended:", "Recommended now:", "boto3", "aws personalize-runtime", "http://"):
        assert text in done.stdout, done.stdout
