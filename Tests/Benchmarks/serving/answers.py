"""GetRecommendations beside nginx: warm, filtered, for the first time, after an event."""

import random

import load
from world import FILTER

WARM = 2_000


def requests(world):
    """The files of requests, by kind."""
    chosen = world.group.filter(FILTER, "even-and-new")
    generator = random.Random(3)
    changing = []
    for user in range(1, WARM + 1):
        changing += [world.events(user, 1, generator), world.recommendations(user)]
    warm = range(1, WARM + 1)
    return {
        "warm": world.write("warm", [world.recommendations(user) for user in warm]),
        "filtered": world.write(
            "filtered", [world.recommendations(user, filterArn=chosen) for user in warm]),
        "cold": world.write(
            "cold", [world.recommendations(user) for user in range(WARM + 1, world.users)]),
        "changing": world.write("changing", changing),
    }, chosen


def run(world, options, report, folder):
    report.title(f"answers: {world.items:,} items, 64 connections, beside nginx")
    files, chosen = requests(world)
    content, headers = world.answer(world.recommendations(1))
    for more in ({}, {"filterArn": chosen}):
        world.ask(world.recommendations(user, **more) for user in range(1, WARM + 1))
    url = world.url("/recommendations")
    nginx = load.Nginx(folder / "nginx", content, headers)
    samples = {kind: [] for kind in ["nginx", *files]}
    try:
        for _ in range(options.rounds):
            samples["nginx"].append(load.measure(nginx.url, nginx.process.pid, options.seconds))
            for kind in ("warm", "filtered"):
                samples[kind].append(
                    load.measure(url, world.pid, options.seconds, requests=files[kind]))
        # These push what is ready for warm users out of memory, so they come after all rounds.
        for kind in ("cold", "changing"):
            for _ in range(min(options.rounds, 3)):
                samples[kind].append(
                    load.measure(url, world.pid, options.seconds, requests=files[kind]))
    finally:
        nginx.stop()
    static = report.sample(f"nginx, {len(content)} bytes", samples["nginx"])
    warm = report.sample("warm users", samples["warm"])
    filtered = report.sample("warm users with a filter", samples["filtered"])
    report.sample("users asked the first time", samples["cold"])
    report.sample("an event, then its user, in turn", samples["changing"])
    report.ratio("warm, of nginx", warm.rate / static.rate, least=0.60)
    report.ratio("warm p99, times nginx's", warm.p99 / static.p99, most=2)
    report.ratio("filtered, of nginx", filtered.rate / static.rate, least=0.40)
