"""Holds every response against botocore's own model, more strictly than botocore itself does.

An answer may have no unknown member, no null, no missing required member, only numbers for
timestamps, enumerations in range, strings and lists within their bounds; errors must be of a
declared type (or one of the framework's), with the right status and headers.
"""

import json
import re

from . import matrix

FRAMEWORK_ERRORS = {
    "SerializationException", "UnknownOperationException", "MissingAuthenticationTokenException",
    "IncompleteSignatureException", "UnrecognizedClientException", "InvalidSignatureException",
    "AccessDeniedException", "ThrottlingException", "InternalFailure",
    "ServiceUnavailableException",
}
REQUEST_ID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
TYPES = {
    "string": str, "integer": int, "long": int, "float": (int, float), "double": (int, float),
    "boolean": bool, "timestamp": (int, float), "structure": dict, "map": dict, "list": list,
}
# Members the models leave optional although an answer without them says nothing.
ALWAYS = {
    "Describe": lambda shape: [name for name in shape.members],
    "List": lambda shape: [name for name in shape.members if name != "nextToken"],
    "Create": lambda shape: [name for name in shape.members if name.endswith("Arn")],
    "GetSolutionMetrics": lambda shape: list(shape.members),
    "GetRecommendations": lambda shape: list(shape.members),
    "GetPersonalizedRanking": lambda shape: list(shape.members),
}


class WireViolation(AssertionError):
    """A response that the service's model does not allow."""


def watch(client):
    """Makes every response of the client pass `check` before botocore parses it."""
    client.meta.events.register("before-parse", _before_parse)


def _before_parse(operation_model, response_dict, **_):
    check(
        operation_model, response_dict["status_code"],
        {k.lower(): v for k, v in response_dict["headers"].items()}, response_dict["body"])


def check(operation, status, headers, body):
    """Raises WireViolation naming every difference; records the outcome in the matrix."""
    problems = list(_header_problems(operation, headers, body))
    if status == 200:
        problems += _success_problems(operation, body)
        outcome = "success"
    else:
        outcome, found = _error_problems(operation, status, headers, body)
        problems += found
    matrix.record(operation, outcome)
    if problems:
        raise WireViolation(
            f"{operation.name} answered {status} {bytes(body[:2000])!r}: " + "; ".join(problems))


def _header_problems(operation, headers, body):
    if not REQUEST_ID.match(headers.get("x-amzn-requestid", "")):
        yield f"x-amzn-requestid is {headers.get('x-amzn-requestid')!r}"
    if "date" not in headers:
        yield "no date header"
    if body and headers.get("content-type") != _content_type(operation):
        yield f"content-type is {headers.get('content-type')!r}"
    if "content-length" in headers and int(headers["content-length"]) != len(body):
        yield f"content-length {headers['content-length']} but {len(body)} bytes"


def _is_control_plane(operation):
    return operation.service_model.service_name == "personalize"


def _content_type(operation):
    return "application/x-amz-json-1.1" if _is_control_plane(operation) else "application/json"


def _success_problems(operation, body):
    shape = operation.output_shape
    if shape is None or not shape.members:
        return [] if body in (b"", b"{}") else ["a body where the model has none"]
    try:
        value = json.loads(body, parse_constant=lambda text: _refuse(text))
    except ValueError as error:
        return [f"not JSON: {error}"]
    problems = list(_differences(shape, value, ""))
    for prefix, names in ALWAYS.items():
        if operation.name.startswith(prefix):
            problems += [f"no '{n}'" for n in names(shape) if n not in value]
    return problems


def _refuse(text):
    raise ValueError(f"{text} is no JSON number")


def _error_problems(operation, status, headers, body):
    try:
        value = json.loads(body)
    except ValueError:
        return "unreadable error", ["an error whose body is not JSON"]
    if not isinstance(value, dict):
        return "unreadable error", ["an error whose body is not an object"]
    header = headers.get("x-amzn-errortype", "").split(":")[0]
    name = value.get("__type", header).split("#")[-1]
    declared = {shape.name: shape for shape in operation.error_shapes}
    unknown = value.keys() - {"__type", "message"}
    problems = [f"unknown member '{member}' in an error" for member in unknown]
    if header != name:
        problems.append(f"x-amzn-errortype is {header!r} but __type {name!r}")
    if _is_control_plane(operation) and "__type" not in value:
        problems.append("no __type")
    if name not in declared and name not in FRAMEWORK_ERRORS:
        problems.append(f"{name} is not declared for {operation.name}")
    if name in declared:
        wanted = declared[name].metadata.get("error", {}).get("httpStatusCode", 400)
        if status != wanted:
            problems.append(f"status {status} instead of {wanted} for {name}")
        if not value.get("message"):
            problems.append("no message")
    return name, problems


def _differences(shape, value, path):
    """Every difference between a JSON value and its shape, each with the member's path."""
    kind = TYPES[shape.type_name]
    if not isinstance(value, kind) or (isinstance(value, bool) and shape.type_name != "boolean"):
        yield f"{path or 'body'} is {type(value).__name__} where a {shape.type_name} belongs"
        return
    yield from _bound_problems(shape, value, path)
    if shape.type_name == "structure":
        for name in value.keys() - shape.members.keys():
            yield f"unknown member {path}.{name}"
        for name in shape.required_members:
            if name not in value:
                yield f"missing member {path}.{name}"
        for name in value.keys() & shape.members.keys():
            yield from _differences(shape.members[name], value[name], f"{path}.{name}")
    elif shape.type_name == "list":
        for index, element in enumerate(value):
            yield from _differences(shape.member, element, f"{path}[{index}]")
    elif shape.type_name == "map":
        for key, element in value.items():
            yield from _differences(shape.key, key, f"{path} key")
            yield from _differences(shape.value, element, f"{path}.{key}")


def _bound_problems(shape, value, path):
    limits = shape.metadata
    size = len(value) if isinstance(value, (str, list, dict)) else value
    if shape.type_name not in ("structure", "timestamp", "boolean"):
        if "min" in limits and size < limits["min"]:
            yield f"{path} is below {limits['min']}: {value!r}"
        if "max" in limits and size > limits["max"]:
            yield f"{path} is above {limits['max']}: {str(value)[:80]!r}"
    if shape.type_name == "string":
        if limits.get("enum") and value not in limits["enum"]:
            yield f"{path} is {value!r}, not one of {limits['enum']}"
        pattern = limits.get("pattern", "")
        # Python's re has no Unicode property classes; only tag patterns use them.
        if pattern and "\\p" not in pattern and not re.search(pattern, value):
            yield f"{path} is {value!r}, outside {pattern}"
    if shape.type_name == "timestamp" and not 1.5e9 < value < 1e10 and value != 0:
        yield f"{path} is {value}: not epoch seconds"
