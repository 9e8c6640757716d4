#!/usr/bin/env python3
"""What serving costs: each figure beside its ceiling, measured in turn, in one run.

    run.py [--only answers,signatures,events,beside,soak,growth] [--rounds 5] [--seconds 3]
           [--items 10000] [--users 40000] [--sizes 10000,100000,1000000]
           [--soak-seconds 300] [--check]

Starts the release server on a free port and an empty folder, imports generated visits, trains
aws-user-personalization and deploys it; wrk asks over keep-alive connections from one thread.
  answers     GetRecommendations of 25 items beside nginx serving a file of equal size and header
              fields: warm users, a filter on items and interactions, users asked for the first
              time, users of whom an event arrives between any two requests
  signatures  the same requests to a server that verifies their signatures
  events      PutEvents beside SQLite committing the same rows in equal batches on the same disk,
              and GetRecommendations beside it
  beside      GetRecommendations while a training and an import run
  soak        all kinds of requests at full rate: memory, descriptors, errors
  growth      from catalogue to catalogue: processor time of an answer, and memory
Ends with 1 when run with --check and a goal is missed. Needs boto3 (Tests/run.sh makes .build/venv
with it) and release executables.
"""

import argparse
import importlib
import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import load  # noqa: E402
from world import World  # noqa: E402

SECTIONS = ["answers", "signatures", "events", "beside", "soak", "growth"]


class Report:
    """Prints figures as they come, and remembers which missed their goals."""

    def __init__(self):
        self.missed = []

    def title(self, text):
        print(f"\n{text}", flush=True)

    def note(self, name, text):
        print(f"  {name:<34} {text}", flush=True)

    def sample(self, name, samples):
        """One line of throughput; answers the median."""
        middle = load.median(samples)
        self.note(name, f"{middle.rate:>8,.0f} a second (spread {load.spread(samples):.0%}), "
                        f"p99 {middle.p99:.2f} ms, {middle.cost:.2f} us of processor")
        return middle

    def ratio(self, name, value, least=None, most=None, unit=""):
        """A figure with a goal."""
        met = (least is None or value >= least) and (most is None or value <= most)
        goal = f"at least {least}" if least is not None else f"at most {most}"
        self.note(name, f"{value:>8.2f}{unit} (goal: {goal}){'' if met else '   MISSED'}")
        if not met:
            self.missed.append(name)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default=",".join(SECTIONS))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--users", type=int, default=40_000)
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--soak-seconds", type=int, default=300)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    wanted = options.only.split(",")
    if unknown := set(wanted) - set(SECTIONS):
        sys.exit(f"no such figures: {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}")

    load.install_missing()
    print(load.versions())
    print(f"wrk -t1 -d{options.seconds}s, {options.rounds} rounds in turn, medians")
    report = Report()
    with tempfile.TemporaryDirectory(prefix="serving-") as name:
        folder = pathlib.Path(name)
        # nginx reads its file as another user.
        folder.chmod(0o755)
        world = None
        try:
            for section in SECTIONS:
                if section not in wanted:
                    continue
                if section != "growth" and world is None:
                    world = World(folder / "world", options.items, options.users, per_user=12)
                if section == "growth" and world is not None:
                    world.stop()
                    world = None
                importlib.import_module(section).run(world, options, report, folder)
        finally:
            if world is not None:
                world.stop()
    if report.missed:
        print(f"\nmissed: {', '.join(report.missed)}")
    sys.exit(1 if options.check and report.missed else 0)


if __name__ == "__main__":
    main()
