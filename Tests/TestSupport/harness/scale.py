"""Jobs long enough to be interrupted, and clients for after an interruption."""

from . import waits
from .data import Tastes
from .tenant import Tenant

# Interactions per try: a machine that finishes one size before the blow gets the next.
SIZES = (150_000, 600_000, 2_400_000)


def world(rows):
    """Structured data of about this many interactions."""
    return Tastes(users=rows // 75, items=2000, kinds=10, per_user=75)


def workers_of(group, kind, arn):
    """Waits for the job's workers; none when the resource became ACTIVE before they were met."""
    server = group.tenant.server

    def at_work():
        status = group.tenant.describe(kind, arn)["status"]
        if status == "ACTIVE":
            return "too late"
        return status == "CREATE IN_PROGRESS" and server.workers()

    found = waits.until(at_work, f"a worker is at {kind}", interval=0.005)
    return [] if found == "too late" else found


def reconnect(group):
    """The group's clients again, after its server has been started anew."""
    again = Tenant(group.tenant.server, group.tenant.account, group.tenant.region)
    group.tenant, group.api = again, again.personalize
