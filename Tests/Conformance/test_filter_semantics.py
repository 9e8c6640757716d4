"""What filters mean: every rule of expressions and values, on a catalogue one can survey.

What CreateFilter refuses, and the quotas, are in test_families_filters.py.
"""

import itertools

import pytest
from harness import schemas, waits
from harness.chain import Group
from harness.data import HEADER, START, ladder, table
from harness.errors import INVALID, NOT_FOUND, refused
from harness.tenant import Tenant

ITEMS = schemas.schema(
    "Items", ("ITEM_ID", "string"), ("GENRES", ["null", "string"], {"categorical": True}),
    ("NAME", "string", {"categorical": True}), ("PRICE", ["float", "null"]),
    ("YEAR", ["int", "null"]), ("CREATION_TIMESTAMP", "long"))
# p8 and p9 were interacted with, but have no row.
ROWS = [
    ["p0", "comedy|drama", "café crème", 10, 1970], ["p1", "drama", "two  blanks", 20, 1979],
    ["p2", "Comedy", "A", 30, 1980], ["p3", "", "さくら", "", 1985],
    ["p4", "western|comedy", "it's", 0.5, ""], ["p5", "drama|western", 'say "hi"', -5, 2000],
    ["p6", "thriller", "a, b", 10, 1970], ["p7", "", "a", "", ""],
]
# What the user `watcher`, of 20 years and with a gold card, does: p4 to p7 and p9 are untouched.
WATCHED = [("p0", "Click"), ("p1", "Purchase"), ("p2", "click, rating"), ("p3", "STREAM"),
           ("p8", "click")]
ALL = "0123456789"
VIEWS = 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("view")'


class Cinema:
    """A dataset group whose ten items p0 to p9 are popular in this order, with two campaigns."""

    def __init__(self, tenant):
        self.group, self.tenant = Group(tenant, "cinema"), tenant
        group, self.names = self.group, itertools.count()
        group.dataset()
        group.dataset("Items", ITEMS)
        group.dataset("Users")
        group.load(table(HEADER, ladder([f"p{n}" for n in range(10)])))
        header = ["ITEM_ID", "GENRES", "NAME", "PRICE", "YEAR", "CREATION_TIMESTAMP"]
        group.load(table(header, [[*row, START] for row in ROWS]), "Items")
        group.load(
            table(["USER_ID", "AGE", "MEMBERSHIP"], [["watcher", 20, "gold"]]), "Users")
        self.popular = group.campaign("aws-popularity-count")
        self.similar = group.campaign("aws-similar-items")
        self.tracking = group.tracker()
        self.does("watcher", *WATCHED)

    def does(self, user, *events):
        """The user does something with items: (item, event type)."""
        self.tenant.events.put_events(
            trackingId=self.tracking, userId=user, sessionId=f"s-{user}",
            eventList=[
                {"eventType": kind, "itemId": item, "sentAt": START} for item, kind in events])

    def filter(self, expression):
        """An ACTIVE filter of a new name."""
        return self.group.filter(expression, f"f{next(self.names)}")

    def ask(self, arn, values=None, campaign=None, **request):
        """The numbers of the items that a filter leaves, in order."""
        if values is not None:
            request["filterValues"] = values
        found = self.group.recommend(
            campaign or self.popular, filterArn=arn, numResults=500, **request)
        return "".join(item.removeprefix("p") for item in found)

    def left(self, expression, values=None, **request):
        """The same, of a filter that is there for this one question."""
        arn = self.filter(expression)
        try:
            return self.ask(arn, values, **{"userId": "watcher", **request})
        finally:
            self.tenant.personalize.delete_filter(filterArn=arn)
            waits.gone(self.tenant, "filter", arn)


@pytest.fixture(scope="module")
def cinema(server):
    """The group, once for all tests here."""
    return Cinema(Tenant(server))


