"""/_bespoke/privacy: requests, their states, the ledger, and who may ask."""

import json
from urllib.parse import urlencode

import pytest
from harness import wire
from harness.tenant import Tenant

FOLDER = "/_bespoke/privacy"


def ask(tenant, name, body=None, method=None, headers=None, **query):
    """A call of the deletion service."""
    path = f"{FOLDER}/{name}" + (f"?{urlencode(query)}" if query else "")
    method = method or ("GET" if body is None else "POST")
    content = b"" if body is None else json.dumps(body).encode()
    return wire.send(tenant, path, content, headers, method=method)


def create(tenant, users, **request):
    reply = ask(tenant, "requests", {"userIds": users, **request})
    assert reply.status == 200, reply
    return reply.json


def decide(tenant, request, decision):
    return ask(tenant, "decision", {"requestId": request, "decision": decision})


def held(tenant, request="R-1", **more):
    """A request that waits, for as long as the test wants it to."""
    return create(tenant, ["anna-4711"], requestId=request, requiresVerification=True, **more)


def test_a_request_that_waits_shows_what_was_asked_for_and_not_of_whom(tenant):
    made = held(tenant, ticket="T-99", reason="Art. 17", legalHold=True, suppress=True)
    assert made["state"] == "RECEIVED" and made["legalHold"] and made["suppress"]
    assert made["ticket"] == "T-99" and made["requestedBy"] == tenant.key
    assert made["subjectCount"] == 1 and len(made["subjects"][0]) == 64
    assert made["dueTime"] - made["receivedTime"] == 30 * 86400 and not made["overdue"]
    reply = ask(tenant, "request", requestId="R-1")
    assert reply.json == made and b"anna-4711" not in reply.body
    assert ask(tenant, "requests").json["requests"] == [made]
    assert ask(tenant, "requests", state="COMPLETED").json["requests"] == []


def test_the_same_request_again_is_the_same_and_another_is_refused(tenant):
    made = held(tenant)
    assert held(tenant) == made
    reply = ask(tenant, "requests", {"userIds": ["otto-0815"], "requestId": "R-1"})
    assert reply.error == "ResourceAlreadyExistsException"
    assert len(ask(tenant, "requests").json["requests"]) == 1


def test_requests_are_of_their_tenant_alone(tenant, server):
    held(tenant)
    other = Tenant(server)
    assert ask(other, "request", requestId="R-1").error == "ResourceNotFoundException"
    assert ask(other, "requests").json["requests"] == []


def test_what_waits_can_be_decided_and_taken_back(tenant):
    held(tenant, legalHold=True)
    assert decide(tenant, "R-1", "VERIFY").json["state"] == "VERIFIED"
    assert decide(tenant, "R-1", "RETRY").error == "ResourceInUseException"
    cancelled = ask(tenant, "request", method="DELETE", requestId="R-1")
    assert cancelled.json["state"] == "CANCELLED"
    again = ask(tenant, "request", method="DELETE", requestId="R-1")
    assert again.json == cancelled.json
    held(tenant, "R-2")
    assert decide(tenant, "R-2", "DENY").json["state"] == "DENIED"
    assert decide(tenant, "R-2", "VERIFY").error == "ResourceInUseException"
    assert ask(tenant, "audit").json["valid"]


@pytest.mark.parametrize("body", [
    {"userIds": []}, {"userIds": [""]}, {}, {"userIds": ["a"], "kind": "NONE"},
    {"userIds": ["anna-4711"], "ticket": "of anna-4711"},
    {"userIds": ["a"], "receivedTime": 9e9}, {"userIds": ["a"], "datasetGroupArns": []},
])
def test_what_cannot_be_done_is_refused(tenant, body):
    assert ask(tenant, "requests", body).error == "InvalidInputException"
    assert ask(tenant, "requests").json["requests"] == []


def test_a_dataset_group_that_is_not_there_is_refused(tenant):
    arn = f"arn:aws:personalize:us-east-1:{tenant.account}:dataset-group/none"
    reply = ask(tenant, "requests", {"userIds": ["a"], "datasetGroupArns": [arn]})
    assert reply.error == "ResourceNotFoundException"


def test_an_account_without_data_gets_a_certificate_at_once(tenant):
    made = create(tenant, ["anna-4711"], requestId="R-1")
    assert made["state"] == "COMPLETED" and made["certified"]
    certificate = ask(tenant, "certificate", requestId="R-1")
    assert certificate.json["groups"] == [] and b"anna-4711" not in certificate.body
    assert ask(tenant, "verify", certificate.json).json["valid"]
    changed = {**certificate.json, "ticket": "another"}
    verdict = ask(tenant, "verify", changed).json
    assert not verdict["valid"] and "signature" in verdict["problems"][0]
    page = ask(tenant, "certificate.html", requestId="R-1")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert b"<script" not in page.body and b"://" not in page.body
    assert certificate.json["signature"].encode() in page.body


def test_there_is_no_certificate_before_the_end(tenant):
    held(tenant)
    reply = ask(tenant, "certificate", requestId="R-1")
    assert reply.error == "ResourceNotFoundException"


def test_suppressions_are_listed_and_lifted(tenant):
    people = {"userIds": ["anna-4711", "otto-0815"]}
    listed = ask(tenant, "suppressions", people).json["suppressions"]
    assert [entry["dropped"] for entry in listed] == [0, 0]
    assert all(len(entry["subject"]) == 64 for entry in listed)
    assert ask(tenant, "suppressions").json["suppressions"] == listed
    rest = ask(tenant, "unsuppress", {"userIds": ["anna-4711"]}).json["suppressions"]
    assert len(rest) == 1


def test_pages_of_other_origins_are_refused(tenant):
    reply = ask(tenant, "requests", {"userIds": ["a"]}, headers={"Origin": "http://evil.example"})
    assert reply.status == 403
    assert ask(tenant, "requests").json["requests"] == []


def test_the_metrics_count_requests_and_name_nobody(tenant):
    held(tenant)
    text = wire.send(tenant, "/_bespoke/metrics", b"", method="GET").body.decode()
    assert 'bespoke_privacy_requests{state="RECEIVED"}' in text
    assert "bespoke_privacy_requests_overdue" in text and "anna-4711" not in text


def test_requests_survive_a_restart(own_server):
    server = own_server()
    account = Tenant(server)
    made = held(account)
    server.kill()
    again = Tenant(own_server(), account=account.account)
    assert ask(again, "request", requestId="R-1").json == made
    assert ask(again, "audit").json["valid"]
