"""Filters: their life, and what of an expression is refused, and where."""

import pytest
from harness import schemas, waits
from harness.errors import EXISTS, INVALID, LIMIT, NOT_FOUND, refused

ITEMS = schemas.schema(
    "Items", ("ITEM_ID", "string"), ("GENRES", ["null", "string"], {"categorical": True}),
    ("PRICE", ["float", "null"]), ("YEAR", ["int", "null"]), ("ADULT", ["null", "boolean"]),
    ("PLOT", ["null", "string"], {"textual": True}),
    *((f"N{number}", ["null", "int"]) for number in range(24)))


@pytest.fixture
def films(group):
    """A group with the three datasets, many columns in that of items."""
    group.dataset("Interactions")
    group.dataset("Items", ITEMS)
    group.dataset("Users")
    return group


def create(group, expression, name="f", **options):
    """CreateFilter; returns the ARN."""
    return group.api.create_filter(
        name=name, datasetGroupArn=group.arn, filterExpression=expression, **options)["filterArn"]


def test_a_filter_from_create_to_delete(films):
    tenant, api = films.tenant, films.api
    text = 'INCLUDE ItemID WHERE Items.GENRES IN ($GENRE) | EXCLUDE ItemID WHERE ' \
           'Interactions.EVENT_TYPE IN ("purchase", "Watch")'
    arn = create(films, text, "good")
    assert arn == tenant.arn("filter", "good")
    found = waits.active(tenant, "filter", arn)
    assert found["filterExpression"] == text
    assert found["datasetGroupArn"] == films.arn and found["name"] == "good"
    assert "failureReason" not in found
    with refused(EXISTS, arn):
        create(films, "INCLUDE ItemID WHERE Items.YEAR > 3", "good")

    other = create(films, "EXCLUDE ItemID WHERE Items.YEAR < 1990", "other")
    waits.active(tenant, "filter", other)
    for narrowed in ({}, {"datasetGroupArn": films.arn}):
        listed = api.list_filters(**narrowed)["Filters"]
        assert [entry["filterArn"] for entry in listed] == [arn, other]
        assert all("filterExpression" not in entry for entry in listed)
    assert api.list_filters(datasetGroupArn=tenant.arn("dataset-group", "none"))["Filters"] == []
    page = api.list_filters(maxResults=1)
    assert len(page["Filters"]) == 1
    rest = api.list_filters(maxResults=1, nextToken=page["nextToken"])
    assert [entry["name"] for entry in rest["Filters"]] == ["other"] and "nextToken" not in rest

    api.delete_filter(filterArn=arn)
    waits.gone(tenant, "filter", arn)
    with refused(NOT_FOUND, arn):
        api.delete_filter(filterArn=arn)
    waits.active(tenant, "filter", create(films, text, "good"))


@pytest.mark.parametrize("expression", [
    "INCLUDE ItemID WHERE Items.YEAR >= 1970 AND Items.YEAR < 1980",
    'EXCLUDE ItemID WHERE Items.GENRES IN ("a") AND Items.GENRES NOT IN ("b")',
    'include itemid where ITEMS.genres in (\'a\') if currentuser.age = $AGE',
    "INCLUDE ItemID WHERE Items.GENRES IN CurrentItem.GENRES",
    "INCLUDE ItemID WHERE Items.PRICE < CurrentItem.PRICE",
    'EXCLUDE ItemID WHERE INTERACTIONS.event_type IN ("*")',
    "EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN (*)",
    "EXCLUDE UserID WHERE Users.AGE < $AGE",
    "INCLUDE UserID WHERE Users.MEMBERSHIP IN ($MEMBERSHIP)",
    "INCLUDE ItemID WHERE Items.YEAR != 1984",
    'EXCLUDE ItemID WHERE Items.GENRES IN ("Spaß | さくら")',
])
def test_expressions_of_the_guide_are_accepted(films, expression):
    arn = create(films, expression)
    assert waits.active(films.tenant, "filter", arn)["filterExpression"] == expression