@pytest.mark.parametrize("condition,left", [
    ('Items.GENRES IN ("comedy")', "04"), ('ITEMS.genres in ("drama")', "015"),
    ("item.Genres IN ('drama', \"western\")", "0145"), ('Items.GENRES = "Comedy"', "2"),
    ('Items.GENRES IN ("comedy|drama")', ""), ('Items.GENRES != "drama"', "246"),
    ('Items.NAME IN ("café crème")', "0"), ("Items.NAME IN ('さくら')", "3"),
    ('Items.NAME IN ("two  blanks")', "1"), ('Items.NAME IN ("two blanks")', ""),
    ('Items.NAME IN ("it\'s")', "4"), ("Items.NAME IN ('say \"hi\"')", "5"),
    ('Items.NAME IN ("a, b")', "6"), ('Items.NAME IN ("a", "b")', "7"),
    ("Items.PRICE = 10", "06"), ("Items.PRICE != 10", "1245"), ("Items.PRICE < 0", "5"),
    ("Items.PRICE >= 0.5", "01246"), ("Items.PRICE > -5 AND Items.PRICE <= 10", "046"),
    ("Items.YEAR IN (1970, 2000)", "056"), ('Items.ITEM_ID IN ("p1", "p9", "p3")', "13"),
    # Null satisfies nothing but NOT IN; what has no row not even that.
    ('Items.GENRES NOT IN ("drama")', "23467"), ("Items.YEAR NOT IN (1970)", "123457"),
    # AND binds tighter than OR.
    ("Items.YEAR = 1970 OR Items.PRICE = 20 AND Items.YEAR = 1", "06"),
    ("Items.YEAR = 1 AND Items.PRICE = 10 OR Items.YEAR = 1979", "1"),
    # Event types ignore case, and are those of the user who asks.
    ('Interactions.EVENT_TYPE IN ("CLICK")', "08"), ('INTERACTIONS.event_type in ("*")', "01238"),
    ("Interactions.EVENT_TYPE IN (*)", "01238"), ('interaction.EVENT_TYPE = "stream"', "3"),
    ('Interactions.EVENT_TYPE IN ("click, rating")', "2"),
    ('Interactions.EVENT_TYPE IN ("view")', ""),
    ('Interactions.EVENT_TYPE NOT IN ("click")', "12345679"),
])
def test_include_keeps_what_matches_and_exclude_removes_it(cinema, condition, left):
    assert cinema.left(f"INCLUDE ItemID WHERE {condition}") == left
    rest = "".join(item for item in ALL if item not in left)
    assert cinema.left(f"exclude itemId where {condition}") == rest


def test_a_chain_is_what_is_included_without_what_is_excluded_in_any_order(cinema):
    parts = [
        'INCLUDE ItemID WHERE Items.GENRES IN ("drama")',
        'INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("stream")',
        'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("purchase")',
        "EXCLUDE ItemID WHERE Items.YEAR = 2000",
    ]
    for order in itertools.islice(itertools.permutations(parts), 0, None, 5):
        assert cinema.left(" | ".join(order)) == "03"
    assert cinema.left("|".join(parts[2:])) == "02346789"


@pytest.mark.parametrize("condition,holds", [
    ("CurrentUser.AGE >= 18", True), ("CurrentUser.AGE < 18", False),
    ('currentuser.membership IN ("silver", "gold")', True),
    ('CurrentUser.MEMBERSHIP = "Gold"', False),
    ('CurrentUser.AGE = 20 AND CurrentUser.MEMBERSHIP NOT IN ("silver")', True),
    ('CurrentUser.AGE = 20 AND CurrentUser.MEMBERSHIP = "silver"', False),
])
def test_an_expression_whose_if_is_false_has_no_effect(cinema, condition, holds):
    drama = f'ItemID WHERE Items.GENRES IN ("drama") IF {condition}'
    assert cinema.left(f"EXCLUDE {drama}") == ("2346789" if holds else ALL)
    assert cinema.left(f"INCLUDE {drama}") == ("015" if holds else ALL)
    chain = f"INCLUDE {drama} | INCLUDE ItemID WHERE Items.YEAR = 1985"
    assert cinema.left(chain) == ("0135" if holds else "3")


def test_if_sees_the_newest_record_of_the_user_who_asks(cinema):
    arn = cinema.filter('EXCLUDE ItemID WHERE Items.GENRES IN ("drama") IF CurrentUser.AGE > 30')
    assert cinema.ask(arn, userId="nobody") == ALL
    for age, left in ((31, "2346789"), (30, ALL)):
        cinema.tenant.events.put_users(
            datasetArn=cinema.group.dataset_arn("Users"),
            users=[{"userId": "grows", "properties": f'{{"age": {age}, "membership": "gold"}}'}])
        assert cinema.ask(arn, userId="grows") == left
    with refused(INVALID, "userId"):
        cinema.ask(arn)


