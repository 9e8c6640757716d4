#!/usr/bin/env python3
"""Trains recipes beside the library implicit and prints quality, time and size in one run.

Quality: MovieLens-100K by the protocols of run.py, P1 (leave one out) and P2 (five splits), for
our recipes and for implicit's ALS, BPR and cosine item-kNN on the same rows, items already seen
left out. Related items are asked for the newest item of each user and compared with plain cosine
neighbours of that item. Speed: processor seconds an iteration of both factorizations on a million
generated interactions, our whole trainings of one and of ten millions with peak memory and growth,
and a co-occurrence training of ten millions. Each beside its goal.

Makes a virtual environment with implicit, numpy and scipy in .build/benchmark; needs

    swift build -c release --product recipe-trainer
    python3 Tests/Benchmarks/recipes/peers.py [--skip-speed] [--skip-large] [--check]

Ends with 1 when run with --check and below a goal.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import venv
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
VENV = ROOT / ".build" / "benchmark"
# As implicit recommends: its own threads, none of the BLAS below.
os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="2")


def enter_environment():
    """Runs this file again in an environment that has the peers."""
    python = VENV / "bin" / "python"
    if Path(sys.prefix) == VENV:
        return
    if not python.exists():
        venv.create(VENV, with_pip=True)
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "implicit",
         "numpy", "scipy"], check=True)
    os.execv(python, [python, *sys.argv])


if __name__ == "__main__":
    enter_environment()

import implicit  # noqa: E402
import numpy  # noqa: E402
from implicit.als import AlternatingLeastSquares  # noqa: E402
from implicit.bpr import BayesianPersonalizedRanking  # noqa: E402
from implicit.nearest_neighbours import CosineRecommender  # noqa: E402
from scipy.sparse import csr_matrix  # noqa: E402

sys.path[:0] = [str(Path(__file__).parent), str(ROOT / "examples" / "movielens")]

import dataset as movies  # noqa: E402
import protocols  # noqa: E402

# The library notes at each fit that it converts its own matrices.
warnings.filterwarnings("ignore", module="implicit")

DEPTH = protocols.DEPTH
SEEDS = [42, 43, 44, 45, 46]
PERSONAL = ["aws-user-personalization", "aws-user-personalization-v2"]
RELATED = ["aws-similar-items", "aws-sims"]


class Report:
    """Lines of measured values beside their goals."""

    def __init__(self):
        self.reached = True

    def line(self, name, value, unit="", at_least=None, at_most=None):
        goal = ""
        if at_least is not None or at_most is not None:
            good = value >= at_least if at_least is not None else value <= at_most
            self.reached = self.reached and good
            sign, bound = (">=", at_least) if at_least is not None else ("<=", at_most)
            goal = f"goal {sign} {bound:g}  {'reached' if good else 'MISSED'}"
        print(f"{name:52} {value:10.4g} {unit:6} {goal}", flush=True)


# Ours


def ours(trainer, recipe, rows, queries):
    """The lists of a recipe for (user, live items) pairs, and the seconds of the training."""
    with tempfile.TemporaryDirectory() as folder:
        train, asked = Path(folder, "train"), Path(folder, "queries")
        train.write_text("".join(f"{row[0]}\t{row[1]}\t{row[2]}\n" for row in rows))
        asked.write_text("".join(f"{user}\t{' '.join(live)}\n" for user, live in queries))
        lines = subprocess.run(
            [trainer, "lists", recipe, "1", train, asked], check=True, capture_output=True,
            text=True).stdout.split("\n")
    return [line.split() for line in lines[1:len(queries) + 1]], float(lines[0].split()[1])


def timed(trainer, recipe, interactions, users, items):
    """What `recipe-trainer time` prints, by name."""
    lines = subprocess.run(
        [trainer, "time", recipe, str(interactions), str(users), str(items)], check=True,
        capture_output=True, text=True).stdout.splitlines()
    return {name: float(value) for name, value in (line.split() for line in lines)}


# Peers


class Matrix:
    """Rows as a matrix of users by items."""

    def __init__(self, rows):
        self.users = {user: index for index, user in enumerate(dict.fromkeys(r[0] for r in rows))}
        self.items = list(dict.fromkeys(row[1] for row in rows))
        self.numbers = {item: index for index, item in enumerate(self.items)}
        self.values = csr_matrix(
            (numpy.ones(len(rows), dtype=numpy.float32),
             ([self.users[r[0]] for r in rows], [self.numbers[r[1]] for r in rows])),
            shape=(len(self.users), len(self.items)))
        self.values.data[:] = 1


def peers():
    yield "implicit ALS", AlternatingLeastSquares(
        factors=64, regularization=0.01, alpha=1, iterations=15, use_gpu=False, num_threads=2,
        random_state=1)
    yield "implicit BPR", BayesianPersonalizedRanking(
        factors=64, iterations=100, use_gpu=False, num_threads=2, random_state=1)
    yield "implicit item-kNN, cosine", CosineRecommender(K=200, num_threads=2)


def peer_lists(model, matrix, users):
    started = time.monotonic()
    model.fit(matrix.values, show_progress=False)
    seconds = time.monotonic() - started
    numbers = [matrix.users[user] for user in users]
    found, _ = model.recommend(
        numbers, matrix.values[numbers], N=25, filter_already_liked_items=True)
    return [[matrix.items[item] for item in row] for row in found], seconds


# Quality


def metrics(lists, truths):
    """NDCG@10, hit rate at 10 and reciprocal rank at 25, averaged."""
    values = []
    for found, truth in zip(lists, truths):
        places = [place for place, item in enumerate(found) if item in truth]
        first = places[0] if places else 99
        values.append((
            protocols.gain(found[:DEPTH], truth), first < DEPTH, 1 / (first + 1) if places else 0))
    return numpy.mean(numpy.array(values, dtype=float), axis=0)


def quality(trainer, report):
    data = movies.load()
    rows = data.rows["Interactions"]
    print(f"{data.source}, {len(rows)} interactions; implicit {implicit.__version__}")
    splits = [protocols.leave_one_out(rows)] + [protocols.service_split(rows, s) for s in SEEDS]
    table = {}

    def measure(name, lists_of):
        results = []
        for train, truths in splits:
            lists, seconds = lists_of(train, list(truths))
            results.append((*metrics(lists, truths.values()), seconds))
        first, second = numpy.array(results[0]), numpy.mean(results[1:], axis=0)
        table[name] = (first, second)
        print(f"{name:30} {first[0]:.4f} {first[1]:.4f} {first[2]:.4f}   "
              f"{second[0]:.4f} {second[1]:.4f} {second[2]:.4f}   {first[3]:6.2f}", flush=True)

    print(f"{'':30} P1                     P2                     train s")
    print(f"{'':30} NDCG   HR     MRR      NDCG   HR     MRR")
    for recipe in PERSONAL:
        measure(recipe, lambda train, users, recipe=recipe: ours(
            trainer, recipe, train, [(user, []) for user in users]))
    for name, _ in peers():
        measure(name, lambda train, users, name=name: peer_lists(
            dict(peers())[name], Matrix(train), users))
    for recipe in PERSONAL:
        report.line(f"{recipe}: P1 NDCG@10", table[recipe][0][0], at_least=0.115)
        report.line(f"{recipe}: P2 NDCG@10", table[recipe][1][0], at_least=0.190)
        report.line(f"{recipe}: training", table[recipe][0][3], "s", at_most=1)
    related(trainer, report, *splits[0])


def related(trainer, report, train, truths):
    """The next item among the neighbours of the newest one."""
    newest = {user: own[-1][1] for user, own in protocols.histories(train).items()}
    users = list(truths)
    matrix = Matrix(train)
    cosine = CosineRecommender(K=200, num_threads=2)
    cosine.fit(matrix.values, show_progress=False)

    def plain(user):
        found, _ = cosine.similar_items(matrix.numbers[newest[user]], N=26)
        return [matrix.items[item] for item in found if matrix.items[item] != newest[user]]

    seen = {user: {row[1] for row in own} for user, own in protocols.histories(train).items()}

    def unseen(lists):
        return [[item for item in found if item not in seen[user]]
                for user, found in zip(users, lists)]

    base = [plain(user) for user in users]
    goals = [metrics(base, truths.values())[0], metrics(unseen(base), truths.values())[0]]
    for recipe in RELATED:
        lists, _ = ours(trainer, recipe, train, [("", [newest[user]]) for user in users])
        report.line(f"{recipe}: next item NDCG@10, cosine {goals[0]:.4f}",
                    metrics(lists, truths.values())[0], at_least=goals[0])
        report.line(f"{recipe}: the same among unseen, cosine {goals[1]:.4f}",
                    metrics(unseen(lists), truths.values())[0], at_least=goals[1])


# Speed


def als_iteration(interactions, users, items):
    """Processor seconds an iteration of implicit's ALS on random data of that size.

    Averaged; scaled to all interactions, as pairs that occur twice count once there.
    """
    random = numpy.random.RandomState(1)
    places = (random.power(2.5, interactions) * items).astype(int)
    values = csr_matrix(
        (numpy.ones(interactions, dtype=numpy.float32),
         (random.randint(0, users, interactions), items - 1 - places)), shape=(users, items))
    values.data[:] = 1
    stamps = [time.process_time()]
    model = AlternatingLeastSquares(
        factors=64, iterations=6, use_gpu=False, use_cg=True, num_threads=2, random_state=1)
    model.fit(values, show_progress=False,
              callback=lambda *_: stamps.append(time.process_time()))
    return numpy.mean(numpy.diff(stamps)[1:]) * interactions / values.nnz


def speed(trainer, report, is_large):
    one = timed(trainer, PERSONAL[0], 1_000_000, 6000, 4000)
    peer = als_iteration(1_000_000, 6000, 4000)
    report.line("1 M: processor s an iteration, ours", one["iteration"], "s")
    report.line("1 M: processor s an iteration, implicit's ALS", peer, "s")
    report.line("     ours by implicit's", one["iteration"] / peer, at_most=1)
    report.line("1 M: training", one["seconds"], "s", at_most=15)
    report.line("1 M: peak memory", one["peak_megabytes"], "MB")
    if not is_large:
        return
    ten = timed(trainer, PERSONAL[0], 10_000_000, 200_000, 50_000)
    report.line("10 M: training", ten["seconds"], "s", at_most=240)
    report.line("10 M: peak memory", ten["peak_megabytes"], "MB", at_most=2000)
    report.line("10 M: bytes an interaction at the peak", ten["peak_megabytes"] * 1048576 / 1e7)
    report.line("growth from 1 M to 10 M", ten["seconds"] / one["seconds"], "times", at_most=12)
    pairs = timed(trainer, "aws-sims", 10_000_000, 200_000, 50_000)
    report.line("10 M: co-occurrence (aws-sims), both trainings", pairs["seconds"], "s",
                at_most=30)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trainer", type=Path, default=ROOT / ".build/release/recipe-trainer")
    parser.add_argument("--skip-quality", action="store_true")
    parser.add_argument("--skip-speed", action="store_true")
    parser.add_argument("--skip-large", action="store_true", help="without the 10 M")
    parser.add_argument("--check", action="store_true", help="end with 1 below a goal")
    options = parser.parse_args()
    if not options.trainer.exists():
        sys.exit("Build first: swift build -c release --product recipe-trainer")
    report = Report()
    if not options.skip_quality:
        quality(options.trainer, report)
    if not options.skip_speed:
        speed(options.trainer, report, not options.skip_large)
    if options.check and not report.reached:
        sys.exit(1)


if __name__ == "__main__":
    main()
