"""kill -9 and a store that goes away: metrics count each event once, and no window is lost."""

import itertools
import threading
import time

from harness import attribution, waits
from harness.attribution import METRICS, WINDOW
from harness.chain import Group
from harness.clock import Clock
from harness.data import table
from harness.plug import PluggedStore
from harness.scale import reconnect
from harness.tenant import Tenant

KILLS = 6
THREADS = 3


def counted_group(tenant):
    """A group that takes and counts events."""
    group = Group(tenant)
    tenant.server.store.make(tenant.bucket)
    group.dataset("Interactions", attribution.INTERACTIONS)
    group.dataset("Items")
    group.tracking = group.tracker()
    attribution.create(group, METRICS[0])
    return group


class Streamer:
    """Threads that send each event until it is acknowledged, and so once or oftener."""

    def __init__(self, group):
        self.group, self.running = group, True
        self.numbers, self.acknowledged = itertools.count(), 0
        self.lock = threading.Lock()
        self.now = Clock(group.tenant.server).read()["epochSeconds"]
        self.threads = [threading.Thread(target=self._stream) for _ in range(THREADS)]
        for thread in self.threads:
            thread.start()

    def _stream(self):
        client = self.group.tenant.client("personalize-events")
        while self.running:
            events = [{
                "eventType": "view", "itemId": "i", "eventId": f"n{next(self.numbers)}",
                "sentAt": self.now, "metricAttribution": {"eventAttributionSource": f"s{n}"},
            } for n in range(3)]
            while True:
                try:
                    client.put_events(
                        trackingId=self.group.tracking, userId="u", sessionId="s",
                        eventList=events)
                    break
                except Exception:
                    time.sleep(0.01)  # The server is down: sent again when it is back.
            with self.lock:
                self.acknowledged += 1

    def stop(self):
        """Ends the threads; how many times each source was acknowledged."""
        self.running = False
        for thread in self.threads:
            thread.join(60)
        return self.acknowledged


def test_every_acknowledged_event_counts_once_after_kills(own_server):
    server = own_server()
    group = counted_group(Tenant(server))
    streamer = Streamer(group)
    try:
        for _ in range(KILLS):
            before = streamer.acknowledged
            waits.until(lambda: streamer.acknowledged > before + 100, "events flow", interval=0.01)
            server.kill()
            server.start()
    finally:
        acknowledged = streamer.stop()
    reconnect(group)
    wanted = {("COUNTVIEWS", f"S{n}"): acknowledged for n in range(3)}
    waits.until(lambda: attribution.totals(group), "the group is open again")
    assert attribution.totals(group) == wanted
    assert server.stop() == 0
    server.start()
    reconnect(group)
    waits.until(lambda: attribution.totals(group) == wanted, "the totals are there again")
    # The files add up to the same, however the events were spread over windows.
    Clock(server).advance(2 * WINDOW)

    def summed():
        found = {}
        for rows in attribution.files(group).values():
            for row in rows:
                key = (row[0], row[4].upper())
                found[key] = found.get(key, 0) + float(row[2])
        return found

    waits.until(lambda: summed() == wanted, f"the files add up to {wanted}")


def test_an_import_counts_once_although_the_server_is_killed(own_server):
    server = own_server("--describe-hold", "0")
    group = counted_group(Tenant(server))
    now = int(Clock(server).read()["epochSeconds"])

    def text(count):
        return table(attribution.COLUMNS, [
            [f"u{n % 999}", "i", now - n % 999, "view", "", "", "", "web"] for n in range(count)])

    group.load(text(1000))
    total = 0
    for count in (20_000, 60_000, 180_000):
        arn = group.start_import(
            text(count), importMode="INCREMENTAL", publishAttributionMetricsToS3=True)
        waits.until(
            lambda: group.tenant.describe("datasetImportJob", arn)["status"] != "CREATE PENDING",
            "the import has begun", interval=0.002)
        server.kill()
        server.start()
        reconnect(group)
        waits.active(group.tenant, "datasetImportJob", arn)
        total += count
        assert attribution.totals(group) == {("COUNTVIEWS", "WEB"): total}
    found = attribution.files(group)
    assert len(found) == 3
    assert sum(float(row[2]) for rows in found.values() for row in rows) == total


def test_a_window_waits_for_a_store_that_is_away(own_server, moto):
    store = PluggedStore(moto)
    server = own_server("--s3-patience", "2", store=store)
    group = counted_group(Tenant(server))
    clock = Clock(server)

    def put(number):
        group.tenant.events.put_events(
            trackingId=group.tracking, userId="u", sessionId="s", eventList=[{
                "eventType": "view", "itemId": "i", "sentAt": clock.read()["epochSeconds"],
                "metricAttribution": {"eventAttributionSource": f"s{number}"}}])

    try:
        put(1)
        store.plug.pull()
        clock.advance(WINDOW)
        arn = group.tenant.arn("metric-attribution", "shop-impact")
        waits.until(
            lambda: group.tenant.describe("metricAttribution", arn).get("failureReason"),
            "the failure shows", 30)
        put(2)
        server.kill()
        server.start()
        reconnect(group)
        clock.advance(WINDOW)
        put(3)
        store.plug.insert()
        clock.advance(WINDOW)

        def all_written():
            # An attempt under way may fail yet, and be made again half a minute later.
            clock.advance(31)
            return len(attribution.files(group)) == 3

        waits.until(all_written, "all windows are written", interval=1)
        found = attribution.files(group)
        assert sorted(row[4] for rows in found.values() for row in rows) == ["s1", "s2", "s3"]
        waits.until(
            lambda: "failureReason" not in group.tenant.describe("metricAttribution", arn),
            "the failure is gone")
    finally:
        if not store.plug.pulled.is_set():
            store.plug.pull()