@pytest.mark.parametrize("expression,values,left", [
    ("INCLUDE ItemID WHERE Items.GENRES IN ($G)", {"G": '"comedy","western"'}, "045"),
    ("INCLUDE ItemID WHERE Items.GENRES IN ($G)", {"G": ' "comedy" , "western" '}, "045"),
    ('INCLUDE ItemID WHERE Items.GENRES IN ("$G")', {"G": '"comedy"'}, "04"),
    ("INCLUDE ItemID WHERE Items.NAME IN ($N)", {"N": '"a, b"'}, "6"),
    ("INCLUDE ItemID WHERE Items.NAME IN ($N)", {"N": '"a","b"'}, "7"),
    ("INCLUDE ItemID WHERE Items.NAME = $N", {"N": '"さくら"'}, "3"),
    ("INCLUDE ItemID WHERE Items.PRICE > $P", {"P": "10"}, "12"),
    ("INCLUDE ItemID WHERE Items.PRICE > ($P)", {"P": '"10"'}, "12"),
    ("INCLUDE ItemID WHERE Items.YEAR IN ($Y)", {"Y": "1970,2000"}, "056"),
    ("INCLUDE ItemID WHERE Items.YEAR >= $A AND Items.YEAR < $B", {"A": "1979", "B": "1985"}, "12"),
    ("INCLUDE ItemID WHERE Items.PRICE = $P OR Items.YEAR = $P", {"P": "10"}, "06"),
    ("EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ($T)", {"T": '"CLICK","stream"'}, "1245679"),
    ("EXCLUDE ItemID WHERE Items.GENRES IN ($G) IF CurrentUser.AGE = $AGE",
     {"G": '"drama"', "AGE": "20"}, "2346789"),
    ("EXCLUDE ItemID WHERE Items.GENRES IN ($G) IF CurrentUser.MEMBERSHIP = $CARD",
     {"G": '"drama"', "CARD": '"silver"'}, ALL),
    # An EXCLUDE whose parameter is left out is left out itself, and only that.
    ("EXCLUDE ItemID WHERE Items.GENRES IN ($G)", {}, ALL),
    ("EXCLUDE ItemID WHERE Items.GENRES IN ($G)", None, ALL),
    ("EXCLUDE ItemID WHERE Items.GENRES IN ($G) | EXCLUDE ItemID WHERE Items.PRICE > $P",
     {"P": "10"}, "03456789"),
    ("INCLUDE ItemID WHERE Items.GENRES IN ($G) | EXCLUDE ItemID WHERE Items.PRICE > $P",
     {"G": '"drama"'}, "015"),
])
def test_values_fill_placeholders(cinema, expression, values, left):
    assert cinema.left(expression, values) == left


@pytest.mark.parametrize("expression,values,said", [
    ("INCLUDE ItemID WHERE Items.GENRES IN ($G)", {}, "G"),
    ("INCLUDE ItemID WHERE Items.GENRES IN ($G)", {"g": '"comedy"'}, "G"),
    ("INCLUDE ItemID WHERE Items.GENRES IN ($G)", {"G": "comedy"}, "quotes"),
    ("INCLUDE ItemID WHERE Items.GENRES IN ($G)", {"G": '["comedy"]'}, "G"),
    ("INCLUDE ItemID WHERE Items.GENRES IN ($G)", {"G": '"comedy'}, "closing quote"),
    ("INCLUDE ItemID WHERE Items.GENRES IN ($G)", {"G": ""}, "G"),
    ("INCLUDE ItemID WHERE Items.GENRES IN ($G)", {"G": "7"}, "quotes"),
    ("INCLUDE ItemID WHERE Items.GENRES IN ($G)", {"G": '"a"', "H": '"b"'}, "H"),
    ("EXCLUDE ItemID WHERE Items.PRICE > 3", {"H": "1"}, "H"),
    ("EXCLUDE ItemID WHERE Items.PRICE > $P", {"P": '"dear"'}, "number"),
    ("EXCLUDE ItemID WHERE Items.PRICE > $P", {"P": "1,2"}, "one value"),
    ("INCLUDE ItemID WHERE Items.GENRES IN ($G)", {"G": '"%s"' % ("x" * 999)}, "1000"),
    ("INCLUDE ItemID WHERE Items.GENRES IN ($P0)", {f"P{n}": '"a"' for n in range(26)}, "25"),
])
def test_values_that_do_not_fit_are_refused(cinema, expression, values, said):
    with refused(INVALID, said):
        cinema.left(expression, values)


def test_twenty_five_values_of_a_thousand_characters_may_be_given(cinema):
    names = [f"P{n}" for n in range(25)]
    text = " OR ".join(f"Items.GENRES IN (${name})" for name in names)
    long = '"%s"' % ("x" * 998)
    values = {name: long for name in names[:-1]} | {names[-1]: '"drama"'}
    assert cinema.left(f"INCLUDE ItemID WHERE {text}", values) == "015"


def test_values_without_a_filter_are_refused(cinema):
    with refused(INVALID, "filterArn"):
        cinema.group.recommend(cinema.popular, filterValues={"A": "1"})


