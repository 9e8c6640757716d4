"""The checker itself: what it must let through and what it must catch."""

import json

import botocore.session
import pytest
from harness import matrix, strict

ARN = "arn:aws:personalize:us-east-1:111122223333:"
GROUP = {
    "name": "g", "datasetGroupArn": ARN + "dataset-group/g", "status": "ACTIVE",
    "creationDateTime": 1.7e9, "lastUpdatedDateTime": 1700000000.123,
}
HEADERS = {
    "x-amzn-requestid": "0f6c2a0e-0000-4000-8000-000000000000", "date": "now",
    "content-type": "application/x-amz-json-1.1",
}


@pytest.fixture(autouse=True)
def no_trace(monkeypatch):
    """What is checked here is no evidence about the server."""
    monkeypatch.setattr(matrix, "record", lambda *_: None)


def check(operation, body, status=200, service="personalize", **headers):
    model = botocore.session.get_session().get_service_model(service)
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    extra = {name.replace("_", "-"): value for name, value in headers.items()}
    strict.check(model.operation_model(operation), status, HEADERS | extra, text)


def test_a_right_answer_passes():
    check("DescribeDatasetGroup", {"datasetGroup": GROUP})
    check("DeleteSchema", b"")
    check("ListSchemas", {"schemas": []})


@pytest.mark.parametrize("change,said", [
    ({"colour": "red"}, "unknown member"), ({"failureReason": None}, "NoneType"),
    ({"creationDateTime": "2026-01-01T00:00:00Z"}, "timestamp"),
    ({"creationDateTime": 1.7e12}, "epoch"), ({"domain": "GROCERIES"}, "not one of"),
    ({"name": ""}, "below 1"), ({"name": "no good at all" * 9}, "above 63"),
    ({"datasetGroupArn": "arn:nothing"}, "outside"), ({"status": True}, "bool"),
])
def test_every_kind_of_difference_is_caught(change, said):
    with pytest.raises(strict.WireViolation, match=said):
        check("DescribeDatasetGroup", {"datasetGroup": GROUP | change})


@pytest.mark.parametrize("operation,body", [
    ("DescribeDatasetGroup", {}), ("ListSchemas", {}), ("CreateSchema", {}),
    ("DeleteSchema", {"schemaArn": "x"}), ("ListSchemas", b""), ("ListSchemas", b"{"),
    ("ListSchemas", b'{"schemas":[],"nextToken":NaN}'),
])
def test_answers_that_say_too_little_or_too_much_are_caught(operation, body):
    with pytest.raises(strict.WireViolation):
        check(operation, body)


def test_required_members_inside_lists_are_asked_for():
    with pytest.raises(strict.WireViolation, match="missing member .tags.0..tagValue"):
        check("ListTagsForResource", {"tags": [{"tagKey": "k"}]})


def error(name, **members):
    return {"__type": name, "message": "because", **members}


def test_declared_and_framework_errors_pass():
    for name in ("InvalidInputException", "ResourceNotFoundException", "SerializationException"):
        check("DescribeSchema", error(name), 400, x_amzn_errortype=name)


@pytest.mark.parametrize("body,status,header", [
    (error("LimitExceededException"), 400, "LimitExceededException"),
    (error("ResourceNotFoundException"), 404, "ResourceNotFoundException"),
    (error("ResourceNotFoundException"), 400, "InvalidInputException"),
    (error("ResourceNotFoundException", message=""), 400, "ResourceNotFoundException"),
    (error("ResourceNotFoundException", hint="x"), 400, "ResourceNotFoundException"),
    ({"message": "because"}, 400, "ResourceNotFoundException"),
    (b"<html>", 500, ""), ([], 400, ""),
])
def test_errors_of_the_wrong_form_are_caught(body, status, header):
    with pytest.raises(strict.WireViolation):
        check("DescribeSchema", body, status, x_amzn_errortype=header)


def test_rest_errors_have_the_models_status():
    name, plain = "ResourceNotFoundException", {"message": "because"}
    for status in (404, 400):
        verdict = None
        try:
            check("GetRecommendations", plain, status, "personalize-runtime",
                  x_amzn_errortype=name, content_type="application/json")
        except strict.WireViolation as violation:
            verdict = violation
        assert (verdict is None) == (status == 404)
