"""The splits of a data set that quality is measured by, and the gain of a list."""

import math
import random

DEPTH = 10


def histories(rows):
    """Each user's rows by time, in the order of the file where times are equal."""
    users = {}
    for row in sorted(rows, key=lambda row: int(row[2])):
        users.setdefault(row[0], []).append(row)
    return users


def without(rows, held_out):
    held_out = {id(row) for row in held_out}
    return [row for row in rows if id(row) not in held_out]


def leave_one_out(rows):
    """P1: users with at least three interactions."""
    newest = {user: own[-1:] for user, own in histories(rows).items() if len(own) >= 3}
    train = without(rows, [row for own in newest.values() for row in own])
    return train, {user: {row[1] for row in own} for user, own in newest.items()}


def service_split(rows, seed):
    """P2: a tenth of the users with at least ten interactions."""
    users = histories(rows)
    able = sorted(user for user, own in users.items() if len(own) >= 10)
    chosen = permutation(able, seed)[:len(able) // 10]
    newest = {user: users[user][-max(1, len(users[user]) // 10):] for user in chosen}
    train = without(rows, [row for own in newest.values() for row in own])
    return train, {user: {row[1] for row in own} for user, own in newest.items()}


def permutation(values, seed):
    """The same as numpy.random.RandomState(seed).permutation(values)."""
    state = [seed & 0xFFFFFFFF]
    for index in range(1, 624):
        last = state[-1]
        state.append((1812433253 * (last ^ last >> 30) + index) & 0xFFFFFFFF)
    generator = random.Random()
    generator.setstate((3, (*state, 624), None))
    values = list(values)
    for index in range(len(values) - 1, 0, -1):
        mask = (1 << index.bit_length()) - 1
        other = generator.getrandbits(32) & mask
        while other > index:
            other = generator.getrandbits(32) & mask
        values[index], values[other] = values[other], values[index]
    return values


def gain(items, truth):
    """NDCG of one list; the ideal has all of the truth that fits in first places."""
    found = sum(1 / math.log2(place + 2) for place, item in enumerate(items) if item in truth)
    return found / sum(1 / math.log2(place + 2) for place in range(min(DEPTH, len(truth))))
