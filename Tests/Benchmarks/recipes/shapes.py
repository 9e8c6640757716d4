#!/usr/bin/env python3
"""Our blend beside plain models on data of many shapes, all made up but for MovieLens's.

For each shape the NDCG@10 of user-personalization and of popularity, late popularity, the own
items newest first, item-kNN, windowed sequential rules and iALS, the last three with the best of
several decays of the profile, chosen on the test cases: more than a model in use could have.
A blend that is worse than the best of them by two standard errors is marked.

Needs numpy, scipy and a build of recipe-trainer:

    swift build -c release --product recipe-trainer
    python3 Tests/Benchmarks/recipes/shapes.py [--trainer FILE] [SHAPE ...]

Ends with 1 when run with --check and a blend is worse.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np  # noqa: E402
from scipy.sparse import csr_matrix  # noqa: E402

ROOT = Path(__file__).resolve().parents[3]
DAY = 86_400
DEPTH = 10
DECAYS = [1, 2, 5, 10, 30, 1000]

# Data: arrays (user, item, time) in the order of the file


def walk(users, items, lengths, *, seed=3, follow=0.3, repeat=0.0, drift=0.05, skew=1.0,
         trend=0.0, basket=0.0, focus=3.0, days=100, stay=None, repeats_allowed=False):
    """Users walk among items by taste, what came before, what they had and what is new.

    Tastes are vectors that drift; each item has five likely followers near it.
    """
    random = np.random.RandomState(seed)
    vectors = random.randn(items, 12)
    centres = random.randn(max(8, items // 40), 12) * 2
    vectors += centres[random.randint(len(centres), size=items)]
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    popularity = 1 / (np.arange(items) + 5.0) ** skew
    random.shuffle(popularity)
    cumulated = np.cumsum(popularity / popularity.sum())
    near = np.argsort(-vectors @ vectors.T + random.rand(items, items), axis=1)[:, 1:6]
    births = np.sort(random.rand(items)) * 1.1 - 0.1
    tastes = vectors[random.randint(items, size=users)]
    clock = random.rand(users) * days * DAY * (0.95 if stay is None else 1 - stay)
    pace = (2 * 3600 if stay is None else stay * days * DAY / lengths.mean())
    seen = np.zeros((users, items), bool)
    history = np.zeros((users, lengths.max()), np.int32)
    rows = []
    for step in range(lengths.max()):
        active = np.flatnonzero(lengths > step)
        now = clock[active] / (days * DAY)
        candidates = np.searchsorted(cumulated, random.rand(len(active), 40)).clip(0, items - 1)
        if trend:
            newest = np.searchsorted(births, now)[:, None]
            fresh = (newest - 1 - random.exponential(items * 0.02, candidates.shape)).astype(int)
            candidates = np.where(random.rand(*candidates.shape) < trend, fresh, candidates)
            candidates = candidates.clip(0, items - 1)
        noise = random.gumbel(size=candidates.shape)
        liking = focus * np.einsum("ucd,ud->uc", vectors[candidates], tastes[active]) + noise
        if not repeats_allowed:
            liking[seen[active[:, None], candidates]] -= 100
        item = candidates[np.arange(len(active)), liking.argmax(1)]
        if step:
            last = history[active, step - 1]
            after = near[last, (random.rand(len(active)) ** 2 * 5).astype(int)]
            may = repeats_allowed | ~seen[active, after]
            item = np.where((random.rand(len(active)) < follow) & may, after, item)
            back = step - 1 - (random.rand(len(active)) ** 1.5 * step).astype(int)
            item = np.where(random.rand(len(active)) < repeat, history[active, back], item)
        history[active, step] = item
        seen[active, item] = True
        rows.append(np.stack([active, item, clock[active].astype(int), np.full(len(active), step)]))
        tastes[active] += drift * (
            random.randn(len(active), 12) * 0.3 + vectors[item] - tastes[active])
        moves = random.rand(len(active)) >= basket
        clock[active] += moves * random.exponential(pace, len(active))
    rows = np.concatenate(rows, axis=1)
    return rows[:3, np.lexsort((rows[3], rows[0]))]


def geometric(users, low, mean, seed=5, most=10_000):
    random = np.random.RandomState(seed)
    return (low + random.exponential(mean - low, users)).astype(int).clip(low, most)


def movielens():
    sys.path.insert(0, str(ROOT / "examples" / "movielens"))
    import dataset
    rows = dataset.load().rows["Interactions"]
    users, items = (np.unique([row[n] for row in rows], return_inverse=True)[1] for n in (0, 1))
    return np.stack([users, items, [int(row[2]) for row in rows]])


def powerful(random):
    """Ordinary users beside a few who have thousands of interactions, half of them at random."""
    plain = walk(1500, 3000, geometric(1500, 3, 25), days=60)
    heavy = walk(12, 3000, np.full(12, 4000), follow=0.1, repeats_allowed=True, seed=8, stay=0.9)
    heavy[0] += 1500
    bots = np.stack([
        np.repeat(np.arange(1512, 1516), 5000), random.randint(3000, size=20_000),
        np.sort(random.rand(20_000) * 60 * DAY).astype(int)])
    return np.concatenate([plain, heavy, bots], axis=1)


def shuffled(data, random):
    return data[:, random.permutation(data.shape[1])]


# Splits: (train, queries of (user or None, profile oldest first), truths)


def histories(data):
    order = np.lexsort((np.arange(data.shape[1]), data[2], data[0]))
    data = data[:, order]
    starts = np.flatnonzero(np.r_[True, data[0][1:] != data[0][:-1], True])
    return data, list(zip(starts[:-1], starts[1:]))


def leave_one_out(data, limit=3000):
    """Train rows keep the order of the file."""
    data, ranges = histories(data)
    ranges = [one for one in ranges if one[1] - one[0] >= 3]
    ranges = ranges[::max(1, len(ranges) // limit)]
    keep = np.ones(data.shape[1], bool)
    keep[[end - 1 for _, end in ranges]] = False
    queries = [(data[0][start], data[1][start:end - 1]) for start, end in ranges]
    return data[:, keep], queries, [{data[1][end - 1]} for _, end in ranges]


def last_basket(data, limit=3000):
    """All that a user had at the last moment is to be found."""
    data, ranges = histories(data)
    keep = np.ones(data.shape[1], bool)
    queries, truths = [], []
    for start, end in ranges[::max(1, len(ranges) // limit)]:
        first = start + np.searchsorted(data[2][start:end], data[2][end - 1])
        if first - start >= 2:
            keep[first:end] = False
            queries.append((data[0][start], data[1][start:first]))
            truths.append(set(data[1][first:end]))
    return data[:, keep], queries, truths


def unknown_sessions(data, share=0.15):
    """The newest sessions are unknown; their last item follows from their live events."""
    data, ranges = histories(data)
    ranges = sorted(ranges, key=lambda one: data[2][one[0]])
    tested = ranges[int(len(ranges) * (1 - share)):]
    keep = np.ones(data.shape[1], bool)
    for start, end in tested:
        keep[start:end] = False
    tested = [one for one in tested if one[1] - one[0] >= 2]
    return (data[:, keep], [(None, data[1][start:end - 1]) for start, end in tested],
            [{data[1][end - 1]} for _, end in tested])


def after_a_time(data, share=0.9):
    """What users known before do first after a time."""
    data, ranges = histories(data)
    time = np.quantile(data[2], share)
    queries, truths = [], []
    for start, end in ranges:
        first = start + np.searchsorted(data[2][start:end], time)
        if start + 2 <= first < end:
            queries.append((data[0][start], data[1][start:first]))
            truths.append({data[1][first]})
    return data[:, data[2] < time], queries, truths


def shape(name):
    random = np.random.RandomState(1)
    if name.startswith("movielens"):
        data = movielens()
        if name.endswith("days"):
            data[2] = data[2] // DAY * DAY
        if name.endswith("equal"):
            data[2] = 0
        return leave_one_out(data)
    if name == "dense million":
        return leave_one_out(
            walk(6000, 4000, geometric(6000, 20, 166, most=900), drift=0.08, stay=0.1))
    if name == "sessions":
        return unknown_sessions(
            walk(20_000, 3000, geometric(20_000, 2, 3.4), follow=0.4, repeats_allowed=True,
                 repeat=0.05))
    if name in ("baskets", "next baskets"):
        data = walk(2500, 2000, geometric(2500, 8, 40), follow=0.2, repeat=0.3, basket=0.7,
                    stay=0.4, drift=0.01, repeats_allowed=True)
        return (leave_one_out if name == "baskets" else last_basket)(data)
    if name == "long tail":
        return leave_one_out(walk(9000, 12_000, geometric(9000, 3, 8), skew=0.6, focus=5))
    if name in ("trends", "trends, later"):
        data = walk(4000, 3000, geometric(4000, 4, 20), trend=0.7, follow=0.15, stay=0.5)
        return (leave_one_out if name == "trends" else after_a_time)(data)
    if name == "ties, any order":
        data = walk(2000, 1500, geometric(2000, 5, 30), follow=0.2)
        data[2] = 1_700_000_000
        return leave_one_out(shuffled(data, random))
    if name == "ties, by item":
        # The file is ordered by user and item; what is to be found was taken out at random.
        data = walk(2000, 1500, geometric(2000, 5, 30), follow=0.2)
        data[2] = 1_700_000_000
        train, queries, truths = leave_one_out(shuffled(data, random))
        order = np.lexsort((train[1], train[0]))
        return train[:, order], [(user, np.sort(own)) for user, own in queries], truths
    if name == "days":
        data = walk(2000, 1500, geometric(2000, 5, 30), follow=0.2, stay=0.4)
        data[2] = data[2] // DAY * DAY
        return leave_one_out(shuffled(data, random))
    if name == "power users":
        train, queries, truths = leave_one_out(powerful(random))
        chosen = [n for n, (user, _) in enumerate(queries) if user < 1512]
        return train, [queries[n] for n in chosen], [truths[n] for n in chosen]
    if name.startswith("tiny"):
        seed = int(name.split()[1])
        return leave_one_out(walk(25, 120, geometric(25, 15, 40, seed), follow=0.3, seed=seed))
    sys.exit(f"No shape {name}.")


SHAPES = [
    "dense million", "sessions", "baskets", "next baskets", "long tail", "trends",
    "trends, later", "ties, any order", "ties, by item", "days", "power users", "tiny 1", "tiny 2",
    "tiny 3",
    "movielens", "movielens, days", "movielens, equal"]

# Models: each scores profiles, newest first, as rows of a matrix


def decayed(profiles, items, tau, most=200):
    """Each profile as a row: the k-th newest weighs exp(-k/tau)."""
    ages = np.concatenate([np.arange(min(len(own), most)) for own in profiles])
    columns = np.concatenate([own[::-1][:most] for own in profiles])
    rows = np.repeat(np.arange(len(profiles)), [min(len(own), most) for own in profiles])
    return csr_matrix((np.exp(-ages / tau), (rows, columns)), (len(profiles), items))


def rules(data, items, window=20):
    data, _ = histories(data)
    user, item = data[0], data[1]
    matrix = csr_matrix((items, items))
    for gap in range(1, window + 1):
        same = user[gap:] == user[:-gap]
        matrix += csr_matrix(
            (np.full(same.sum(), 1 / gap), (item[:-gap][same], item[gap:][same])), (items, items))
    rows, columns = (np.asarray(matrix.sum(axis)).ravel() for axis in (1, 0))
    return csr_matrix(matrix.multiply(1 / (rows + 20)[:, None]).multiply(
        np.maximum(columns, 1e-9)[None] ** -0.2))


def cosine(data, items, most=500):
    users = np.unique(data[0], return_inverse=True)[1]
    values = csr_matrix((np.ones(len(users)), (users, data[1])), (users.max() + 1, items))
    values.data[:] = 1
    lengths = np.asarray(values.sum(1)).ravel()
    values = values[lengths <= most]
    counts = np.asarray(values.sum(0)).ravel()
    similar = csr_matrix(values.T @ values)
    similar.setdiag(0)
    return csr_matrix(similar.multiply(1 / np.sqrt(counts + 5)[:, None]).multiply(
        1 / np.sqrt(counts + 5)[None]))


class Factors:
    """iALS by Rendle's parametrisation, served by folding in."""

    def __init__(self, data, items, size=64, iterations=8, unobserved=0.3, strength=0.005):
        random = np.random.RandomState(2)
        users = np.unique(data[0], return_inverse=True)[1]
        values = csr_matrix((np.ones(len(users)), (users, data[1])), (users.max() + 1, items))
        values.data[:] = 1
        self.unobserved, self.strength = unobserved, strength
        self.items = random.randn(items, size) / np.sqrt(size) * 0.1
        transposed = csr_matrix(values.T)
        for _ in range(iterations):
            vectors = self.solve(values, self.items)
            self.items = self.solve(transposed, vectors)

    def solve(self, values, others):
        size = others.shape[1]
        gram = self.unobserved * others.T @ others
        result = np.zeros((values.shape[0], size))
        for row in range(values.shape[0]):
            part = slice(values.indptr[row], values.indptr[row + 1])
            own, weights = others[values.indices[part]], values.data[part]
            if not len(own):
                continue
            ridge = self.strength * (weights.sum() + self.unobserved * len(others))
            result[row] = np.linalg.solve(
                gram + (own * weights[:, None]).T @ own + ridge * np.eye(size), weights @ own)
        return result

    def scores(self, profiles):
        return self.solve(profiles, self.items) @ self.items.T


