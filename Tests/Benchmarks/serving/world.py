"""A server with generated data and a trained campaign, and the requests to send it."""

import http.client
import json
import pathlib
import random
import socket
import sys
from functools import cached_property

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "TestSupport"))

from harness import wire  # noqa: E402
from harness.chain import Group  # noqa: E402
from harness.data import HEADER, START, table  # noqa: E402
from harness.server import Server  # noqa: E402
from harness.tenant import Tenant  # noqa: E402

AGENT = ("Boto3/1.43.11 md/Botocore#1.43.11 ua/2.1 os/linux#6.1 md/arch#x86_64"
         " lang/python#3.11 md/pyimpl#CPython m/b,Z,e cfg/retry-mode#standard Botocore/1.43.11")
FILTER = ('EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("view", "purchase") '
          '| INCLUDE ItemID WHERE Items.GENRES IN ("even") AND Items.PRICE < 80')


def visits(users, items, per_user, seed=7):
    """Interactions of the users 1, 2, ...: each wanders about the neighbourhood of one item."""
    generator = random.Random(seed)
    for user in range(1, users + 1):
        place, time = generator.randrange(items), START + generator.randrange(1_000_000)
        for _ in range(per_user):
            place = (place + generator.randrange(-40, 60)) % items
            time += generator.randrange(30, 600)
            yield [f"user{user}", f"item{place}", time, "view", 1.0]


def item_rows(items):
    """Every item with a genre, a price and a date."""
    for number in range(items):
        yield [f"item{number}", f"g{number % 20}|{'even' if number % 2 == 0 else 'odd'}",
               5 + number % 90, START - 86_400 * (number % 50)]


class World:
    """A started server whose group has interactions, items and a campaign."""

    def __init__(self, folder, items, users, per_user, *options, key=None):
        self.items, self.users = items, users
        self.server = Server(pathlib.Path(folder), *options).start()
        self.tenant = Tenant(self.server, key=key[0] if key else None,
                             secret=key[1] if key else "secret")
        self.group = Group(self.tenant)
        self.group.dataset()
        self.group.dataset("Items")
        self.group.load(table(["ITEM_ID", "GENRES", "PRICE", "CREATION_TIMESTAMP"],
                              item_rows(items)), "Items", within=600)
        self.group.load(table(HEADER, visits(users, items, per_user)), within=600)
        self.campaign = self.group.campaign("aws-user-personalization", within=1800)

    @cached_property
    def tracker(self):
        """The tracking id of the group's tracker."""
        return self.group.tracker()

    @property
    def pid(self):
        return self.server.process.pid

    def url(self, path):
        return self.server.endpoint + path

    def stop(self):
        self.server.stop()

    def answer(self, request):
        """The content and the header fields of the answer to a request written beforehand."""
        head, body = request.split(b"\r\n\r\n", 1)
        first, *lines = head.decode().split("\r\n")
        connection = http.client.HTTPConnection(self.server.host, self.server.port, timeout=60)
        connection.request("POST", first.split()[1], body,
                           dict(line.split(": ", 1) for line in lines))
        reply = connection.getresponse()
        content = reply.read()
        connection.close()
        if reply.status != 200:
            sys.exit(f"{first} answered {reply.status}: {content[:300]!r}")
        return content, reply.getheaders()

    def ask(self, requests):
        """Sends requests one after the other, so that what they ask for is ready."""
        with socket.create_connection((self.server.host, self.server.port), timeout=60) as line:
            reader = line.makefile("rb")
            for request in requests:
                line.sendall(request)
                status, length = reader.readline(), 0
                while (field := reader.readline()) not in (b"\r\n", b""):
                    if field.lower().startswith(b"content-length:"):
                        length = int(field.split(b":")[1])
                content = reader.read(length)
                if b" 200 " not in status:
                    sys.exit(f"answered {status!r}: {content[:300]!r}")

    def request(self, path, signed=False, **body):
        """A whole request with the header fields an SDK sends, some 700 bytes."""
        content = json.dumps(body, separators=(",", ":")).encode()
        headers = {
            "Host": f"{self.server.host}:{self.server.port}", "User-Agent": AGENT,
            "Content-Type": "application/json",
            "amz-sdk-invocation-id": "0f6c2a0e-3c1d-4c7e-9d1a-2b3c4d5e6f70",
            "amz-sdk-request": "attempt=1"}
        if signed:
            headers = wire.signature(self.tenant, self.url(path), content, headers)
        else:
            headers |= {
                "X-Amz-Date": "20261121T114012Z",
                "Authorization":
                    f"AWS4-HMAC-SHA256 Credential={self.tenant.key}/20261121/us-east-1/personalize"
                    "/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature="
                    + "5d" * 32}
        headers["Content-Length"] = len(content)
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + content

    def recommendations(self, user, signed=False, **more):
        """A request for a user's recommendations."""
        return self.request("/recommendations", signed, campaignArn=self.campaign,
                            userId=f"user{user}", **more)

    def events(self, user, count, generator):
        """A request that puts some events of a user."""
        return self.request(
            "/events", trackingId=self.tracker, userId=f"user{user}", sessionId=f"session{user}",
            eventList=[
                {"eventType": "view", "itemId": f"item{generator.randrange(self.items)}",
                 "sentAt": START + 2_000_000 + generator.randrange(1_000_000)}
                for _ in range(count)])

    def write(self, name, requests):
        """A file of requests for replay.lua."""
        path = self.server.folder / name
        with open(path, "wb") as file:
            for request in requests:
                file.write(b"%d\n%s" % (len(request), request))
        return path
