"""Requests that no SDK would send: each ends in a typed error, and the server lives on."""

import json
import socket
import time

import pytest
from harness import wire
from harness.data import START


@pytest.fixture(autouse=True)
def the_server_lives_on(server):
    yield
    assert server.alive() and wire.healthy(server)


def refused(reply, name, status=400):
    """The reply is this error, in body and header alike."""
    assert (reply.status, reply.error) == (status, name), reply
    assert reply.headers["x-amzn-errortype"].split(":")[0] == name
    assert "x-amzn-requestid" in reply.headers
    return reply.json.get("message", "")


@pytest.mark.parametrize("body", [
    b"{", b"nonsense", b'{"name":"a"', b'{"name":}', b'{"name":"a",}', b'{"name":"\xff\xfe"}',
    b'{"name":"a"}{}', b'{"name":"a\nb"}', b"[" * 100_000,
    b'{"a":' * 50_000, b'{"name":"a" "b"}', b"\x00", b'{"name":01}', b"{'name':'a'}",
], ids=range(14))
def test_malformed_json_is_a_serialization_error(tenant, body):
    refused(wire.call(tenant, "CreateDatasetGroup", body), "SerializationException")
    assert tenant.personalize.list_dataset_groups()["datasetGroups"] == []


@pytest.mark.parametrize("value", [5, True, ["a"], {"a": 1}, 1.5])
def test_a_wrong_type_is_a_serialization_error(tenant, value):
    refused(wire.call(tenant, "CreateDatasetGroup", {"name": value}), "SerializationException")
    assert tenant.personalize.list_dataset_groups()["datasetGroups"] == []


@pytest.mark.parametrize("value", ["1", True, 1.5, 1e300, 10**30, [1]])
def test_a_number_that_is_no_integer_is_refused(tenant, value):
    reply = wire.call(tenant, "ListDatasetGroups", {"maxResults": value})
    assert reply.status == 400
    assert reply.error in ("SerializationException", "InvalidInputException"), reply


@pytest.mark.parametrize("body", [[], "text", 5, True])
def test_a_body_that_is_no_object_is_a_serialization_error(tenant, body):
    refused(wire.call(tenant, "ListSchemas", body), "SerializationException")


def test_an_empty_body_is_an_empty_request(tenant):
    assert wire.call(tenant, "ListSchemas", b"").json == {"schemas": []}
    message = refused(wire.call(tenant, "CreateDatasetGroup", b""), "InvalidInputException")
    assert "'name'" in message and "Member must not be null" in message


def test_null_is_absent(tenant):
    reply = wire.call(tenant, "ListSchemas", {"nextToken": None, "maxResults": None})
    assert reply.json == {"schemas": []}


def test_unknown_members_are_ignored(tenant):
    body = {"name": "kept", "colour": {"deep": [1, {"er": None}]}, "domein": "X"}
    reply = wire.call(tenant, "CreateDatasetGroup", body)
    assert reply.json == {"datasetGroupArn": tenant.arn("dataset-group", "kept")}


def test_escapes_and_white_space_are_read(tenant):
    body = b' \t{ "na\\u006de"\r\n: "k\\u0065pt" } \n'
    reply = wire.call(tenant, "CreateDatasetGroup", body)
    assert reply.json["datasetGroupArn"] == tenant.arn("dataset-group", "kept")


@pytest.mark.parametrize("name", ["MakeCoffee", "createschema", "", "CreateSchema.More"])
def test_an_unknown_operation_is_named_as_such(tenant, name):
    refused(wire.call(tenant, name, {}), "UnknownOperationException")


def test_a_target_of_another_service_is_unknown(tenant):
    headers = {"Content-Type": wire.JSON11, "X-Amz-Target": "AmazonForecast.ListDatasets"}
    refused(wire.send(tenant, headers=headers), "UnknownOperationException")
    refused(wire.send(tenant, headers={"Content-Type": wire.JSON11}), "UnknownOperationException")


def test_an_unknown_path_is_not_found(tenant):
    reply = wire.post(tenant, "/coffee", {})
    assert reply.status in (403, 404), reply
    assert reply.error in ("UnknownOperationException", "MissingAuthenticationTokenException")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_method_a_path_does_not_have_is_refused(tenant, method):
    reply = wire.send(tenant, "/recommendations", b"", method=method)
    assert reply.status in (403, 404, 405), reply


@pytest.mark.parametrize("path,body", [
    ("/recommendations", b"{"), ("/personalize-ranking", b'{"inputList":"a"}'),
    ("/events", b'{"eventList":{}}'), ("/recommendations", b'{"numResults":"ten"}'),
    ("/recommendations", b'{"userId":[]}'),
])
def test_the_rest_services_refuse_malformed_bodies_too(tenant, path, body):
    refused(wire.post(tenant, path, body), "SerializationException")


