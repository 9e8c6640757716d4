"""Fixtures of every suite that talks to a running server."""

import pytest
from harness import REPOSITORY, matrix
from harness.chain import Group
from harness.data import Tastes
from harness.server import Server
from harness.stores import MotoStore
from harness.tenant import Tenant


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """One release server for the whole session; every test is a tenant of its own on it."""
    running = Server(tmp_path_factory.mktemp("server")).start()
    yield running
    assert running.alive(), f"the server died during the tests:\n{running.log_tail()}"
    assert running.stop() == 0, running.log_tail()


@pytest.fixture(scope="session")
def moto():
    """moto's S3 server, for the whole session."""
    store = MotoStore().start()
    yield store
    store.kill()


@pytest.fixture
def own_moto():
    """moto's S3 server for one test, which may kill it."""
    store = MotoStore().start()
    yield store
    store.kill()


@pytest.fixture(scope="session")
def s3_server(moto, tmp_path_factory):
    """A server whose `s3://` locations lead to moto's."""
    running = Server(
        tmp_path_factory.mktemp("s3-server"), "--s3-patience", "30", store=moto).start()
    yield running
    assert running.stop() == 0, running.log_tail()


@pytest.fixture
def tenant(server):
    """A fresh account."""
    return Tenant(server)


@pytest.fixture
def group(tenant):
    """A fresh account's dataset group without datasets."""
    return Group(tenant)


@pytest.fixture
def loaded(group):
    """A dataset group with two thousand structured interactions."""
    group.dataset()
    group.load(Tastes(per_user=18).interactions())
    return group


@pytest.fixture
def own_server(tmp_path):
    """Starts servers of this test's own: `own_server("--option", ...)`."""
    started = []

    def start(*options, folder="own", store=None):
        server = Server(tmp_path / folder, *options, store=store).start()
        started.append(server)
        return server

    yield start
    for server in started:
        if server.alive():
            server.kill()


@pytest.hookimpl(trylast=True)
def pytest_runtest_makereport(item, call):
    """A failed test shows the end of its server's log."""
    if call.excinfo is not None and "server" in getattr(item, "funcargs", {}):
        item.add_report_section("call", "server log", item.funcargs["server"].log_tail())


def pytest_terminal_summary(terminalreporter):
    """What the run has seen of the three services."""
    succeeded, operations, met, cells = matrix.totals()
    if not succeeded:
        return
    path = REPOSITORY / ".build/conformance-matrix.txt"
    path.write_text(matrix.text())
    terminalreporter.section("operations by outcome")
    terminalreporter.write_line(
        f"{succeeded} of {operations} operations answered with success, {met} of {cells} declared "
        f"errors met; the whole table is in {path.relative_to(REPOSITORY)}")
