"""Polling as people write it: look, wait a little, look again, up to a deadline."""

import time

from botocore.exceptions import ClientError

INTERVAL_SECONDS = 0.05
FAILED = {"CREATE FAILED", "CREATE STOPPED", "UPDATE FAILED"}


def until(condition, what, within=30, interval=INTERVAL_SECONDS):
    """The first true value of `condition()`; an assertion naming `what` when time runs out."""
    deadline = time.monotonic() + within
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, f"after {within} s still waiting: {what}"
        time.sleep(interval)


def settled(tenant, kind, arn, within=60, seen=None):
    """Describes the resource until its status is final; returns the description.

    `seen` gathers the distinct statuses met on the way, in order.
    """

    def look():
        found = tenant.describe(kind, arn)
        status = found["status"]
        if seen is not None and (not seen or seen[-1] != status):
            seen.append(status)
        return found if status == "ACTIVE" or status in FAILED else None

    return until(look, f"{kind} {arn} settles", within)


def active(tenant, kind, arn, within=60, seen=None):
    """The same, and the status must be ACTIVE."""
    found = settled(tenant, kind, arn, within, seen)
    assert found["status"] == "ACTIVE", f"{kind} is {found['status']}: {found.get('failureReason')}"
    return found


def failed(tenant, kind, arn, within=60):
    """The same, and the status must be CREATE FAILED; returns the failureReason."""
    found = settled(tenant, kind, arn, within)
    assert found["status"] == "CREATE FAILED", f"{kind} is {found['status']}"
    return found["failureReason"]


def gone(tenant, kind, arn, within=30):
    """Describes the resource until the service no longer knows it."""

    def look():
        try:
            status = tenant.describe(kind, arn).get("status", "")
        except ClientError as error:
            assert error.response["Error"]["Code"] == "ResourceNotFoundException", error
            return True
        assert status in ("", "DELETE PENDING", "DELETE IN_PROGRESS"), status
        return False

    until(look, f"{kind} {arn} is gone", within)
