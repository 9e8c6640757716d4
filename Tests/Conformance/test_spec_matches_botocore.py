"""Holds api-spec against the service models of the installed botocore, both ways.

The spec is read through `apigen model`, which prints it as JSON. Every difference is printed:
operations, members, types, bounds, required marks, enumerations, errors, wire names, statuses.
"""

import json
import os
import pathlib
import subprocess

import botocore.loaders
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SERVICES = {
    "personalize": "com.amazonaws.personalize#AmazonPersonalize",
    "personalize-events": "com.amazonaws.personalize.events#AmazonPersonalizeEvents",
    "personalize-runtime": "com.amazonaws.personalize.runtime#AmazonPersonalizeRuntime",
}
PROTOCOLS = {"json": "aws.protocols#awsJson1_1", "rest-json": "aws.protocols#restJson1"}


def apigen():
    """The path of the executable; builds it if it is nowhere."""
    given = os.environ.get("BESPOKE_APIGEN")
    if given:
        return given
    for configuration in ("debug", "release"):
        path = ROOT / ".build" / configuration / "apigen"
        if path.exists():
            return path
    subprocess.run(["swift", "build", "--product", "apigen"], cwd=ROOT, check=True)
    return ROOT / ".build" / "debug" / "apigen"


@pytest.fixture(scope="module")
def shapes():
    files = sorted(str(path) for path in (ROOT / "api-spec").rglob("*.smithy"))
    output = subprocess.run([apigen(), "model", *files], check=True, capture_output=True, text=True)
    return json.loads(output.stdout)["shapes"]


@pytest.fixture(scope="module", params=sorted(SERVICES))
def sides(request, shapes):
    """What botocore and what the spec say of one service, both as plain comparable data."""
    model = botocore.loaders.Loader().load_service_model(request.param, "service-2")
    return botocore_side(model), spec_side(shapes, SERVICES[request.param])


# What botocore says.


def botocore_side(model):
    result = {
        "version": model["metadata"]["apiVersion"],
        "protocol": PROTOCOLS[model["metadata"]["protocol"]],
        "target prefix": model["metadata"].get("targetPrefix"),
        "service id": model["metadata"]["serviceId"],
        "signing name": model["metadata"]["signingName"],
        "operations": {},
        "shapes": {},
    }
    json_texts = {
        member["shape"]
        for shape in model["shapes"].values()
        for member in shape.get("members", {}).values()
        if member.get("jsonvalue")
    }
    is_rest = model["metadata"]["protocol"] == "rest-json"
    for name, operation in model["operations"].items():
        result["operations"][name] = {
            "input": operation.get("input", {}).get("shape"),
            "output": operation.get("output", {}).get("shape"),
            "errors": sorted(error["shape"] for error in operation.get("errors", [])),
            "http": (operation["http"]["method"], operation["http"]["requestUri"])
            if is_rest
            else None,
            "status": operation["http"].get("responseCode", 200) if is_rest else None,
            "idempotent": operation.get("idempotent", False),
        }
    for name, shape in model["shapes"].items():
        result["shapes"][name] = botocore_shape(shape, name in json_texts)
    return result


def botocore_shape(shape, is_json_text):
    kind = "enum" if "enum" in shape else shape["type"]
    result = {"type": kind, "sensitive": shape.get("sensitive", False), "JSON text": is_json_text}
    if kind == "structure":
        required = shape.get("required", [])
        for name, member in shape["members"].items():
            result[f"member {name}"] = (member.get("locationName", name), member["shape"])
            result[f"member {name} required"] = name in required
        if shape.get("exception"):
            result["error"] = True
            result["status"] = shape.get("error", {}).get("httpStatusCode")
    elif kind == "enum":
        result["values"] = sorted(shape["enum"])
    for part in ("member", "key", "value"):
        if part in shape:
            result[part] = shape[part]["shape"]
    for trait in ("min", "max", "pattern"):
        if trait in shape:
            result[trait] = shape[trait]
    return result


# What the spec says.


def bare(shape_id):
    return shape_id.split("#")[1] if shape_id else None


def spec_side(shapes, service_id):
    service = shapes[service_id]
    traits = service["traits"]
    protocol = next(name for name in PROTOCOLS.values() if name in traits)
    is_rest = protocol == PROTOCOLS["rest-json"]
    result = {
        "version": service["version"],
        "protocol": protocol,
        "target prefix": None if is_rest else bare(service_id),
        "service id": traits["aws.api#service"]["sdkId"],
        "signing name": traits["aws.auth#sigv4"]["name"],
        "operations": {},
        "shapes": {},
    }
    reached = {}
    for operation_id in service["operations"]:
        operation = shapes[operation_id]
        http = operation["traits"].get("http")
        result["operations"][bare(operation_id)] = {
            "input": bare(operation.get("input")),
            "output": bare(operation.get("output")),
            "errors": sorted(bare(error) for error in operation["errors"]),
            "http": (http["method"], http["uri"]) if http else None,
            "status": http.get("code", 200) if http else None,
            "idempotent": "idempotent" in operation["traits"],
        }
        for root in [operation.get("input"), operation.get("output"), *operation["errors"]]:
            reach(shapes, root, reached)
    namespace = service_id.split("#")[0]
    for shape_id, shape in shapes.items():
        own = shape_id.split("#")[0] == namespace
        if own and shape["type"] not in ("service", "operation"):
            reach(shapes, shape_id, reached)
    for shape_id in reached:
        result["shapes"][bare(shape_id)] = spec_shape(shapes[shape_id], is_rest)
    return result