def test_missing_members_of_the_rest_services_are_named(tenant):
    reply = wire.post(tenant, "/events", {"trackingId": "t", "userId": "u", "eventList": []})
    message = refused(reply, "InvalidInputException")
    assert "'sessionId'" in message and "'eventList'" in message


def test_a_bad_element_is_named_by_its_position(tenant):
    events = [{"eventType": "v", "sentAt": START, "itemId": "i"}, {"sentAt": START}]
    reply = wire.post(tenant, "/events", {
        "trackingId": "t", "userId": "u", "sessionId": "s", "eventList": events})
    message = refused(reply, "InvalidInputException")
    assert "eventList.2.member.eventType" in message


def test_an_unknown_campaign_is_404_with_the_type_in_a_header(tenant):
    arn = tenant.arn("campaign", "none")
    reply = wire.post(tenant, "/recommendations", {"campaignArn": arn, "userId": "u"})
    assert arn in refused(reply, "ResourceNotFoundException", status=404)


def test_a_body_beyond_all_measure_is_refused_before_it_is_sent(server):
    for size in (10 << 30, 1 << 62, 10**40):
        answer = wire.converse(server, (
            f"POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: AmazonPersonalize.ListSchemas\r\n"
            f"Content-Length: {size}\r\n\r\n").encode())
        assert answer.split(b" ")[1] in (b"413", b"400"), answer


def test_a_large_body_is_refused_or_read_but_never_fatal(tenant):
    body = json.dumps({"name": "x" * (32 << 20)}).encode()
    try:
        reply = wire.call(tenant, "CreateDatasetGroup", body)
    except OSError:
        return  # Closed while the rest was still being sent.
    assert reply.status in (400, 413)


@pytest.mark.parametrize("data,statuses", [
    (b"NONSENSE\r\n\r\n", {b"400"}), (b"GET / HTTP/9.9\r\n\r\n", {b"400", b"505"}),
    (b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", {b"414", b"400"}),
    (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 20_000 + b"\r\n", {b"431", b"400"}),
    (b"GET / HTTP/1.1\r\nA: " + b"b" * 200_000 + b"\r\n\r\n", {b"431", b"400"}),
    (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", {b"400"}),
    (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}", {b"400"}),
    (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", {b"400"}),
], ids=["no HTTP", "version", "target", "many headers", "long header", "negative", "two lengths",
        "chunk size"])
def test_broken_http_is_answered_with_its_status(server, data, statuses):
    answer = wire.converse(server, data)
    assert answer.startswith(b"HTTP/1.1 ") and answer.split(b" ")[1] in statuses, answer[:200]


def test_chunked_bodies_and_pipelining_are_read(tenant):
    target = b"X-Amz-Target: AmazonPersonalize.ListRecipes\r\n"
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-amz-json-1.1\r\n" + target
    chunked = head + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1;x=y\r\n}\r\n0\r\n\r\n"
    plain = head + b"Content-Length: 2\r\n\r\n{}"
    last = head + b"Connection: close\r\nContent-Length: 2\r\n\r\n{}"
    address = wire.signature(tenant, tenant.server.endpoint + "/", b"{}", {})
    signed = b"".join(
        f"{name}: {value}\r\n".encode() for name, value in address.items()
        if name.lower() in ("authorization", "x-amz-date"))
    requests = b"".join(r.replace(target, target + signed) for r in (chunked, plain, last))
    answer = wire.converse(tenant.server, requests)
    assert answer.count(b"HTTP/1.1 200 ") == 3, answer[:500]


def test_a_request_in_small_pieces_is_read(tenant):
    data = b"GET /_bespoke/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with socket.create_connection((tenant.server.host, tenant.server.port), timeout=10) as wired:
        wired.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for start in range(0, len(data), 7):
            wired.sendall(data[start:start + 7])
            time.sleep(0.002)
        assert wired.recv(65536).startswith(b"HTTP/1.1 200 ")


def test_a_browser_may_call_the_runtime_paths(tenant):
    headers = {
        "Origin": "https://shop.example", "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,x-amz-date"}
    reply = wire.send(tenant, "/events", b"", headers, method="OPTIONS", signed=False)
    assert reply.status in (200, 204)
    assert reply.headers["access-control-allow-origin"] in ("*", "https://shop.example")
    assert "POST" in reply.headers["access-control-allow-methods"]
    allowed = reply.headers["access-control-allow-headers"].lower()
    assert allowed == "*" or "x-amz-date" in allowed


def test_health_names_the_version(tenant):
    reply = wire.send(tenant, "/_bespoke/health", b"", method="GET", signed=False)
    assert reply.status == 200 and reply.json["status"] == "running" and reply.json["version"]
    head = wire.send(tenant, "/_bespoke/health", b"", method="HEAD", signed=False)
    assert head.status == 200 and head.body == b""
