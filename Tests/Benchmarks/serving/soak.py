"""All kinds of requests at full rate, for minutes: nothing may grow, nothing may fail."""

import pathlib
import random
import time

import load
from world import FILTER


def requests(world):
    """Warm users, filtered ones, users asked seldom, and now and then an event."""
    chosen = world.group.filter(FILTER, "soak")
    generator = random.Random(5)
    for _ in range(20_000):
        user, kind = generator.randrange(1, world.users), generator.randrange(20)
        if kind == 0:
            yield world.events(user, 1, generator)
        elif kind < 5:
            yield world.recommendations(user % 2_000 + 1, filterArn=chosen)
        elif kind < 10:
            yield world.recommendations(user)
        else:
            yield world.recommendations(user % 2_000 + 1)


def descriptors(pid):
    return len(list(pathlib.Path(f"/proc/{pid}/fd").iterdir()))


def run(world, options, report, folder):
    seconds = options.soak_seconds
    report.title(f"soak: {seconds} seconds of all kinds of requests, 64 connections")
    file = world.write("soak", requests(world))
    # What the connections themselves take is not growth.
    quiet = descriptors(world.pid)
    under_way = load.Run(world.url("/recommendations"), seconds, 64, file)
    start, memory = time.monotonic(), []
    while under_way.process.poll() is None:
        memory.append((time.monotonic() - start, world.server.resident_bytes() / 1e6))
        time.sleep(0.5)
    rate, p99, answers, failed = under_way.finish(failures_allowed=True)
    settled = [size for at, size in memory if at >= min(60, seconds / 5)]
    part = max(len(settled) // 4, 1)
    first, last = sum(settled[:part]) / part, sum(settled[-part:]) / part
    time.sleep(0.5)
    report.note("answers", f"{answers:>8,}, {rate:,.0f} a second, p99 {p99:.2f} ms")
    report.ratio("errors", failed, most=0)
    report.note("resident memory", f"{first:>8.0f} MB, then {last:.0f} MB, at most "
                f"{max(size for _, size in memory):.0f} MB")
    report.ratio("growth after the first minute", last / first, most=1.05)
    report.ratio("descriptors more than before", descriptors(world.pid) - quiet, most=0)
