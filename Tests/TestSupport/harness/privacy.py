"""Privacy requests, and the search for what is left of people."""

import base64
import re
import urllib.parse

from . import wire, waits

# Which place a file of the data folder belongs to; the program's own list is Place.of(path:).
FILES = [(re.compile(pattern), place) for pattern, place in (
    (r"(lock|limits\.json|grants\.json|bespoke\.sqlite(-wal|-shm)?)", "instance-settings"),
    (r"privacy\.sqlite(-wal|-shm)?", "privacy-ledger"),
    (r"privacy\.key", "privacy-key"),
    (r"privacy/pending/[^/]+", "pending-requests"),
    (r"privacy/opendsr/[^/]+", "request-records"),
    (r"tenants/\d{12}/[^/]+/control\.sqlite(-wal|-shm)?", "control-database"),
    (r"tenants/\d{12}/[^/]+/groups/[^/]+/data\.sqlite(-wal|-shm)?", "group-database"),
    (r"tenants/\d{12}/[^/]+/groups/[^/]+/segments/[^/]+\.segment", "segment-files"),
    (r"tenants/\d{12}/[^/]+/groups/[^/]+/models/[^/]+\.model", "models"),
    (r"tenants/\d{12}/[^/]+/groups/[^/]+/(segments|models)/[^/]+(\.tmp|-journal)",
     "temporary-files"),
)]


def ask(tenant, path, body):
    """A privacy endpoint's answer to a POST."""
    reply = wire.post(tenant, f"/_bespoke/privacy/{path}", body)
    assert reply.status == 200, reply
    return reply.json


def look(tenant, path, **query):
    """A privacy endpoint's answer to a GET."""
    suffix = "?" + urllib.parse.urlencode(query) if query else ""
    reply = wire.send(tenant, f"/_bespoke/privacy/{path}{suffix}", b"", method="GET")
    assert reply.status == 200, reply
    return reply.json


def settled(tenant, request, within=180):
    """The request once it has ended."""

    def ended():
        found = look(tenant, "request", requestId=request)
        return found if found["state"] in ("COMPLETED", "FAILED", "CANCELLED", "DENIED") else None

    return waits.until(ended, f"{request} ends", within)


def forget(tenant, *people, within=180, **options):
    """Has people forgotten; the completed request."""
    made = ask(tenant, "requests", {"userIds": list(people), **options})
    found = settled(tenant, made["requestId"], within)
    assert found["state"] == "COMPLETED", found
    return found


def forms(text):
    """Every byte string that gives an id away, by the form's name."""
    plain = text.encode()
    found = {
        "plain": plain, "utf-16le": text.encode("utf-16-le"), "utf-16be": text.encode("utf-16-be"),
        "hex": plain.hex().encode(), "HEX": plain.hex().upper().encode(),
        "url": urllib.parse.quote(text, safe="").encode(),
        "url-all": "".join(f"%{byte:02X}" for byte in plain).encode(),
    }
    for before in range(3):
        # The characters that the id alone decides.
        whole = base64.b64encode(b"\0" * before + plain)
        first, end = -(-before * 8 // 6), (before + len(plain)) * 8 // 6
        found[f"base64-{before}"] = whole[first:end]
        found[f"base64url-{before}"] = base64.urlsafe_b64encode(b"\0" * before + plain)[first:end]
    return found


def holding(folder, text, outside=()):
    """Which files below the folder hold the id, and in which forms: {path: [form, ...]}."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if not path.is_file() or name.startswith(tuple(outside)):
            continue
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            continue
        hits = [form for form, needle in forms(text).items() if needle in content]
        if hits:
            found[name] = hits
    return found


def place(path):
    """The place a file belongs to; None for one nobody has listed."""
    return next((place for pattern, place in FILES if pattern.fullmatch(path)), None)


def places(discovery):
    """{place: count} of all groups of a discovery."""
    found = {}
    for group in discovery["groups"]:
        for entry in group["places"]:
            found[entry["place"]] = found.get(entry["place"], 0) + entry["count"]
    return found