@pytest.mark.parametrize("expression,said,place", [
    ("SELECT * FROM Items", "Invalid", "SELECT"),
    ("INCLUDE ItemID", "Invalid", ""),
    ("INCLUDE ItemID WHERE Items.YEAR >", "Invalid", ""),
    ("INCLUDE ItemID WHERE (Items.YEAR > 3)", "Invalid", "("),
    ('INCLUDE ItemID WHERE Items.GENRES IN ("a', "Invalid", '"a'),
    ("INCLUDE ItemID WHERE Items.GENRES NOT IN ($NOT)", "Placeholders are not allowed with NOT_IN",
     "$NOT"),
    ("INCLUDE ItemID WHERE Items.COLOUR IN ('red')", "COLOUR", "Items.COLOUR"),
    ("INCLUDE ItemID WHERE Actions.VALUE > 3", "Actions", "Actions"),
    ("INCLUDE ItemID WHERE Users.AGE > 3", "Users", "Users"),
    ("INCLUDE ItemID WHERE Items.YEAR > 3 AND Interactions.EVENT_TYPE IN ('a')", "Interactions",
     "Interactions"),
    ("INCLUDE ItemID WHERE Interactions.EVENT_VALUE > 3", "EVENT_TYPE", "Interactions"),
    ("INCLUDE ItemID WHERE Items.ADULT IN ('true')", "boolean", "Items.ADULT"),
    ("INCLUDE ItemID WHERE Items.PLOT IN ('a')", "text", "Items.PLOT"),
    ("INCLUDE ItemID WHERE Items.YEAR > 'x'", "number", "'x'"),
    ("INCLUDE ItemID WHERE Items.YEAR > 3 IF Items.YEAR > 4", "Invalid", "Items.YEAR > 4"),
])
def test_a_bad_expression_is_refused_with_the_place(films, expression, said, place):
    with refused(INVALID, said) as caught:
        create(films, expression)
    message = caught.value.response["Error"]["Message"]
    line, caret = message.splitlines()[-2:]
    assert caret.strip() == "^", message
    assert line[len(caret) - 1:].startswith(place), message
    assert films.api.list_filters()["Filters"] == []


def test_expressions_have_a_length_and_groups_must_exist(films):
    raw = films.tenant.client("personalize", parameter_validation=False)
    for text in ("", 'INCLUDE ItemID WHERE Items.GENRES IN ("%s")' % ("x" * 2500)):
        with refused(INVALID):
            raw.create_filter(name="f", datasetGroupArn=films.arn, filterExpression=text)
    unknown = films.tenant.arn("dataset-group", "none")
    with refused(NOT_FOUND, unknown):
        films.api.create_filter(
            name="f", datasetGroupArn=unknown, filterExpression="INCLUDE ItemID WHERE Items.A > 1")


def test_ten_fields_a_filter_and_twenty_a_group_are_the_most(films):
    def expression(numbers):
        return "INCLUDE ItemID WHERE " + " AND ".join(f"Items.N{n} > 0" for n in numbers)

    with refused(INVALID, "10"):
        create(films, expression(range(11)), "eleven")
    create(films, expression(range(10)), "one")
    create(films, expression(range(10, 20)), "two")
    create(films, expression(range(5, 15)), "known-fields")
    with refused(LIMIT, "20"):
        create(films, expression([20]), "three")
    films.api.delete_filter(filterArn=films.tenant.arn("filter", "two"))
    waits.gone(films.tenant, "filter", films.tenant.arn("filter", "two"))
    create(films, expression([20]), "three")


def test_thirty_filters_a_group_are_the_most(films):
    for number in range(30):
        create(films, f"INCLUDE ItemID WHERE Items.YEAR > {number}", f"f{number}")
    with refused(LIMIT, "30"):
        create(films, "INCLUDE ItemID WHERE Items.YEAR > 3", "last")
    films.api.delete_filter(filterArn=films.tenant.arn("filter", "f7"))
    waits.gone(films.tenant, "filter", films.tenant.arn("filter", "f7"))
    create(films, "INCLUDE ItemID WHERE Items.YEAR > 3", "last")
