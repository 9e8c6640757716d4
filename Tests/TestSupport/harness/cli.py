"""The AWS CLI inside this process, for calls by the dozen: a process of its own takes a second."""

import contextlib
import io
import json
import os

from awscli.clidriver import create_clidriver
from botocore import xform_name


class CommandLine:
    """`aws` with a tenant's credentials; nothing but --endpoint-url is changed."""

    def __init__(self, tenant):
        self.tenant = tenant
        with self._environment():
            self.driver = create_clidriver()

    @contextlib.contextmanager
    def _environment(self):
        kept = dict(os.environ)
        for name in [n for n in os.environ if n.startswith("AWS_") and n != "AWS_DATA_PATH"]:
            del os.environ[name]  # The data path is the CLI's own, set when it was imported.
        os.environ.update(
            AWS_ACCESS_KEY_ID=self.tenant.key, AWS_SECRET_ACCESS_KEY=self.tenant.secret,
            AWS_DEFAULT_REGION=self.tenant.region, AWS_MAX_ATTEMPTS="1",
            AWS_EC2_METADATA_DISABLED="true", AWS_CONFIG_FILE="/dev/null",
            AWS_SHARED_CREDENTIALS_FILE="/dev/null")
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(kept)

    def run(self, service, operation, request):
        """One call: its exit code, what it printed, and what it complained of."""
        out, err = io.StringIO(), io.StringIO()
        arguments = [
            service, xform_name(operation, "-"), "--cli-input-json", json.dumps(request),
            "--endpoint-url", self.tenant.server.endpoint, "--output", "json"]
        with self._environment(), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = self.driver.main(arguments)
        return code, out.getvalue(), err.getvalue()

    def __call__(self, service, operation, request):
        """One call that must succeed; its output read as JSON."""
        code, out, err = self.run(service, operation, request)
        assert code == 0, (operation, err)
        return json.loads(out) if out.strip() else {}
