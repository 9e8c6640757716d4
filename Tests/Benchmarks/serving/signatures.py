"""The price of verified signatures: a strict server beside an open one, with the same data."""

import shutil
import subprocess

from harness.server import Server, binary, clean_environment

import load
from world import World

WARM = 1_000


def strict_twin(world, folder):
    """A second server that verifies signatures, on a copy of the data, with a key."""
    world.server.stop()
    shutil.copytree(world.server.data, folder / "strict" / "data")
    world.server.start()
    twin = World.__new__(World)
    twin.server = Server(folder / "strict", "--auth", "strict")
    done = subprocess.run(
        [binary(), "credentials", world.tenant.account, "--data", twin.server.data],
        capture_output=True, text=True, check=True, env=clean_environment())
    found = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
    twin.server.start()
    twin.tenant = type(world.tenant)(
        twin.server, world.tenant.account, key=found["AWS_ACCESS_KEY_ID"],
        secret=found["AWS_SECRET_ACCESS_KEY"])
    twin.campaign, twin.items, twin.users = world.campaign, world.items, world.users
    return twin


def run(world, options, report, folder):
    report.title("signatures: warm users, 64 connections, verified or not")
    twin = strict_twin(world, folder)
    try:
        samples = {"open": [], "strict": []}
        sides = {"open": world, "strict": twin}
        files = {
            name: side.write("signed", [
                side.recommendations(user, signed=True) for user in range(1, WARM + 1)])
            for name, side in sides.items()}
        for side in sides.values():
            side.ask(side.recommendations(user, signed=True) for user in range(1, WARM + 1))
        for _ in range(options.rounds):
            for name, side in sides.items():
                samples[name].append(load.measure(
                    side.url("/recommendations"), side.pid, options.seconds,
                    requests=files[name]))
    finally:
        twin.stop()
    opened = report.sample("open", samples["open"])
    strict = report.sample("strict", samples["strict"])
    report.ratio("strict, of open", strict.rate / opened.rate, least=0.85)