def gains(scores, profiles, truths, hides):
    results = []
    for row, own, truth in zip(scores, profiles, truths):
        if hides:
            row[own] = -np.inf
        best = np.argpartition(-row, min(DEPTH, len(row) - 1))[:DEPTH]
        results.append(gain(best[np.argsort(-row[best])], truth))
    return np.array(results)


def gain(found, truth):
    ideal = sum(1 / np.log2(place + 2) for place in range(min(DEPTH, len(truth))))
    return sum(1 / np.log2(place + 2) for place, item in enumerate(found) if item in truth) / ideal


def peers(train, queries, truths, items):
    """The gains of each model's cases, by name."""
    profiles = [own for _, own in queries]
    ordered, ranges = histories(train)
    repeated = 1 - sum(len(set(ordered[1][start:end])) for start, end in ranges) / len(ordered[0])
    hides = repeated < 0.01
    blocks = [slice(start, start + 500) for start in range(0, len(queries), 500)]

    def measured(scored):
        return np.concatenate([
            gains(np.array(scored(profiles[block]), float), profiles[block], truths[block], hides)
            for block in blocks])

    def best(scored):
        found = {tau: measured(lambda part, tau=tau: scored(decayed(part, items, tau)))
                 for tau in DECAYS}
        tau = max(found, key=lambda tau: found[tau].mean())
        return found[tau], tau

    counts = np.bincount(train[1], minlength=items)
    late = np.bincount(train[1][train[2] >= np.quantile(train[2], 0.95)], minlength=items)
    table = {
        "popular": (measured(lambda part: np.tile(counts, (len(part), 1))), ""),
        "late": (measured(lambda part: np.tile(late, (len(part), 1))), ""),
    }
    table["own"] = (np.zeros(len(queries)), "") if hides else (
        measured(lambda part: decayed(part, items, 20).toarray()), "")
    near, after, taste = cosine(train, items), rules(train, items), Factors(train, items)
    table["kNN"] = best(lambda part: (part @ near).toarray())
    table["rules"] = best(lambda part: (part @ after).toarray())
    table["iALS"] = best(taste.scores)
    return table


