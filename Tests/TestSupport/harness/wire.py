"""Requests by hand, for what no SDK would send."""

import http.client
import json
import socket
from dataclasses import dataclass

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

JSON11 = "application/x-amz-json-1.1"


@dataclass
class Reply:
    """An HTTP answer as it came."""

    status: int
    headers: dict
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def error(self):
        """The error's name, from the body or the header."""
        name = self.json.get("__type") or self.headers.get("x-amzn-errortype", "")
        return name.split("#")[-1].split(":")[0]


def signature(tenant, url, body, headers, method="POST"):
    """The headers with a SigV4 signature of this tenant's key added."""
    request = AWSRequest(method, url, data=body, headers=headers)
    credentials = Credentials(tenant.key, tenant.secret)
    SigV4Auth(credentials, "personalize", tenant.region).add_auth(request)
    return dict(request.headers)


def send(tenant, path="/", body=b"{}", headers=None, method="POST", signed=True):
    """One request on a connection of its own."""
    headers = dict(headers or {})
    if signed:
        headers = signature(tenant, tenant.server.endpoint + path, body, headers, method=method)
    connection = http.client.HTTPConnection(tenant.server.host, tenant.server.port, timeout=30)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Reply(answer.status, found, answer.read())
    finally:
        connection.close()


def call(tenant, operation, body, **options):
    """A control-plane call: `body` is bytes, or anything JSON can say."""
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Content-Type": JSON11, "X-Amz-Target": f"AmazonPersonalize.{operation}"}
    return send(tenant, "/", body, headers, **options)


def post(tenant, path, body, **options):
    """A call of the events or the runtime service by its path."""
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    return send(tenant, path, body, {"Content-Type": "application/json"}, **options)


def converse(server, data, within=10):
    """Writes bytes on a fresh connection and returns what comes back until it is closed."""
    with socket.create_connection((server.host, server.port), timeout=within) as connection:
        connection.settimeout(within)
        received = b""
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # The server may answer and close before it has read everything.
        try:
            while piece := connection.recv(65536):
                received += piece
        except OSError:
            pass
        return received


def healthy(server):
    """Whether the server still answers its health check."""
    connection = http.client.HTTPConnection(server.host, server.port, timeout=10)
    try:
        connection.request("GET", "/_bespoke/health")
        answer = connection.getresponse()
        return answer.status == 200 and json.loads(answer.read())["status"] == "running"
    finally:
        connection.close()
