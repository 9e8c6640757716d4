"""The least a request must say, made from botocore's model."""

ARN = "arn:aws:personalize:{region}:{account}:{kind}/none"
FIXED = {
    "roleArn": "arn:aws:iam::123456789012:role/personalize",
    "dataLocation": "s3://bucket/in/", "path": "s3://bucket/out/",
    "filterExpression": 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("view")',
    "expression": "SUM(Items.PRICE)",
}


def request(tenant, operation):
    """Values for the required members of the operation's input."""
    return _value(tenant, operation.input_shape, "")


def _value(tenant, shape, name):
    if name in FIXED:
        return FIXED[name]
    if name.lower().endswith("arn"):
        kind = _dashed(name[:-3]) if name != "resourceArn" else "dataset-group"
        return ARN.format(region=tenant.region, account=tenant.account, kind=kind)
    if shape.type_name == "structure":
        return {
            member: _value(tenant, shape.members[member], member)
            for member in shape.required_members}
    if shape.type_name == "list":
        return [_value(tenant, shape.member, name)]
    if shape.type_name == "map":
        return {}
    if shape.type_name == "timestamp":
        return 1_700_000_000
    if shape.type_name in ("integer", "long", "float", "double"):
        return 1
    if shape.type_name == "boolean":
        return True
    return (shape.metadata.get("enum") or ["none"])[0]


def _dashed(name):
    return "".join("-" + c.lower() if c.isupper() else c for c in name)
