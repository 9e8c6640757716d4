#!/usr/bin/env python3
"""Measures the control plane: a tenant with 10,000 resources, and schemas against moto's server.

    run.py [--binary .build/release/bespoke] [--resources 10000] [--requests 2000] [--goal-ms 5]
           [--rounds 3] [--seconds 3] [--connections 16] [--goal 50] [--moto moto_server] [--check]

First: dataset groups, schemas, datasets, trackers, filters, solutions and metric attributions in
one tenant, its quotas lifted by limits.json; then one keep-alive connection describes random ones
of each kind and asks for pages of each list, at random places, 100 at a time.
Then wrk creates and describes schemas at Bespoke, which writes each to the disk before it answers,
and at moto, which keeps them in memory, in turn (A B A B), over equal connections.
Ends with 1 when run with --check and a goal is missed.
"""

import argparse
import concurrent.futures
import http.client
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
ACCOUNT = "111122223333"
RATED = 444455556666
MOTO_ACCOUNT = "123456789012"
PLENTY = 10_000_000
LIMITS = {"limits": {name: PLENTY for name in (
    "schemas", "datasetGroups", "solutionsPerGroup", "filtersPerGroup",
    "metricAttributionsPerGroup")}}
SCHEMA = json.dumps({
    "type": "record", "name": "Interactions", "namespace": "com.amazonaws.personalize.schema",
    "fields": [
        {"name": "USER_ID", "type": "string"}, {"name": "ITEM_ID", "type": "string"},
        {"name": "TIMESTAMP", "type": "long"}, {"name": "EVENT_TYPE", "type": "string"}],
    "version": "1.0"})
ROLE = f"arn:aws:iam::{ACCOUNT}:role/personalize"


class Client:
    """One keep-alive connection, with the header fields of an SDK."""

    def __init__(self, port, account=ACCOUNT):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.connection.connect()
        self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.authorization = (
            f"AWS4-HMAC-SHA256 Credential={account}/20261121/us-east-1/personalize/aws4_request, "
            "SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=" + "5d" * 32)

    def call(self, operation, **body):
        """The answer of an operation; ends the run when it is an error."""
        self.connection.request("POST", "/", json.dumps(body).encode(), {
            "Content-Type": "application/x-amz-json-1.1", "X-Amz-Date": "20261121T114012Z",
            "X-Amz-Target": f"AmazonPersonalize.{operation}",
            "Authorization": self.authorization})
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status != 200:
            sys.exit(f"{operation} {body}: {answer.status} {text.decode()}")
        return json.loads(text)


