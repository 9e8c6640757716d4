"""MovieLens-100K (or something like it, offline) as Amazon Personalize wants to be given data.

The ratings come with the wheel recbole 1.2.1 on PyPI, which pip fetches into a cache folder; no
package is installed. Without network the same tables are generated, smaller and made up.

    python3 dataset.py FOLDER     writes interactions.csv, items.csv, users.csv and their schemas
"""

import csv
import io
import json
import os
import random
import subprocess
import sys
import zipfile
from pathlib import Path

WHEEL = "recbole==1.2.1"
INSIDE = "recbole/dataset_example/ml-100k/ml-100k."
CACHE = Path(
    os.environ.get("BESPOKE_EXAMPLE_CACHE", Path(__file__).parents[2] / ".build" / "examples"))
COLUMNS = {
    "Interactions": [
        ("USER_ID", "string"), ("ITEM_ID", "string"), ("TIMESTAMP", "long"),
        ("EVENT_TYPE", "string"), ("EVENT_VALUE", ["float", "null"]),
    ],
    "Items": [
        ("ITEM_ID", "string"), ("GENRES", ["null", "string"], {"categorical": True}),
        ("YEAR", ["null", "int"]),
    ],
    "Users": [
        ("USER_ID", "string"), ("AGE", "int"), ("GENDER", "string", {"categorical": True}),
        ("OCCUPATION", "string", {"categorical": True}),
    ],
}


class Dataset:
    """The three tables, and the titles to show instead of item ids."""

    def __init__(self, source, interactions, items, users, titles):
        self.source = source
        self.rows = {"Interactions": interactions, "Items": items, "Users": users}
        self.titles = titles

    def write(self, folder):
        """Writes a CSV and a schema a table: interactions.csv, interactions.json, ..."""
        folder.mkdir(parents=True, exist_ok=True)
        for kind, rows in self.rows.items():
            with open(folder / f"{kind.lower()}.csv", "w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(column[0] for column in COLUMNS[kind])
                writer.writerows(rows)
            (folder / f"{kind.lower()}.json").write_text(schema(kind))
        with open(folder / "titles.tsv", "w", encoding="utf-8") as file:
            file.writelines(f"{item}\t{title}\n" for item, title in self.titles.items())


def schema(kind):
    """The Avro schema of a table, as CreateSchema takes it."""
    fields = [
        {"name": column[0], "type": column[1], **(column[2] if len(column) > 2 else {})}
        for column in COLUMNS[kind]
    ]
    return json.dumps({
        "type": "record", "name": kind, "namespace": "com.amazonaws.personalize.schema",
        "fields": fields, "version": "1.0"})


def load():
    """MovieLens when the wheel can be had, generated tables when not."""
    try:
        return movielens(fetch())
    except (OSError, subprocess.SubprocessError, StopIteration, zipfile.BadZipFile) as error:
        print(f"MovieLens is out of reach ({type(error).__name__}): generating data instead.",
              file=sys.stderr)
        return generated()


def fetch():
    """The wheel's path; downloads it once."""
    pattern = "recbole-*.whl"
    if not any(CACHE.glob(pattern)):
        CACHE.mkdir(parents=True, exist_ok=True)
        print(f"Fetching {WHEEL} from PyPI ...", file=sys.stderr)
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--retries", "1",
             "--disable-pip-version-check", "--dest", str(CACHE), WHEEL],
            check=True, timeout=120, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return next(CACHE.glob(pattern))


def movielens(wheel):
    """The tables of MovieLens-100K out of the wheel."""
    with zipfile.ZipFile(wheel) as archive:

        def table(name):
            try:
                text = archive.read(INSIDE + name).decode("utf-8")
            except KeyError:
                raise zipfile.BadZipFile(f"no {name} in {wheel}") from None
            reader = csv.reader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)
            next(reader)
            return list(reader)

        ratings, films, people = table("inter"), table("item"), table("user")
    return Dataset(
        "MovieLens-100K",
        [[user, item, int(float(time)), "watch", rating] for user, item, rating, time in ratings],
        [[item, "|".join(genres.split()), year if year.isdigit() else ""]
         for item, _, year, genres in films],
        [[user, age, gender, occupation] for user, age, gender, occupation, _ in people],
        {item: f"{title} ({year})" for item, title, year, _ in films})


def generated(users=600, films=800, ratings_each=60, seed=5):
    """Made-up films and people who each prefer one genre."""
    chance = random.Random(seed)
    genres = ["Action", "Comedy", "Drama", "Horror", "Romance", "Thriller"]
    of_genre = {genre: range(n, films, len(genres)) for n, genre in enumerate(genres)}
    interactions, people = [], []
    for user in range(users):
        taste, time = chance.choice(genres), 880_000_000 + chance.randrange(10_000_000)
        people.append([f"{user}", 16 + user % 60, "FM"[user % 2], "other"])
        seen = set()
        while len(seen) < ratings_each:
            genre = taste if chance.random() < 0.8 else chance.choice(genres)
            film = of_genre[genre][int(len(of_genre[genre]) * chance.random() ** 2)]
            if film not in seen:
                seen.add(film)
                time += chance.randrange(20, 4000)
                interactions.append([user, film, time, "watch", chance.randrange(1, 6)])
    items = [[n, genres[n % len(genres)], 1950 + n % 49] for n in range(films)]
    titles = {f"{n}": f"Film {n}, {genre} ({year})" for n, genre, year in items}
    return Dataset("generated data", interactions, items, people, titles)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    dataset = load()
    dataset.write(Path(sys.argv[1]))
    print(f"{dataset.source}: {len(dataset.rows['Interactions'])} interactions")
