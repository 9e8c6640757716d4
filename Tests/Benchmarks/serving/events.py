"""PutEvents beside SQLite alone, and GetRecommendations beside PutEvents.

Beside PutEvents at the rate it must reach at least, and beside as many as the machine can take.
"""

import random
import sqlite3
import statistics
import time

import load

PER_REQUEST = 10
CONNECTIONS = 64
GOAL = 0.60
# The stream that must not feel it: 16 connections that think for 4 ms, some 3,500 a second.
STREAM = {"connections": 16, "think": 4}


def group_file(world):
    """The database that holds the group's events."""
    return next(world.server.data.glob("tenants/*/*/groups/*/data.sqlite"))


def sqlite_rate(world, path, seconds):
    """Rows a second that SQLite commits by itself: the events stored so far, in their order.

    A batch has as many rows as the connections can have under way at once.
    """
    with sqlite3.connect(f"file:{group_file(world)}?mode=ro", uri=True) as source:
        tables = [row[0] for row in source.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name IN ('events', 'sessions') "
            "AND sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")]
        columns = [row[1] for row in source.execute("PRAGMA table_info(events)")][1:]
        rows = source.execute(
            f"SELECT {', '.join(columns)} FROM events ORDER BY sequence LIMIT 200000").fetchall()
    sessions = [(row[columns.index("session_id")], row[columns.index("user_id")]) for row in rows]
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    database = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON",
                   "secure_delete = ON"):
        database.execute(f"PRAGMA {pragma}")
    for table in tables:
        database.execute(table)
    insert = (f"INSERT OR IGNORE INTO events({', '.join(columns)}) "
              f"VALUES ({', '.join('?' * len(columns))})")
    link = ("INSERT INTO sessions(session_id, user_id) VALUES (?, ?) ON CONFLICT(session_id) DO "
            "UPDATE SET user_id = excluded.user_id WHERE user_id <> excluded.user_id")
    batch, done, start = CONNECTIONS * PER_REQUEST, 0, time.monotonic()
    while time.monotonic() < start + seconds and done + batch <= len(rows):
        database.execute("BEGIN IMMEDIATE")
        database.executemany(insert, rows[done:done + batch])
        database.executemany(link, sessions[done:done + batch])
        database.execute("COMMIT")
        done += batch
    taken = time.monotonic() - start
    database.close()
    return done / taken


def run(world, options, report, folder):
    report.title(f"events: {PER_REQUEST} a request, {CONNECTIONS} connections, beside SQLite alone")
    generator = random.Random(4)
    users = [generator.randrange(2_001, world.users) for _ in range(4_000)]
    puts = world.write(
        "events", [world.events(user, PER_REQUEST, generator) for user in users])
    warm = world.write("stream", [world.recommendations(user) for user in range(1, 2_001)])
    world.ask(world.recommendations(user) for user in range(1, 2_001))
    ours, alone, quiet, beside, flooded, taken = [], [], [], [], [], []

    def stream():
        return load.measure(
            world.url("/recommendations"), world.pid, options.seconds, requests=warm, **STREAM)

    def stream_beside(pace):
        writer = load.Run(
            world.url("/events"), options.seconds + 1, CONNECTIONS, puts, pace=pace)
        time.sleep(0.5)
        sample = stream()
        return sample, writer.finish()[0] * PER_REQUEST

    for _ in range(options.rounds):
        ours.append(load.measure(
            world.url("/events"), world.pid, options.seconds, CONNECTIONS, puts))
        alone.append(sqlite_rate(world, folder / "alone.sqlite", options.seconds))
        quiet.append(stream())
        sample, rate = stream_beside(GOAL * statistics.median(alone) / PER_REQUEST)
        beside.append(sample)
        taken.append(rate)
        flooded.append(stream_beside(0)[0])
    put = report.sample("PutEvents", ours)
    report.note("events of them", f"{put.rate * PER_REQUEST:>8,.0f} a second")
    ceiling = statistics.median(alone)
    report.note("rows by SQLite alone", f"{ceiling:>8,.0f} a second, "
                f"{CONNECTIONS * PER_REQUEST} a commit")
    report.ratio("PutEvents, of SQLite alone", put.rate * PER_REQUEST / ceiling, least=GOAL)
    still = report.sample("GetRecommendations, quiet", quiet)
    rate = statistics.median(taken)
    busy = report.sample(f"beside {rate:,.0f} events a second", beside)
    report.note("these, of SQLite alone", f"{rate / ceiling:>8.2f}")
    report.ratio("its p99, times the quiet one", busy.p99 / still.p99, most=2)
    most = report.sample("beside as many as can be", flooded)
    report.note("its p99, times the quiet one", f"{most.p99 / still.p99:>8.2f}")
