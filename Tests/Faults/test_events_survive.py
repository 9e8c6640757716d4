"""Numbered events are streamed while the server is killed again and again: none is lost.

An event counts as acknowledged when its PutEvents was answered with 200. The service offers no
way to read events back, so they are looked up where they were put: in the group's database.
"""

import itertools
import sqlite3
import threading
import time

from harness import waits
from harness.data import Tastes
from harness.scale import reconnect

THREADS = 4
KILLS = 5
PREFIX = "numbered-"


def stored(server, tenant, group):
    """Every numbered event id in the group's database, whatever table or column it is in."""
    path = server.data / f"tenants/{tenant.account}/{tenant.region}/groups/{group.name}/data.sqlite"
    assert path.exists(), sorted(str(p.relative_to(server.data)) for p in server.data.rglob("*"))
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    found = []
    try:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            for column in database.execute(f'PRAGMA table_info("{table}")').fetchall():
                rows = database.execute(
                    f'SELECT CAST("{column[1]}" AS TEXT) FROM "{table}" '
                    f'WHERE CAST("{column[1]}" AS TEXT) GLOB ?', (PREFIX + "*",))
                found += [text for (text,) in rows]
    finally:
        database.close()
    return found


class Streamer:
    """Threads that put numbered events without pause and note which were acknowledged."""

    def __init__(self, tenant, tracking):
        self.tenant, self.tracking = tenant, tracking
        self.numbers = itertools.count()
        self.acknowledged, self.refused = [], []
        self.running = True
        self.threads = [threading.Thread(target=self._stream, args=(n,)) for n in range(THREADS)]
        for thread in self.threads:
            thread.start()

    def _stream(self, thread):
        client = self.tenant.client("personalize-events")
        while self.running:
            ids = [f"{PREFIX}{next(self.numbers)}" for _ in range(3)]
            try:
                client.put_events(
                    trackingId=self.tracking, userId=f"streamer{thread}", sessionId=f"s{thread}",
                    eventList=[{
                        "eventId": text, "eventType": "view", "itemId": f"i{n}",
                        "sentAt": 1_700_000_000 + int(text.removeprefix(PREFIX)),
                    } for n, text in enumerate(ids)])
            except client.exceptions.ClientError as error:
                self.refused.append(error)
            except Exception:
                time.sleep(0.005)  # The server is down: what was sent is not acknowledged.
            else:
                self.acknowledged += ids

    def stop(self):
        """Ends the threads; the ids that were acknowledged."""
        self.running = False
        for thread in self.threads:
            thread.join(60)
        assert not self.refused, self.refused[:3]
        return self.acknowledged


def test_no_acknowledged_event_is_missing_after_kills(group):
    tenant = group.tenant
    server, tracking = tenant.server, group.tracker()
    streamer = Streamer(tenant, tracking)
    try:
        for _ in range(KILLS):
            before = len(streamer.acknowledged)
            waits.until(
                lambda: len(streamer.acknowledged) > before + 300, "events flow", interval=0.01)
            server.kill()
            server.start()
    finally:
        acknowledged = streamer.stop()
    assert server.stop() == 0
    found = stored(server, tenant, group)
    missing = set(acknowledged) - set(found)
    assert not missing, f"{len(missing)} of {len(acknowledged)} lost, such as {sorted(missing)[:5]}"
    doubled = len(found) - len(set(found))
    assert doubled == 0, f"{doubled} events are stored twice"
    print(f"{len(acknowledged)} events acknowledged over {KILLS} kills, {len(found)} stored")


def test_events_before_a_kill_still_count_for_recommendations(group):
    group.load(Tastes().interactions())
    campaign = group.campaign("aws-user-personalization")
    tracking = group.tracker()
    group.tenant.events.put_events(
        trackingId=tracking, userId="newcomer", sessionId="s", eventList=[
            {"eventType": "view", "itemId": f"i4-{n}", "sentAt": 1_710_000_000 + n}
            for n in range(5)])
    group.tenant.server.kill()
    group.tenant.server.start()
    reconnect(group)
    found = group.recommend(campaign, userId="newcomer", numResults=10)
    assert Tastes().share(found, 4) > 0.5
