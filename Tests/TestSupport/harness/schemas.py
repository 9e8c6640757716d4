"""Avro schema texts, as clients write them."""

import json


def schema(name, *fields):
    """An Avro record: fields are (name, type) or (name, type, {attributes})."""
    return json.dumps({
        "type": "record", "name": name, "namespace": "com.amazonaws.personalize.schema",
        "fields": [
            {"name": field[0], "type": field[1], **(field[2] if len(field) > 2 else {})}
            for field in fields
        ],
        "version": "1.0",
    })


KEYS = (("USER_ID", "string"), ("ITEM_ID", "string"), ("TIMESTAMP", "long"))
BARE = schema("Interactions", *KEYS)
INTERACTIONS = schema(
    "Interactions", *KEYS, ("EVENT_TYPE", "string"), ("EVENT_VALUE", ["float", "null"]))
ITEMS = schema(
    "Items", ("ITEM_ID", "string"), ("GENRES", ["null", "string"], {"categorical": True}),
    ("PRICE", ["float", "null"]), ("CREATION_TIMESTAMP", ["null", "long"]))
USERS = schema(
    "Users", ("USER_ID", "string"), ("AGE", ["int", "null"]),
    ("MEMBERSHIP", "string", {"categorical": True}))
OF_TYPE = {"Interactions": INTERACTIONS, "Items": ITEMS, "Users": USERS}
