"""The console at /console, in a real browser: what people without a terminal do with it."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from harness import waits, wire
from harness.browser import Console, chromium
from harness.cli_process import bespoke
from harness.server import Server
from harness.tenant import Tenant
from playwright.sync_api import expect

VIEWS = {
    "requests": "Requests", "forget": "Forget someone", "lookup": "Look someone up",
    "check": "Check a certificate"}


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture
def console(browser, loaded):
    made = Console(browser, loaded.tenant)
    yield made
    made.close()


def ask(page, *people, ticket=""):
    """Fills in who is to be forgotten and goes on to what would be erased."""
    page.get_by_label("User IDs").fill("\n".join(people))
    page.get_by_label("Ticket number").fill(ticket)
    page.get_by_role("button", name="See what would be erased").click()
    expect(page.get_by_role("heading", name="What would be erased")).to_be_visible()


def test_a_person_is_forgotten_and_the_certificate_holds(console, tmp_path):
    page = console.open("forget")
    ask(page, "u0-0", ticket="T-1")
    expect(page.get_by_text("of 1 person")).to_be_visible()
    page.get_by_label("To confirm").fill("forget everybody")
    page.get_by_role("button", name="Forget 1 person").click()
    expect(page.get_by_text("Type exactly: forget 1 person")).to_be_visible()
    page.get_by_label("To confirm").fill("forget 1 person")
    page.get_by_role("button", name="Forget 1 person").click()
    expect(page.get_by_role("heading", name="Certificate of erasure")).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download", exact=True).click()
    saved = tmp_path / "certificate.json"
    download.value.save_as(saved)
    certificate = json.loads(saved.read_text())
    assert certificate["ticket"] == "T-1" and "u0-0" not in saved.read_text()

    page = console.open("check")
    page.get_by_label("Certificate file").set_input_files(saved)
    expect(page.get_by_text("This certificate is genuine.")).to_be_visible()
    forged = tmp_path / "forged.json"
    forged.write_text(json.dumps(certificate | {"ticket": "T-2"}))
    page.get_by_label("Certificate file").set_input_files(forged)
    expect(page.get_by_text("This certificate cannot be trusted.")).to_be_visible()
    page.get_by_label("Certificate file").set_input_files(
        {"name": "x.json", "mimeType": "application/json", "buffer": b"{}"})
    expect(page.get_by_text("This file is not a certificate")).to_be_visible()
    page.get_by_role("button", name="Check the ledger").click()
    expect(page.get_by_text("The ledger is whole.")).to_be_visible()
    assert "u0-0" not in page.evaluate(KEPT)


KEPT = "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"


def test_all_of_it_works_by_keyboard(console):
    page = console.open()
    reach(page, "Forget someone")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Forget someone")).to_be_focused()
    reach(page, "User IDs")
    page.keyboard.type("u1-1")
    reach(page, "See what would be erased")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What would be erased")).to_be_focused()
    reach(page, "To confirm")
    page.keyboard.type("forget 1 person\n")
    expect(page.get_by_text("Everything was erased and checked.")).to_be_visible(timeout=60_000)


def reach(page, name):
    """Presses Tab until the element of that name has the focus, which must be seen."""
    for _ in range(60):
        page.keyboard.press("Tab")
        told = page.evaluate("""() => {
            const at = document.activeElement, style = getComputedStyle(at);
            const label = at.labels?.[0]?.textContent ?? at.textContent;
            return [label.trim(), style.outlineStyle !== 'none' && style.outlineWidth !== '0px'];
        }""")
        if told[0].startswith(name):
            assert told[1], f"nobody sees that {name} has the focus"
            return
    raise AssertionError(f"{name} cannot be reached with Tab")


def test_ids_come_from_files_too_and_nothing_found_is_said(console, tmp_path):
    page = console.open("forget")
    people = tmp_path / "people.csv"
    people.write_text('NAME,USER_ID\nx,"nobody, at all"\ny,nobody-else\n')
    page.get_by_label("Or read them from a CSV file").set_input_files(people)
    expect(page.get_by_label("User IDs")).to_have_value("nobody, at all\nnobody-else")
    expect(page.locator(".counted")).to_have_text("2 people")
    other = tmp_path / "other.csv"
    other.write_text("A,B\n1,2\n")
    page.get_by_label("Or read them from a CSV file").set_input_files(other)
    expect(page.get_by_text("none is called USER_ID")).to_be_visible()
    page.get_by_role("button", name="See what would be erased").click()
    expect(page.get_by_text("Nothing was found under these IDs.")).to_be_visible()


def test_requests_wait_are_held_released_verified_and_denied(console):
    page = console.open("forget")
    page.get_by_text("More choices").first.click()
    page.get_by_label("Wait until somebody has verified").check()
    ask(page, "u2-2", ticket="T-held")
    page.get_by_label("To confirm").fill("forget 1 person")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Waiting for verification")).to_be_visible()
    for press, confirm in [("Put on legal hold", "Put on hold"),
                           ("Lift the legal hold", "Lift the hold")]:
        page.get_by_role("button", name=press).click()
        page.get_by_role("dialog").get_by_role("button", name=confirm).click()
        page.get_by_role("dialog").wait_for(state="detached")
    page.get_by_role("button", name="Deny").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Deny the request").click()
    expect(dialog.get_by_text("Please say why.")).to_be_visible()
    dialog.get_by_label("Reason").fill("asked by somebody else")
    dialog.get_by_role("button", name="Deny the request").click()
    expect(page.get_by_text("It was turned down; nothing was erased.")).to_be_visible()
    page = console.open("requests")
    expect(page.get_by_role("link", name=re.compile("T-held"))).to_contain_text("Denied")


def test_what_is_held_can_be_seen_and_handed_out(console):
    page = console.open("lookup")
    page.get_by_label("User ID").fill("u0-3")
    page.get_by_role("button", name="Look where it occurs").click()
    expect(page.get_by_role("heading", name="shop")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download everything").click()
    assert download.value.suggested_filename.endswith(".zip")
    assert b"u0-3" in download.value.path().read_bytes()


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_views_fit_narrow_screens_and_name_their_fields(browser, loaded, view, scheme):
    console = Console(
        browser, loaded.tenant, color_scheme=scheme, viewport={"width": 320, "height": 700})
    page = console.open(view)
    expect(page.get_by_role("heading", level=1)).to_have_text(VIEWS[view])
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    nameless = page.evaluate("""() => [...document.querySelectorAll('input, select, textarea')]
        .filter((field) => !field.labels.length).map((field) => field.outerHTML)""")
    assert nameless == []
    assert page.evaluate(CONTRAST) == []
    console.close()


# Texts whose contrast to the nearest background is below 4.5 to 1 (WCAG 2, AA).
CONTRAST = """() => {
  const parts = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const color = parts(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll('h1, h2, p, label, a, button, legend, summary, span')]
    .filter((node) => node.checkVisibility() && node.textContent.trim())
    .filter((node) => !node.closest('.hidden-text'))
    .map((node) => {
      const [a, b] = [light(parts(getComputedStyle(node).color)), light(ground(node))];
      return [(Math.max(a, b) + .05) / (Math.min(a, b) + .05), node.textContent.trim()];
    }).filter(([ratio]) => ratio < 4.5);
}"""


def test_the_page_runs_only_its_own_files(server):
    reply = wire.send(Tenant(server), "/console", b"", method="GET", signed=False)
    assert reply.status == 200 and reply.headers["x-frame-options"] == "DENY"
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy and "script-src 'self'" in policy
    for text in re.findall(rb'(?:src|href)="([^"]+)"', reply.body):
        assert text.startswith((b"/console/", b"#")), text
    again = wire.send(
        Tenant(server), "/console", b"", {"If-None-Match": reply.headers["etag"]}, method="GET",
        signed=False)
    assert again.status == 304
    other = wire.send(Tenant(server), "/console/nothing", b"", method="GET", signed=False)
    assert other.status == 404


ASK = json.dumps({"userIds": ["somebody"]}).encode()
REQUESTS = "/_bespoke/privacy/requests"


@pytest.mark.parametrize("headers", [
    {"Origin": "https://evil.example"},
    {"Origin": "https://evil.example", "X-Bespoke-Console": "1"},
    {"Origin": "null", "X-Bespoke-Console": "1"},
    {"Origin": "http://HOST"},
    {"Origin": "http://HOST", "X-Bespoke-Console": "1", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "http://HOST", "X-Bespoke-Console": "1", "Sec-Fetch-Site": "same-site"},
    {"Origin": "http://evil.example", "X-Bespoke-Console": "1", "Host": "evil.example"},
    {"Origin": "http://127.0.0.1.evil.example", "X-Bespoke-Console": "1",
     "Host": "127.0.0.1.evil.example"},
    {"Sec-Fetch-Site": "cross-site"},
], ids=str)
def test_pages_of_others_change_nothing(tenant, headers):
    host = f"{tenant.server.host}:{tenant.server.port}"
    headers = {name: value.replace("HOST", host) for name, value in headers.items()}
    reply = wire.send(tenant, REQUESTS, ASK, headers, signed=False)
    assert reply.status == 403 and reply.error == "AccessDeniedException"


def test_a_name_made_to_lead_here_shows_nothing(tenant):
    rebound = {"Host": "evil.example", "Accept-Language": "en"}
    for path in (REQUESTS, "/_bespoke/privacy/audit", "/console"):
        assert wire.send(tenant, path, b"", rebound, method="GET", signed=False).status == 403
    listing = {"Content-Type": wire.JSON11, "X-Amz-Target": "AmazonPersonalize.ListDatasetGroups",
               "Host": "evil.example", "Origin": "http://evil.example"}
    assert wire.send(tenant, "/", b"{}", listing, signed=False).error == "AccessDeniedException"
    # Who is no browser may call by any name, as in a network of containers.
    named = {"Host": "bespoke:8900"}
    assert wire.send(tenant, REQUESTS, b"", named, method="GET", signed=False).status == 200


def test_trusted_names_are_let_in(own_server):
    server = own_server("--trusted-hosts", "desk.example, other.example")
    headers = {"Origin": "https://desk.example", "Host": "desk.example", "X-Bespoke-Console": "1"}
    reply = wire.send(Tenant(server), REQUESTS, ASK, headers, signed=False)
    assert reply.status == 200, reply.body


def test_a_strangers_page_in_the_browser_reaches_nothing(browser, loaded):
    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>x</title>")

        def log_message(self, *_):
            pass

    stranger = HTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=stranger.serve_forever, daemon=True).start()
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"http://localhost:{stranger.server_port}/")
    send = """async ([url, mode, headers]) => {
        try {
            const answer = await fetch(url, {method: 'POST', mode, headers,
                body: JSON.stringify({userIds: ['u0-0']})});
            return answer.type === 'opaque' ? 'opaque' : `read ${answer.status}`;
        } catch { return 'refused'; }
    }"""
    url = loaded.tenant.server.endpoint + REQUESTS
    assert page.evaluate(send, [url, "no-cors", {}]) == "opaque"
    assert page.evaluate(send, [url, "cors", {}]) == "refused"
    assert page.evaluate(send, [url, "cors", {"X-Bespoke-Console": "1"}]) == "refused"
    framed = page.evaluate("""(url) => new Promise((done) => {
        const frame = document.createElement('iframe');
        frame.onload = () => { try { done(frame.contentDocument ? 'blank' : 'blocked'); }
            catch { done('blocked'); } };
        frame.src = url;
        document.body.append(frame);
    })""", loaded.tenant.server.endpoint + "/console")
    assert framed == "blocked"
    context.close()
    stranger.shutdown()
    asked = wire.send(Tenant(loaded.tenant.server), REQUESTS, b"", method="GET")
    assert asked.json["requests"] == []


def test_strict_mode_asks_for_a_key_and_signs_with_it(browser, own_server):
    server = own_server("--auth", "strict", folder="strict")
    made = bespoke("credentials", "111122223333", "--data", server.data).stdout
    key, secret = (line.split("=", 1)[1] for line in made.splitlines())
    console = Console(browser, Tenant(server, account="111122223333", key=key, secret=secret))
    page = console.open()
    dialog = page.get_by_role("dialog")
    for attempt in ("wrong", secret):
        dialog.get_by_label("Access key").fill(key)
        dialog.get_by_label("Secret key").fill(attempt)
        dialog.get_by_role("button", name="Sign in").click()
        if attempt == "wrong":
            expect(dialog.get_by_text("That did not work")).to_be_visible()
    expect(page.get_by_role("heading", name="Requests")).to_be_visible()
    waits.until(lambda: "Nobody has asked" in page.inner_text("main"), "the list shows")
    assert secret not in page.evaluate(KEPT)
    console.close()
