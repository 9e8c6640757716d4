"""A headless Chromium, as Debian packages it, for the pages that the server serves."""

import contextlib
import json
import shutil

from playwright.sync_api import sync_playwright


@contextlib.contextmanager
def chromium():
    """The browser; closed at the end."""
    program = shutil.which("chromium")
    assert program, "chromium is missing: examples/install-packages.sh chromium"
    with sync_playwright() as playwright:
        # Without its sandbox, as containers mostly forbid what that needs.
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


class Console:
    """The console of a server as one tenant sees it; whatever the page complains of is kept."""

    def __init__(self, browser, tenant, **context):
        self.tenant = tenant
        self.context = browser.new_context(locale="en-GB", **context)
        place = json.dumps({"account": tenant.account, "region": tenant.region})
        self.context.add_init_script(
            f"localStorage.setItem('bespoke-place', {json.dumps(place)})")
        self.page = self.context.new_page()
        self.complaints = []
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, message):
        # A refusal by the service is an error to the browser, too; the tests look at these.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def open(self, view="requests"):
        """Opens a view and waits for its heading."""
        self.page.goto(f"{self.tenant.server.endpoint}/console#/{view}")
        self.page.locator("h1").wait_for()
        return self.page

    def close(self):
        """Ends the session; the page must not have complained."""
        self.context.close()
        assert self.complaints == []