def reach(shapes, shape_id, reached):
    """Collects the shape and all that it refers to."""
    if shape_id is None or shape_id in reached:
        return
    reached[shape_id] = True
    shape = shapes[shape_id]
    parts = list(shape.get("members", {}).values())
    parts += [shape[part] for part in ("member", "key", "value") if part in shape]
    for part in parts:
        reach(shapes, part["target"], reached)


def spec_shape(shape, is_rest):
    traits = shape["traits"]
    kind = shape["type"]
    result = {
        "type": kind,
        "sensitive": "sensitive" in traits,
        "JSON text": traits.get("mediaType") == "application/json",
    }
    if kind == "structure":
        for name, member in shape["members"].items():
            result[f"member {name}"] = (name, bare(member["target"]))
            result[f"member {name} required"] = "required" in member["traits"]
        if "error" in traits:
            result["error"] = True
            # botocore tells no statuses for the control plane.
            result["status"] = traits["httpError"] if is_rest else None
    elif kind == "enum":
        result["values"] = sorted(shape["values"])
    for part in ("member", "key", "value"):
        if part in shape:
            result[part] = bare(shape[part]["target"])
    bounds = traits.get("length") or traits.get("range") or {}
    result.update({name: bounds[name] for name in ("min", "max") if name in bounds})
    if "pattern" in traits:
        result["pattern"] = traits["pattern"]
    return result


# The comparison.


def differences(expected, actual, path=""):
    """Every leaf at which the two differ, as a line of text."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        lines = []
        for key in sorted(expected.keys() | actual.keys()):
            place = f"{path} / {key}" if path else key
            if key not in actual:
                lines.append(f"{place}: only in botocore: {expected[key]}")
            elif key not in expected:
                lines.append(f"{place}: only in api-spec: {actual[key]}")
            else:
                lines += differences(expected[key], actual[key], place)
        return lines
    if expected != actual:
        return [f"{path}: botocore has {expected!r}, api-spec has {actual!r}"]
    return []


def test_service_matches(sides):
    expected, actual = sides
    lines = differences(expected, actual)
    assert not lines, "\n" + "\n".join(lines)


def test_comparison_is_of_everything(sides):
    """A comparison of nothing with nothing would pass as well."""
    expected, actual = sides
    assert len(actual["operations"]) == len(expected["operations"]) >= 3
    assert len(actual["shapes"]) == len(expected["shapes"]) >= 36


def test_difference_is_seen(sides):
    """A member, a bound, an error and an operation that are missing are each reported."""
    expected, actual = sides
    changed = json.loads(json.dumps(actual))
    operation = next(iter(changed["operations"]))
    changed["operations"][operation]["errors"].pop()
    changed["operations"]["Invented"] = {}
    changed["shapes"]["Arn"]["max"] = 255
    structure = changed["shapes"][actual["operations"][operation]["input"]]
    structure.pop(next(key for key in structure if key.startswith("member ")))
    lines = differences(json.loads(json.dumps(expected)), changed)
    assert len(lines) == 4, "\n".join(lines)


def test_control_plane_answers_errors_with_400(shapes):
    for shape_id, shape in shapes.items():
        if shape_id.startswith("com.amazonaws.personalize#") and "error" in shape["traits"]:
            assert shape["traits"]["httpError"] == 400, shape_id


def test_everything_is_documented(shapes):
    """Operations and structures each carry a comment."""
    silent = [
        shape_id
        for shape_id, shape in shapes.items()
        if shape["type"] in ("operation", "structure", "service", "enum")
        and not shape.get("documentation")
    ]
    assert not silent, silent


def copied(model, shapes):
    """Sentences of at least five words that stand word for word in botocore's documentation."""
    text = " ".join(json.dumps(model).split()).lower()
    for shape_id, shape in shapes.items():
        for sentence in shape.get("documentation", "").split("."):
            words = sentence.lower().split()
            if len(words) >= 5 and " ".join(words) in text:
                yield f"{shape_id}: {sentence}"


def test_no_documentation_is_copied(shapes):
    for service in SERVICES:
        model = botocore.loaders.Loader().load_service_model(service, "service-2")
        assert not list(copied(model, shapes))
