#!/usr/bin/env python3
"""How long filtered requests take: from none to the longest filters with the most values.

    run.py [--items 10000] [--rounds 300] [--goal 2.0] [--check]

Starts the release server on a free port and an empty folder, imports generated visits and items
of ten metadata columns, and deploys aws-user-personalization. Then asks for 25 items through one
keep-alive connection, in turn with each filter, another user each time; prints medians and 99th
percentiles in microseconds as the client sees them, and the server's processor time a request,
which says more than they do on a busy machine. The filters that name no item make the server
look at the whole catalogue. The goal is the 99th percentile of every filter, in milliseconds; with
--check the exit code is 1 when one is above. Needs boto3 (Tests/run.sh makes .build/venv with it).
"""

import argparse
import http.client
import json
import pathlib
import random
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "TestSupport"))

from harness import schemas  # noqa: E402
from harness.chain import Group  # noqa: E402
from harness.data import HEADER, START, table  # noqa: E402
from harness.server import Server  # noqa: E402
from harness.tenant import Tenant  # noqa: E402

TEXTS, NUMBERS = [f"T{n}" for n in range(5)], [f"N{n}" for n in range(5)]
LENGTH = 2500
USERS = 500


def visits(items, generator):
    """Interactions of the users 1, 2, ...: each wanders about the neighbourhood of one item."""
    for user in range(1, USERS + 1):
        place = generator.randrange(items)
        for step in range(40):
            place = (place + generator.randrange(-40, 60)) % items
            yield [f"u{user}", f"i{place}", START + 60 * step, "view", 1.0]
    for item in range(items):
        yield [f"u{1 + item % USERS}", f"i{item}", START, "view", 1.0]


def rows(items, generator):
    """Five columns of one to three words of a thousand, five of numbers."""
    for item in range(items):
        words = ["|".join(f"w{generator.randrange(100 if name == 'T4' else 1000)}"
                          for _ in range(generator.randint(1, 3))) for name in TEXTS]
        yield [f"i{item}", *words, *(generator.randrange(10_000) for _ in NUMBERS), START]


def longest(conditions, word="OR"):
    """INCLUDE with as many of the conditions, joined by the word, as fit in a filter."""
    text = f"INCLUDE ItemID WHERE {next(conditions)}"
    for condition in conditions:
        if len(text) + len(f" {word} {condition}") > LENGTH:
            return text
        text += f" {word} {condition}"


def endless(make):
    """make(0), make(1), ..."""
    number = 0
    while True:
        yield make(number)
        number += 1


def questions():
    """(what it is, expression or None, filterValues or what makes them of a request's number)."""
    full = {f"P{n}": ",".join(f'"x{n:02}{m:03}"' for m in range(111)) for n in range(25)}
    numbers = {f"P{n}": ",".join(str(20_000 + m) for m in range(166)) for n in range(25)}
    single = {f"P{n}": "20000" for n in range(25)}
    known = {f"P{n}": ",".join(f'"w{m}"' for m in range(140)) for n in range(24)} | {"P24": "20000"}
    yield "no filter", None, {}
    yield "one IN", 'INCLUDE ItemID WHERE Items.T0 IN ("w1", "w2", "w3")', {}
    yield ("what the user has viewed",
           'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("view")', {})
    yield ("one placeholder", "INCLUDE ItemID WHERE Items.T0 IN ($P0)", {"P0": '"w1","w2","w3"'})
    yield "one placeholder, nothing passes", "INCLUDE ItemID WHERE Items.T0 IN ($P0)", {"P0": '"x"'}
    yield ("ten fields, fixed", "INCLUDE ItemID WHERE " + " OR ".join(
        [f'Items.{name} IN ("x")' for name in TEXTS] + [f"Items.{n} > 20000" for n in NUMBERS]), {})
    yield ("ten fields, ten placeholders", "INCLUDE ItemID WHERE " + " OR ".join(
        [f"Items.{name} IN ($P{n})" for n, name in enumerate(TEXTS)]
        + [f"Items.{name} > $P{n + 5}" for n, name in enumerate(NUMBERS)]),
        {f"P{n}": '"x"' for n in range(5)} | {f"P{n}": "20000" for n in range(5, 10)})
    yield "the longest, fixed", longest(endless(lambda n: f'Items.T{n % 5} IN ("x{n}")')), {}
    yield ("the longest, 25 comparisons' values",
           longest(endless(lambda n: f"Items.N{n % 5}>$P{n % 25}")), single)
    words = longest(endless(lambda n: f"Items.T{n % 5} IN($P{n % 25})"))
    yield "the longest, 25 x 1000 characters of words", words, full
    yield "the same, never seen before", words, lambda number: full | {
        "P0": f'"y{number}"'}
    figures = longest(endless(lambda n: f"Items.N{n % 5} IN($P{n % 25})"))
    yield "the longest, 25 x 1000 characters of numbers", figures, numbers
    yield "the same, never seen before", figures, lambda number: numbers | {
        "P0": str(30_000 + number)}
    # T4 has words below 100 only: all but the last of 107 conditions hold.
    yield ("the longest AND, only its end does not hold", longest(endless(
        lambda n: "Items.N0>$P24" if n == 106 else f"Items.T4 IN($P{n % 24})"), "AND"), known)


