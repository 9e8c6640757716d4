"""A server's clock, which tests move."""

import json

from . import wire
from .tenant import Tenant


class Clock:
    """A server's clock, by its endpoint."""

    def __init__(self, server):
        self.tenant = Tenant(server)

    def read(self):
        """GET: what the server thinks the time is."""
        reply = wire.send(self.tenant, "/_bespoke/clock", b"", method="GET", signed=False)
        assert reply.status == 200, reply
        return reply.json

    def post(self, body):
        """POST, answered with anything."""
        return wire.send(
            self.tenant, "/_bespoke/clock", json.dumps(body).encode(),
            {"Content-Type": "application/json"}, signed=False)

    def advance(self, seconds):
        """POST {"advanceSeconds": N}: the state after it."""
        reply = self.post({"advanceSeconds": seconds})
        assert reply.status == 200, reply
        return reply.json
