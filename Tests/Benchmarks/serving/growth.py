"""From catalogue to catalogue: what an answer that is not ready yet costs."""

import os
import shutil
import subprocess
import time

from harness import REPOSITORY

import load
from world import World

USERS, PER_USER = 20_000, 20


def run(world, options, report, folder):
    sizes = [int(size) for size in options.sizes.split(",")]
    report.title(f"growth: catalogues of {', '.join(f'{size:,}' for size in sizes)} items")
    costs = []
    for size in sizes:
        place = folder / f"catalogue-{size}"
        start = time.monotonic()
        world = World(place, size, max(USERS, size // 10), PER_USER)
        taken = time.monotonic() - start
        try:
            warm = world.write("warm", [world.recommendations(u) for u in range(1, 1_001)])
            cold = world.write("cold", [world.recommendations(u) for u in range(1_001, 20_000)])
            url = world.url("/recommendations")
            before = time.monotonic()
            world.answer(world.recommendations(1))
            first = time.monotonic() - before
            world.ask(world.recommendations(user) for user in range(1, 1_001))
            quick = [load.measure(url, world.pid, options.seconds, requests=warm)]
            slow = [load.measure(url, world.pid, options.seconds, 16, requests=cold)]
            memory = world.server.resident_bytes() / 1e6
            report.note(f"{size:,} items", f"loaded and trained in {taken:.0f} s, first answer "
                        f"after {first * 1000:.0f} ms, {memory:.0f} MB")
            report.sample("  warm users", quick)
            costs.append(report.sample("  users asked the first time", slow).cost)
        finally:
            world.stop()
            shutil.rmtree(place)
    for less, more, low, high in zip(sizes, sizes[1:], costs, costs[1:]):
        report.ratio(f"cost, {less:,} to {more:,}", high / low, most=round(0.5 * more / less, 1))
    recall(sizes, report)


def recall(sizes, report):
    """What candidates miss of the lists that scoring all items gives, by a test of the recipes."""
    large = [str(size) for size in sizes if size > 32_768]
    if not large:
        return
    done = subprocess.run(
        ["swift", "test", "--disable-xctest", "--filter", "CandidateTests"], cwd=REPOSITORY,
        env=dict(os.environ, BENCH_SIZES=",".join(large)), capture_output=True, text=True)
    for line in done.stdout.splitlines():
        if not line.startswith("candidates "):
            continue
        name, *numbers = line.split()[1:]
        size, share, quick, slow, error, training, probes, clusters = map(float, numbers)
        what = {"blend": "all members", "taste": "factors alone"}[name]
        report.note(f"{int(size):,} items, {what}",
                    f"{quick:>8,.0f} us a list, all items {slow:,.0f} us; scores differ by at most "
                    f"{error:.1%}; {probes:.0f} of {clusters:.0f} clusters, "
                    f"found in {training:.1f} s")
        report.ratio("  recall@25 of scoring all", share, least=0.95)