@pytest.mark.parametrize("condition,item,left", [
    ("Items.GENRES IN CurrentItem.GENRES", "p0", "145"),
    ("Items.PRICE < CurrentItem.PRICE", "p0", "45"),
    ("Items.GENRES NOT IN CurrentItem.GENRES", "p0", "2367"),
    ("Items.PRICE = CurrentItem.PRICE", "p6", "0"),
    ("Items.YEAR >= CurrentItem.YEAR", "p3", "5"), ("Items.GENRES IN CurrentItem.GENRES", "p7", ""),
    ("Items.GENRES IN CurrentItem.GENRES", "p9", ""),
    ("Items.PRICE <= CurrentItem.PRICE", "unknown", ""),
])
def test_the_item_asked_about_is_compared_with(cinema, condition, item, left):
    expression = f"INCLUDE ItemID WHERE {condition}"
    found = cinema.left(expression, campaign=cinema.similar, itemId=item)
    assert "".join(sorted(found)) == left


def test_current_item_needs_a_recipe_that_is_about_an_item(cinema):
    with refused(INVALID, "CurrentItem"):
        cinema.left("INCLUDE ItemID WHERE Items.PRICE < CurrentItem.PRICE", itemId="p0")


def test_interactions_need_a_user_and_count_at_once(cinema):
    arn = cinema.filter('EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("Like")')
    for campaign, more in ((cinema.popular, {}), (cinema.similar, {"itemId": "p0"})):
        with refused(INVALID, "userId"):
            cinema.ask(arn, campaign=campaign, **more)
    assert cinema.ask(arn, userId="fresh") == ALL
    for number, item in enumerate(ALL):
        cinema.does("fresh", (f"p{item}", "like"))
        assert cinema.ask(arn, userId="fresh") == ALL[number + 1:]
        assert cinema.ask(arn, userId="other") == ALL
    # A visitor's session may be asked for as a user may.
    assert cinema.ask(arn, userId="s-fresh") == ""


def test_imported_interactions_count_as_streamed_ones_do(cinema):
    # The ladder: user59 has viewed p0 alone, user56 the first four.
    arn = cinema.filter(VIEWS)
    assert cinema.ask(arn, userId="user59") == "123456789"
    assert cinema.ask(arn, userId="user56") == "456789"
    cinema.does("user59", ("p5", "view"))
    assert cinema.ask(arn, userId="user59") == "12346789"


def test_a_new_row_counts_at_once(cinema):
    arn = cinema.filter("INCLUDE ItemID WHERE Items.PRICE > 1000")
    assert cinema.ask(arn) == ""
    for price, left in ((1001, "9"), (1, "")):
        cinema.tenant.events.put_items(
            datasetArn=cinema.group.dataset_arn("Items"), items=[{
                "itemId": "p9",
                "properties": f'{{"name": "n", "price": {price}, "creationTimestamp": {START}}}'}])
        assert cinema.ask(arn) == left


def test_a_filter_of_the_same_name_counts_as_it_is_now(cinema):
    for expression, left in (("Items.YEAR = 1985", "3"), ("Items.YEAR = 1979", "1")):
        arn = cinema.group.filter(f"INCLUDE ItemID WHERE {expression}", "again")
        assert cinema.ask(arn) == left
        cinema.tenant.personalize.delete_filter(filterArn=arn)
        waits.gone(cinema.tenant, "filter", arn)
        with refused(NOT_FOUND, arn):
            cinema.ask(arn)


def test_a_filter_must_be_one_of_items_and_of_the_group(cinema):
    users = cinema.filter("EXCLUDE UserID WHERE Users.AGE < 3")
    with refused(INVALID, "UserID"):
        cinema.ask(users)
    other = Group(cinema.tenant, "other")
    other.dataset()
    with refused(INVALID, "other"):
        cinema.ask(other.filter(VIEWS, "of-other"), userId="u")
    with refused(INVALID):
        cinema.ask("no arn at all")


@pytest.mark.parametrize("expression,said", [
    ("INCLUDE ItemID WHERE Items.GENRES IN ($A, $B)", "alone"),
    ("INCLUDE ItemID WHERE Items.YEAR > 3 OR Interactions.EVENT_TYPE IN ('a')", "chain"),
    ("INCLUDE ItemID WHERE Items.YEAR > 3 IF CurrentUser.AGE > 3 OR CurrentUser.AGE < 2", "AND"),
    ("INCLUDE ItemID WHERE Items.YEAR > 3 IF CurrentUser.NONE > 3", "NONE"),
    ("INCLUDE ItemID WHERE CurrentUser.AGE > 3", "after IF"),
    ("INCLUDE ItemID WHERE Items.NAME > 'a'", "text"),
    ("INCLUDE ItemID WHERE Items.YEAR IN CurrentItem.NAME", "same type"),
    ("INCLUDE UserID WHERE Items.YEAR > 3", "Users"),
])
def test_more_that_is_no_filter(cinema, expression, said):
    with refused(INVALID, said) as caught:
        cinema.filter(expression)
    message = caught.value.response["Error"]["Message"]
    assert message.splitlines()[-1].strip() == "^", message
