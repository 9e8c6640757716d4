"""OpenDSR 2.0: requests of data subjects from the systems of controllers."""

import base64
import http.client
import json
import subprocess
import threading
import uuid
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from harness import waits
from harness.chain import Group
from harness.data import Tastes
from harness.tenant import Tenant

KEY_KINDS = {
    "RSA": ["-newkey", "rsa:2048"],
    "ECDSA": ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]}


def send(server, method, path, body=None, **headers):
    """Status, headers and body of an answer."""
    connection = http.client.HTTPConnection(server.host, server.port, timeout=60)
    data = json.dumps(body).encode() if body is not None else None
    connection.request(method, path, data, {"Content-Type": "application/json"} | headers)
    answer = connection.getresponse()
    found = {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    connection.close()
    return answer.status, *found


def asked(group, person="u0-0", kind="erasure", **more):
    """A well-formed request."""
    return {
        "regulation": "gdpr", "subject_request_id": str(uuid.uuid4()),
        "subject_request_type": kind, "submitted_time": "2026-01-02T15:00:00Z",
        "subject_identities": [{
            "identity_type": "controller_customer_id", "identity_value": person,
            "identity_format": "raw"}],
        "extensions": {"bespoke": {"datasetGroupArns": [group.arn]}, "other.example": {"x": 1}},
    } | more


def settled(server, request, base="/opendsr/v2/requests"):
    """The status once it is completed."""
    def look():
        status, _, body = send(server, "GET", f"{base}/{request['subject_request_id']}")
        assert status == 200, body
        told = json.loads(body)
        return told if told["request_status"] == "completed" else None
    return waits.until(look, "the request is completed", 90)


class Controller:
    """Receives callbacks; refuses the first so many."""

    def __init__(self, refusals=0):
        self.received, self.headers, self.refusals = [], [], refusals
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.received.append(body)
                outer.headers.append({k.lower(): v for k, v in self.headers.items()})
                outer.refusals -= 1
                self.send_response(503 if outer.refusals >= 0 else 200)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server.server_port}"
        self.url = f"http://{self.host}/callbacks"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def states(self):
        return [json.loads(body)["request_status"] for body in self.received]


@pytest.fixture
def controller():
    made = Controller(refusals=1)
    yield made
    made.server.shutdown()


def test_discovery_tells_what_there_is_and_no_more(server):
    status, headers, body = send(server, "GET", "/opendsr/v2/discovery")
    assert status == 200
    assert json.loads(body) == {
        "api_version": "2.0",
        "supported_identities": [
            {"identity_type": "controller_customer_id", "identity_format": "raw"}],
        "supported_subject_request_types": ["access", "portability", "erasure"]}
    assert "x-opendsr-signature" not in headers
    assert send(server, "GET", "/opendsr/v2/certificate")[0] == 404


def test_an_erasure_is_received_and_completed(server, loaded):
    request = asked(loaded)
    status, _, body = send(server, "POST", "/opendsr/v2/requests", request)
    receipt = json.loads(body)
    assert status == 201, body
    assert receipt["controller_id"] == loaded.tenant.account
    assert json.loads(base64.b64decode(receipt["encoded_request"])) == request
    assert receipt["expected_completion_time"].startswith("2026-02-01T15:00:00")
    assert settled(server, request)["subject_request_id"] == request["subject_request_id"]
    again = json.loads(send(server, "POST", "/opendsr/v2/requests", request)[2])
    assert again["received_time"] == receipt["received_time"]
    status, _, body = send(
        server, "DELETE", f"/opendsr/v2/requests/{request['subject_request_id']}")
    assert status == 400 and json.loads(body)["error"]["code"] == 400


@pytest.mark.parametrize("kind", ["access", "portability"])
def test_what_is_held_is_given_once(server, loaded, kind):
    request = asked(loaded, "u0-3", kind)
    assert send(server, "POST", "/opendsr/v2/requests", request)[0] == 201
    told = settled(server, request)
    path = told["results_url"].removeprefix(server.endpoint)
    status, _, body = send(server, "GET", path)
    assert status == 200 and b"u0-3" in body and json.loads(body)["files"]
    assert send(server, "GET", path)[0] == 404
    assert "results_url" not in settled(server, request)


def test_the_names_of_opengdpr_still_lead_here(server, loaded):
    request = asked(loaded, "u1-1")
    assert send(server, "GET", "/opengdpr/v1/discovery")[0] == 200
    assert send(server, "POST", "/opengdpr/v1/opengdpr_requests", request)[0] == 201
    settled(server, request, "/opengdpr/v1/opengdpr_requests")
    settled(server, request, "/opendsr/v2/status")