class Population:
    """Resources of many kinds in one tenant, by kind: the ARNs."""

    # How many of a hundred resources are of the kind.
    SHARES = {
        "schema": 30, "datasetGroup": 5, "dataset": 5, "eventTracker": 5, "filter": 25,
        "solution": 25, "metricAttribution": 5,
    }

    def __init__(self, port, size):
        self.port, self.local, self.arns = port, threading.local(), {}
        counts = {kind: size * share // 100 for kind, share in self.SHARES.items()}
        groups = counts["datasetGroup"]
        with concurrent.futures.ThreadPoolExecutor(16) as self.pool:
            self.make("schema", "CreateSchema", counts, lambda n: {"schema": SCHEMA})
            self.make("datasetGroup", "CreateDatasetGroup", counts, lambda n: {})
            of = self.arns["datasetGroup"]

            def group(n):
                return {"datasetGroupArn": of[n % groups]}

            self.make("dataset", "CreateDataset", counts, lambda n: group(n) | {
                "schemaArn": self.arns["schema"][n], "datasetType": "Interactions"})
            self.make("eventTracker", "CreateEventTracker", counts, group)
            self.make("filter", "CreateFilter", counts, lambda n: group(n) | {
                "filterExpression":
                    f'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("e{n}", "watch")'})
            self.make("solution", "CreateSolution", counts, lambda n: group(n) | {
                "recipeArn": "arn:aws:personalize:::recipe/aws-popularity-count",
                "performAutoTraining": False})
            self.make("metricAttribution", "CreateMetricAttribution", counts, lambda n: group(n) | {
                "metrics": [{"eventType": "watch", "metricName": "n",
                             "expression": "SAMPLECOUNT()"}],
                "metricsOutputConfig": {"roleArn": ROLE}})

    def client(self):
        """This thread's connection."""
        if not hasattr(self.local, "client"):
            self.local.client = Client(self.port)
        return self.local.client

    def make(self, kind, operation, counts, arguments):
        """Creates the resources of a kind and waits until the service is done with them."""

        def one(number):
            made = self.client().call(operation, name=f"{kind}-{number}", **arguments(number))
            return made[f"{kind}Arn"]

        def wait(arn):
            while described(self.client(), kind, arn)[kind].get("status", "ACTIVE") != "ACTIVE":
                time.sleep(0.01)

        self.arns[kind] = list(self.pool.map(one, range(counts[kind])))
        list(self.pool.map(wait, self.arns[kind]))


def upper(kind):
    return kind[0].upper() + kind[1:]


def described(client, kind, arn):
    return client.call(f"Describe{upper(kind)}", **{f"{kind}Arn": arn})


def timed(times, action):
    """Runs the action, adds how many milliseconds it took, returns its result."""
    started = time.perf_counter()
    result = action()
    times.append((time.perf_counter() - started) * 1000)
    return result


def report(name, times, goal=None):
    """Prints the median and the 99th percentile; returns the median."""
    median = statistics.median(times)
    last = statistics.quantiles(times, n=100)[98] if len(times) > 1 else times[0]
    note = "" if goal is None else f"   goal {goal:g} ms"
    print(f"  {name:<34} median {median:7.2f} ms   p99 {last:7.2f} ms{note}", flush=True)
    return median


def measure_reads(port, arns, requests, goal):
    """Describes and pages of lists; returns the worst median of the two kinds of requests."""
    client, chance = Client(port), random.Random(3)
    share = max(20, requests // len(arns))
    describes, pages = [], []
    for kind, known in arns.items():
        times = []
        for arn in chance.choices(known, k=share):
            timed(times, lambda arn=arn: described(client, kind, arn))
        report(f"Describe{upper(kind)}", times)
        describes += times
    for kind in arns:
        times, token = [], {}
        for _ in range(share):
            answer = timed(times, lambda: client.call(
                f"List{upper(kind)}s", maxResults=100, **token))
            # On from here, and from the start again after the last page.
            token = {"nextToken": answer["nextToken"]} if "nextToken" in answer else {}
        report(f"List{upper(kind)}s, 100 a page", times)
        pages += times
    medians = [
        report("all describes", describes, goal), report("all pages", pages, goal)]
    return max(medians)


def start_bespoke(binary, folder):
    """The process and its port."""
    data = folder / "data"
    data.mkdir()
    (data / "limits.json").write_text(json.dumps(LIMITS))
    process = subprocess.Popen(
        [binary, "serve", "--port", "0", "--data", data, "--log-level", "warning"],
        stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
    line = process.stdout.readline().decode()
    if not line.startswith("bespoke ready "):
        sys.exit(f"no ready line, but {line!r}")
    return process, int(line.rpartition(":")[2])


def start_moto(command):
    """The process and its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [command, "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return process, port
        except OSError:
            time.sleep(0.1)
    sys.exit("moto's server does not answer")


def rate(port, operation, prefix, options, account, owner, names=1):
    """Answers a second, as wrk counts them."""
    answer = subprocess.run(
        ["wrk", "-t1", f"-c{options.connections}", f"-d{options.seconds}s", "-s",
         HERE / "schemas.lua", f"http://127.0.0.1:{port}/"],
        env=dict(
            os.environ, BENCH_OPERATION=operation, BENCH_PREFIX=prefix, BENCH_ACCOUNT=account,
            BENCH_OWNER=owner, BENCH_NAMES=str(names)),
        check=True, capture_output=True, text=True).stdout
    errors = int(re.search(r"^errors (\d+)", answer, re.M).group(1))
    if errors:
        sys.exit(f"{operation} had {errors} errors:\n{answer}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", answer).group(1))


def compare(bespoke, moto, options):
    """Prints the rates of both and the ratios; returns the smaller ratio."""
    ratios = []
    for operation in ("CreateSchema", "DescribeSchema"):
        found = {"Bespoke": [], "moto": []}
        for number in range(options.rounds):
            # Each round of creates is in a new account at Bespoke: moto knows only one. What is
            # described was made in the round of the same number, in which more were made.
            prefix, account = f"r{number}-", str(RATED + number)
            found["Bespoke"].append(
                rate(bespoke, operation, prefix, options, account, account, 100))
            found["moto"].append(
                rate(moto, operation, prefix, options, "AKIAEXAMPLE", MOTO_ACCOUNT, 100))
        rates = {name: statistics.median(values) for name, values in found.items()}
        ratios.append(rates["Bespoke"] / rates["moto"])
        print(f"  {operation:<16} Bespoke {rates['Bespoke']:9.0f} a second   "
              f"moto {rates['moto']:7.0f} a second   {ratios[-1]:6.1f} times", flush=True)
    return min(ratios)


def finish(process):
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def main():
    root = pathlib.Path(__file__).resolve().parents[3]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", default=str(root / ".build/release/bespoke"))
    parser.add_argument("--resources", type=int, default=10_000)
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--goal-ms", type=float, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--goal", type=float, default=50)
    parser.add_argument("--moto", default="moto_server", help="moto's server; pip install 'moto"
                        "[server]' has it. Empty leaves the comparison out")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    if not os.access(options.binary, os.X_OK):
        sys.exit(f"{options.binary} is missing: swift build -c release")
    for needed in ("wrk", options.moto) if options.moto else ():
        if not shutil.which(needed):
            sys.exit(f"{needed} is missing: apt-get install wrk, pip install 'moto[server]'")

    missed = False
    with tempfile.TemporaryDirectory(prefix="control-") as folder:
        server, port = start_bespoke(options.binary, pathlib.Path(folder))
        started = []
        try:
            begun = time.monotonic()
            population = Population(port, options.resources)
            count = sum(map(len, population.arns.values()))
            print(f"{count} resources of {len(population.arns)} kinds in one tenant, made in "
                  f"{time.monotonic() - begun:.1f} s", flush=True)
            worst = measure_reads(port, population.arns, options.requests, options.goal_ms)
            missed |= worst > options.goal_ms
            if options.moto:
                moto, moto_port = start_moto(options.moto)
                started.append(moto)
                print(f"schemas, {options.connections} connections, "
                      f"{options.rounds} rounds of {options.seconds} s each", flush=True)
                ratio = compare(port, moto_port, options)
                print(f"  the smaller ratio is {ratio:.1f}; goal {options.goal:g}")
                missed |= ratio < options.goal
        finally:
            for process in [server, *started]:
                finish(process)
    if options.check and missed:
        sys.exit(1)


if __name__ == "__main__":
    main()