class Client:
    """One keep-alive connection."""

    def __init__(self, server, tenant, campaign):
        self.connection = http.client.HTTPConnection(server.host, server.port, timeout=30)
        self.campaign = campaign
        self.headers = {
            "Content-Type": "application/json",
            "Authorization": f"AWS4-HMAC-SHA256 Credential={tenant.account}/20260101/us-east-1/"
                             "personalize/aws4_request, SignedHeaders=host, Signature=0"}

    def ask(self, number, arn, values):
        """Asks for one user; returns the seconds until the answer was read, and its items."""
        request = {"campaignArn": self.campaign, "userId": f"u{1 + number % USERS}"}
        if arn:
            request |= {"filterArn": arn, "filterValues": values}
        body = json.dumps(request)
        start = time.perf_counter()
        self.connection.request("POST", "/recommendations", body, self.headers)
        answer = self.connection.getresponse()
        text = answer.read()
        seconds = time.perf_counter() - start
        assert answer.status == 200, text
        return seconds, len(json.loads(text)["itemList"])


def processor_time(server):
    """Seconds that the server's threads have run."""
    total = 0
    for task in pathlib.Path(f"/proc/{server.process.pid}/task").iterdir():
        try:
            total += int((task / "schedstat").read_text().split()[0])
        except OSError:
            continue
    return total / 1e9


def deployed(server, items):
    """An account with the data and a campaign: (tenant, group, campaign's ARN)."""
    generator = random.Random(7)
    tenant = Tenant(server)
    group = Group(tenant)
    columns = [(name, ["null", "string"], {"categorical": True}) for name in TEXTS]
    columns += [(name, ["null", "int"]) for name in NUMBERS]
    group.dataset()
    group.dataset("Items", schemas.schema(
        "Items", ("ITEM_ID", "string"), *columns, ("CREATION_TIMESTAMP", "long")))
    group.load(table(HEADER, visits(items, generator)))
    group.load(table(["ITEM_ID", *TEXTS, *NUMBERS, "CREATION_TIMESTAMP"],
                     rows(items, generator)), "Items")
    return tenant, group, group.campaign("aws-user-personalization")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--goal", type=float, default=2.0)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        server = Server(pathlib.Path(folder)).start()
        try:
            tenant, group, campaign = deployed(server, options.items)
            asked = [
                (what, text and group.filter(text, f"f{n}"), values, [], text)
                for n, (what, text, values) in enumerate(questions())]
            client = Client(server, tenant, campaign)
            for number in range(-20, options.rounds):
                for _, arn, values, taken, _ in asked:
                    given = values(number) if callable(values) else values
                    before = processor_time(server)
                    seconds, count = client.ask(number, arn, given)
                    if number >= 0:
                        used = processor_time(server) - before
                        taken.append((1e6 * seconds, count, 1e6 * used))
        finally:
            server.stop()

    print(f"{options.items} items, {options.rounds} requests a filter; microseconds")
    print(f"{'':46} {'length':>6} {'items':>5} {'median':>7} {'p99':>7} {'server':>7}")
    worst = 0
    for what, _, _, taken, text in asked:
        times = sorted(seconds for seconds, _, _ in taken)
        used = sorted(used for _, _, used in taken)[len(taken) // 2]
        median, high = times[len(times) // 2], times[int(len(times) * 0.99)]
        worst = max(worst, high)
        items = max(count for _, count, _ in taken)
        print(f"{what:46} {len(text or ''):6} {items:5} {median:7.0f} {high:7.0f} {used:7.0f}")
    met = worst <= 1000 * options.goal
    print(f"highest p99 {worst / 1000:.2f} ms, goal {options.goal:.2f} ms: "
          f"{'met' if met else 'missed'}")
    return 1 if options.check and not met else 0


if __name__ == "__main__":
    sys.exit(main())