IDENTITY = {"identity_type": "controller_customer_id", "identity_value": "secret-person",
            "identity_format": "raw"}


@pytest.mark.parametrize("wrong", [
    {"regulation": "none"}, {"subject_request_id": "A7551968-D5D6-44B2-9831-815AC9017798"},
    {"subject_request_id": "../../x"}, {"subject_request_type": "rectification"},
    {"submitted_time": "yesterday"}, {"subject_identities": []},
    {"subject_identities": [IDENTITY | {"identity_type": "email"}]},
    {"subject_identities": [IDENTITY | {"identity_format": "sha256"}]},
    {"subject_identities": [IDENTITY | {"identity_value": "secret-person" * 50}]},
    {"status_callback_urls": ["https://169.254.169.254/latest"]},
    {"status_callback_urls": ["file:///etc/passwd"]},
], ids=str)
def test_errors_have_their_own_form_and_repeat_no_identity(server, loaded, wrong):
    status, _, body = send(
        server, "POST", "/opendsr/v2/requests",
        asked(loaded, subject_identities=[IDENTITY]) | wrong)
    error = json.loads(body)["error"]
    assert status == error["code"] == 400 and error["message"]
    assert set(error["errors"][0]) == {"domain", "reason", "message"}
    assert b"secret-person" not in body


def test_what_is_unknown_is_not_found(server):
    for path in (f"/opendsr/v2/requests/{uuid.uuid4()}",
                 f"/opendsr/v2/requests/{uuid.uuid4()}/results"):
        status, _, body = send(server, "GET", path)
        assert status == 404 and json.loads(body)["error"]["code"] == 404


@pytest.mark.parametrize("kind", KEY_KINDS)
def test_answers_and_callbacks_are_signed_and_callbacks_come_again(
        own_server, tmp_path, controller, kind):
    key, certificate, public = (tmp_path / name for name in ("k.pem", "c.pem", "p.pem"))
    subprocess.run(
        ["openssl", "req", "-x509", *KEY_KINDS[kind], "-nodes", "-keyout", key, "-out",
         certificate, "-subj", "/CN=processor.example", "-days", "2"],
        check=True, capture_output=True)
    public.write_bytes(subprocess.run(
        ["openssl", "x509", "-in", certificate, "-pubkey", "-noout"], check=True,
        capture_output=True).stdout)

    def check(body, headers):
        for family in ("opendsr", "opengdpr"):
            assert headers[f"x-{family}-processor-domain"] == "processor.example"
            signature = tmp_path / "signature"
            signature.write_bytes(base64.b64decode(headers[f"x-{family}-signature"]))
            subprocess.run(
                ["openssl", "dgst", "-sha256", "-verify", public, "-signature", signature],
                input=body, check=True, capture_output=True)

    server = own_server(
        "--opendsr-domain", "processor.example", "--opendsr-certificate", certificate,
        "--opendsr-key", key, "--opendsr-callback-hosts", controller.host)
    _, headers, body = send(server, "GET", "/opendsr/v2/discovery")
    check(body, headers)
    assert json.loads(body)["processor_certificate"] == (
        "https://processor.example/opendsr/v2/certificate")
    assert send(server, "GET", "/opendsr/v2/certificate")[2] == certificate.read_bytes()

    group = Group(Tenant(server))
    group.dataset()
    group.load(Tastes(per_user=18).interactions())
    request = asked(
        group, status_callback_urls=[controller.url],
        extensions={"processor.example": {"datasetGroupArns": [group.arn]}})
    status, headers, body = send(server, "POST", "/opendsr/v2/requests", request)
    assert status == 201
    check(body, headers)
    waits.until(lambda: controller.states()[-1:] == ["completed"], "the last callback", 90)
    assert len(controller.received) > 1, "the first was refused, so there must be another"
    for body, headers in zip(controller.received, controller.headers):
        check(body, headers)
        assert json.loads(body)["status_callback_url"] == controller.url
        assert b"u0-0" not in body


def test_callbacks_go_to_listed_hosts_only(own_server, controller):
    # The name is listed, and leads to this machine, which is not.
    port = controller.host.split(":")[1]
    server = own_server("--opendsr-callback-hosts", f"localhost:{port}", "--log-level", "info")
    group = Group(Tenant(server))
    status, _, body = send(
        server, "POST", "/opendsr/v2/requests",
        asked(group, status_callback_urls=[controller.url]))
    assert status == 400 and b"--opendsr-callback-hosts" in body
    status, _, body = send(
        server, "POST", "/opendsr/v2/requests",
        asked(group, status_callback_urls=[f"http://localhost:{port}/callbacks"]))
    assert status == 201, body
    waits.until(lambda: "leads to no address" in server.log_tail(), "the refusal is logged")
    assert controller.received == []
