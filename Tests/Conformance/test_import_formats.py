"""The CSV rules of an import: header, quoting, nulls, types, and what a bad row answers."""

import csv

import pytest
from harness import schemas, waits
from harness.data import HEADER, START, ladder, table

ODD_IDS = [
    "a,b", 'she said "hi"', "back\\slash", " lead", "trail ", "pipe|bar", "semi;colon", "apo's",
    "naïve-ünïcode-日本", "100%",
]


def escaped(rows):
    """CSV with `\\"` and `\\\\` inside quotes, as the service documents it."""

    def cell(value):
        text = str(value).replace("\\", "\\\\").replace('"', '\\"')
        return f'"{text}"' if any(c in text for c in ',"\\') else text

    return "\n".join([",".join(HEADER)] + [",".join(map(cell, row)) for row in rows]) + "\n"


def doubled(rows):
    """CSV with `""` inside quotes, as spreadsheets and pandas write it."""
    plain = [row for row in rows if "\\" not in row[1]]
    return table(HEADER, plain)


def quoted(rows):
    """CSV whose every cell is quoted, the header too."""
    plain = [row for row in rows if "\\" not in row[1]]
    return table(HEADER, plain, quoting=csv.QUOTE_ALL)


def listed(group):
    """What popularity makes of the imported interactions."""
    return group.recommend(group.campaign("aws-popularity-count"), numResults=100)


@pytest.mark.parametrize("write", [escaped, doubled, quoted])
def test_quoting_brings_every_character_through(group, write):
    group.dataset()
    group.load(write(ladder(ODD_IDS, users=120)))
    wanted = [item for item in ODD_IDS if write is escaped or "\\" not in item]
    assert listed(group) == wanted


@pytest.mark.parametrize("change", [
    lambda text: text.replace("\n", "\r\n"), lambda text: "\ufeff" + text,
    lambda text: text.removesuffix("\n"),
], ids=["CRLF", "byte order mark", "no last newline"])
def test_files_from_other_systems_are_read(group, change):
    group.dataset()
    items = [f"p{n}" for n in range(20)]
    group.load(change(table(HEADER, ladder(items))))
    assert listed(group) == items


def test_columns_are_found_by_name_and_extra_ones_dropped(group):
    group.dataset()
    items = [f"p{n}" for n in range(20)]
    order = [3, 1, 4, 0, 2]
    header = ["", *(HEADER[n] for n in order), "COMMENT"]
    rows = [
        [number, *(row[n] for n in order), "x,y"] for number, row in enumerate(ladder(items))]
    group.load(table(header, rows))
    assert listed(group) == items


def test_missing_columns_are_all_named(group):
    group.dataset()
    rows = [row[:3] for row in ladder(["a", "b"], users=600)]
    arn = group.start_import(table(HEADER[:3], rows))
    reason = waits.failed(group.tenant, "datasetImportJob", arn)
    assert "missing the following columns: [EVENT_TYPE, EVENT_VALUE]" in reason


def test_empty_cells_are_null_where_the_schema_allows(group):
    group.dataset()
    rows = ladder([f"p{n}" for n in range(20)])
    group.load(table(HEADER, [[*row[:4], ""] for row in rows]))


GOOD = ["user", "item", START, "view", 1.5]
BAD = {
    "no user": (0, "", "USER_ID"), "no item": (1, "", "ITEM_ID"),
    "a date for a timestamp": (2, "2023-01-01", "TIMESTAMP"),
    "no timestamp": (2, "", "TIMESTAMP"), "a fraction": (2, "1700000000.5", "TIMESTAMP"),
    "milliseconds": (2, START * 1000, "TIMESTAMP"), "no event type": (3, "", "EVENT_TYPE"),
    "a word for a number": (4, "lots", "EVENT_VALUE"),
    "an overlong id": (1, "x" * 257, "ITEM_ID"),
    "an overflow": (2, "9" * 30, "TIMESTAMP"),
}


@pytest.mark.parametrize("column,value,name", BAD.values(), ids=BAD.keys())
def test_a_bad_row_is_named_by_file_line_and_column(group, column, value, name):
    group.dataset()
    rows = [[f"u{n % 50}", f"i{n % 40}", START + n, "view", 1] for n in range(1500)]
    bad = list(GOOD)
    bad[column] = value
    rows[1233] = bad
    group.tenant.put("in/first.csv", table(HEADER, rows[:100]))
    group.tenant.put("in/second.csv", table(HEADER, rows[100:]))
    arn = group.start_import("", location=group.tenant.folder("in"))
    reason = waits.failed(group.tenant, "datasetImportJob", arn)
    # The header is line 1, and the first hundred rows are in the other file.
    for text in ("second.csv", "1135", name):
        assert text in reason, reason


@pytest.mark.parametrize("line", ["u,i", f"u,i,{START},view,1,more,and,more", '"u,i'], ids=[
    "too few cells", "too many cells", "an open quote"])
def test_a_row_of_another_width_is_named(group, line):
    group.dataset()
    rows = table(HEADER, ladder(["a", "b"], users=600)).splitlines()
    rows[700] = line
    arn = group.start_import("\n".join(rows) + "\n")
    assert "701" in waits.failed(group.tenant, "datasetImportJob", arn)


@pytest.mark.parametrize("text", ["", "\n", ",".join(HEADER) + "\n", "\x00\xff\n"], ids=[
    "empty", "one blank line", "header alone", "no text at all"])
def test_a_file_without_rows_fails_with_a_reason(group, text):
    group.dataset()
    arn = group.start_import(text.encode("latin-1"))
    assert waits.failed(group.tenant, "datasetImportJob", arn)


def test_items_keep_multiple_values_nulls_and_numbers(group):
    group.dataset("Items")
    header = ["ITEM_ID", "GENRES", "PRICE", "CREATION_TIMESTAMP"]
    rows = [["i1", "a|b | c", "1e2", START], ["i2", "", "", ""], ["i3", "x" * 1000, "-0.5", "0"]]
    group.load(table(header, rows), "Items")


def test_a_category_over_a_thousand_characters_fails(group):
    group.dataset("Items")
    text = table(["ITEM_ID", "GENRES", "PRICE", "CREATION_TIMESTAMP"], [["i", "x" * 1001, "", ""]])
    reason = waits.failed(group.tenant, "datasetImportJob", group.start_import(text, "Items"))
    assert "1000" in reason and "GENRES" in reason


def test_booleans_are_lower_case(group):
    text = schemas.schema(
        "Users", ("USER_ID", "string"), ("VIP", "boolean"), ("AGE", ["int", "null"]))
    group.dataset("Users", text)
    group.load("USER_ID,VIP,AGE\nu1,true,\nu2,false,40\n", "Users")
    arn = group.start_import("USER_ID,VIP,AGE\nu1,True,\n", "Users")
    assert "VIP" in waits.failed(group.tenant, "datasetImportJob", arn)
