"""GetRecommendations while workers train and import."""

import time

from harness.data import HEADER, table

import load
from world import visits

STREAM = {"connections": 16, "think": 4}
USERS, ITEMS, PER_USER = 30_000, 10_000, 40


def run(world, options, report, folder):
    report.title("beside: GetRecommendations while a training and an import run")
    group = world.group
    group.name = "shop"
    text = table(HEADER, visits(USERS, ITEMS, PER_USER, seed=11))
    location = world.tenant.put("more.csv", text)
    warm = world.write("stream", [world.recommendations(user) for user in range(1, 2_001)])
    url = world.url("/recommendations")
    world.ask(world.recommendations(user) for user in range(1, 2_001))
    quiet = [load.measure(url, world.pid, options.seconds, requests=warm, **STREAM)
             for _ in range(options.rounds)]
    solution = group.solution("aws-user-personalization", "beside")
    training = importing = None
    samples, most = [], 0
    end = time.monotonic() + 60
    while len(samples) < options.rounds and time.monotonic() < end:
        if not busy(world, "solutionVersion", training):
            training = group.start_training(solution)
        if not busy(world, "datasetImportJob", importing):
            importing = group.start_import(None, location=location)
        while len(world.server.workers()) < 2 and busy(world, "datasetImportJob", importing):
            time.sleep(0.01)
        most = max(most, len(world.server.workers()))
        samples.append(
            load.measure(url, world.pid, options.seconds, requests=warm, **STREAM))
    report.note("workers at a time", f"{most}")
    still = report.sample("quiet", quiet)
    loaded = report.sample("beside training and import", samples)
    report.ratio("p99 beside them, times the quiet one", loaded.p99 / still.p99, most=3)


def busy(world, kind, arn):
    """Whether the job is under way."""
    return arn and world.tenant.describe(kind, arn)["status"] not in ("ACTIVE", "CREATE FAILED")
