"""Generated data whose right answers are known: every user has a taste, every item a kind."""

import csv
import io
import random

START = 1_700_000_000
HEADER = ["USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE", "EVENT_VALUE"]


def table(header, rows, **options):
    """CSV text of the rows."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", **options)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


class Tastes:
    """Users and items in `kinds` kinds; nine of ten interactions stay within the user's kind.

    Item `i<kind>-<n>` is of that kind, user `u<kind>-<n>` likes it; a kind's low numbers are
    its popular items, and kind 0 has more users than the others, so that popularity alone is
    a poor guess for everyone else.
    """

    def __init__(self, users=120, items=100, kinds=5, per_user=20, seed=7):
        self.kinds, self.per_user = kinds, per_user
        self.per_kind = items // kinds
        self.random = random.Random(seed)
        self.users = []
        for number in range(users):
            kind = 0 if number % 3 == 0 else number % kinds
            self.users.append(f"u{kind}-{number}")
        self.items = [f"i{k}-{n}" for k in range(kinds) for n in range(self.per_kind)]

    @staticmethod
    def kind(name):
        """The kind in the name of a user or an item."""
        return int(name[1:].split("-")[0])

    def item(self, kind):
        """A random item of the kind, its popular ones more often."""
        return f"i{kind}-{int(self.per_kind * self.random.random() ** 2)}"

    def rows(self):
        """Interactions in time order for each user: a run through their kind with some strays."""
        for user in self.users:
            time = START + self.random.randrange(1_000_000)
            for _ in range(self.per_user):
                own = self.random.random() < 0.9
                kind = self.kind(user) if own else self.random.randrange(self.kinds)
                time += self.random.randrange(30, 600)
                event = "purchase" if self.random.random() < 0.1 else "view"
                yield [user, self.item(kind), time, event, round(self.random.random() * 5, 2)]

    def interactions(self):
        """The interactions as CSV."""
        return table(HEADER, self.rows())

    def item_rows(self):
        """ITEM_ID, GENRES (two pieces), PRICE (some null), CREATION_TIMESTAMP."""
        for number, item in enumerate(self.items):
            genres = f"kind{self.kind(item)}|{'even' if number % 2 == 0 else 'odd'}"
            price = "" if number % 7 == 0 else 5 + number % 90
            yield [item, genres, price, START - 86_400 * (number % 50)]

    def item_table(self):
        """The items as CSV."""
        return table(["ITEM_ID", "GENRES", "PRICE", "CREATION_TIMESTAMP"], self.item_rows())

    def user_table(self):
        """The users as CSV."""
        rows = ([u, 18 + n % 60, ("gold", "silver")[n % 2]] for n, u in enumerate(self.users))
        return table(["USER_ID", "AGE", "MEMBERSHIP"], rows)

    def share(self, items, kind):
        """How much of the list is of the kind, 0 to 1."""
        return sum(self.kind(item) == kind for item in items) / max(1, len(items))


def ladder(items, users=60, prefix="user"):
    """Interactions in which the n-th item has fewer distinct users than the one before it.

    Popularity alone then ranks the items in the order given; at least a thousand rows come out.
    """
    rows, step = [], 0
    for rank, item in enumerate(items):
        for number in range(users - rank):
            step += 1
            rows.append([f"{prefix}{number}", item, START + step, "view", 1.0])
    filler = 0
    while len(rows) < 1000:
        # Repeats by one user do not count for popularity by unique users.
        filler += 1
        rows.append([f"{prefix}0", items[0], START + 100_000 + filler, "view", 1.0])
    return rows
