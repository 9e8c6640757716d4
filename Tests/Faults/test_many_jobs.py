"""Hundreds of jobs in one server's life: nothing is used up, and it does not die."""

import os

from harness import waits
from harness.chain import Group
from harness.data import Tastes
from harness.tenant import Tenant


def open_files(server):
    """How many descriptors the server has open."""
    return len(os.listdir(f"/proc/{server.process.pid}/fd"))


def test_workers_leave_no_descriptors_behind(own_server):
    server = own_server("--workers", "2")
    groups = [Group(Tenant(server)) for _ in range(4)]
    rows = Tastes(users=60, items=60).interactions()
    for group in groups:
        group.dataset()

    def import_once():
        jobs = [(group, group.start_import(rows)) for group in groups for _ in range(3)]
        for group, job in jobs:
            waits.active(group.tenant, "datasetImportJob", job)

    import_once()
    before = open_files(server)
    for _ in range(10):
        import_once()
    waits.until(lambda: open_files(server) <= before + 8, "the descriptors are closed")
    assert server.alive()