def ours(trainer, recipe, train, queries):
    """The lists of a recipe, the seconds of its training and its log."""
    with tempfile.TemporaryDirectory() as folder:
        rows, asked = Path(folder, "train"), Path(folder, "queries")
        rows.write_text("".join(f"{u}\t{i}\t{t}\n" for u, i, t in train.T.tolist()))
        asked.write_text("".join(
            f"?\t{' '.join(map(str, own))}\n" if user is None else f"{user}\t\n"
            for user, own in queries))
        done = subprocess.run(
            [trainer, "lists", recipe, "1", rows, asked], check=True, capture_output=True,
            text=True)
    lines = done.stdout.split("\n")
    lists = [[int(item) for item in line.split()] for line in lines[1:len(queries) + 1]]
    return lists, float(lines[0].split()[1]), done.stderr


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shapes", nargs="*", default=SHAPES, metavar="SHAPE")
    parser.add_argument("--trainer", type=Path, default=ROOT / ".build/release/recipe-trainer")
    parser.add_argument("--recipe", default="aws-user-personalization")
    parser.add_argument("--cache", type=Path, help="a folder to keep the plain models' gains in")
    parser.add_argument("--log", action="store_true", help="print the log of each training")
    parser.add_argument("--check", action="store_true", help="end with 1 when a blend is worse")
    options = parser.parse_args()
    names = ["popular", "late", "own", "kNN", "rules", "iALS"]
    print(f"{'':18}" + "".join(f"{name:>13}" for name in names) + "     blend  error      s")
    reached = True
    for name in options.shapes:
        train, queries, truths = shape(name)
        items = max(int(train[1].max()), *(max(truth) for truth in truths),
                    *(int(own.max()) for _, own in queries)) + 1
        saved = options.cache and options.cache / f"{name}.npz"
        if saved and saved.exists():
            with np.load(saved) as file:
                table = {key: (file[key], str(file[key + "@"])) for key in names}
        else:
            table = peers(train, queries, truths, items)
            if saved:
                np.savez(saved, **{key: one[0] for key, one in table.items()},
                         **{key + "@": str(one[1]) for key, one in table.items()})
        lists, seconds, log = ours(options.trainer, options.recipe, train, queries)
        blend = np.array([gain(own[:DEPTH], truth) for own, truth in zip(lists, truths)])
        best = max((one[0] for one in table.values()), key=np.mean)
        error = (best - blend).std() / len(blend) ** 0.5
        worse = best.mean() - blend.mean() > 2 * error
        reached = reached and not worse
        print(f"{name:18}" + "".join(
            f"{table[key][0].mean():8.4f}{'/' + str(table[key][1]) if table[key][1] else '':5}"
            for key in names)
            + f"    {blend.mean():.4f} {error:.4f} {seconds:6.2f}{'  WORSE' if worse else ''}",
            flush=True)
        if options.log:
            print(log, flush=True)
    if options.check and not reached:
        sys.exit(1)


if __name__ == "__main__":
    main()
