"""Hostile CSV files: each fails with file, line, column and rule, repeats no value of a person, and
leaves the dataset as it was."""

import pytest
from harness import waits
from harness.chain import Group
from harness.data import HEADER, START, ladder, table
from harness.tenant import Tenant

ITEMS = [f"p{n}" for n in range(20)]
PERSON = "alice@example.com"
HEAD = ",".join(HEADER)
GOOD = f"u,i,{START},view,1"
LINES = [HEAD, *[GOOD] * 1200]


@pytest.fixture(scope="module")
def kept(server):
    """A loaded dataset that no test of this module may change, and the files that hold it."""
    group = Group(Tenant(server), "kept")
    group.dataset()
    group.load(table(HEADER, ladder(ITEMS)))
    group.segments = segments(group)
    assert group.segments
    yield group
    campaign = group.campaign("aws-popularity-count")
    assert group.recommend(campaign, numResults=100) == ITEMS


def segments(group):
    """The dataset's files by name, with their content's length and time."""
    folder = group.tenant.server.data
    return {
        path: (path.stat().st_size, path.stat().st_mtime_ns)
        for path in folder.rglob("*.segment") if group.tenant.account in str(path)}


def row(line, *words, at=700):
    """A file whose line `at` is this one."""
    lines = list(LINES)
    lines[at - 1] = line
    return "\n".join(lines) + "\n", [f"line {at},", *words]


def edited(change, line, *words):
    """A file with a bad line that is otherwise changed; what is wrong is still found."""
    text, words = row(line, *words)
    return change(text), words


def whole(text, *words):
    """A file that is bad as a whole."""
    return text, list(words)


CASES = {
    "text for a timestamp": row(f"{PERSON},i,soon,view,1", "column TIMESTAMP", "seconds"),
    "fraction for a timestamp": row(f"{PERSON},i,1.5,view,1", "column TIMESTAMP", "whole number"),
    "milliseconds": row(f"{PERSON},i,{START}000,view,1", "column TIMESTAMP", "divide them by 1000"),
    "beyond 64 bits": row(f"{PERSON},i,{'9' * 30},view,1", "column TIMESTAMP", "whole number"),
    "text for a number": row(f"{PERSON},i,{START},view,many", "column EVENT_VALUE", "decimal"),
    "not a number": row(f"{PERSON},i,{START},view,NaN", "column EVENT_VALUE", "decimal"),
    "no user": row(f",i,{START},view,1", "column USER_ID", "not nullable"),
    "overlong user": row(f"{PERSON * 20},i,{START},view,1", "column USER_ID", "256 characters"),
    "overlong item": row(
        f"{PERSON},{'x' * 257},{START},view,1", "column ITEM_ID", "256 characters"),
    "overlong type": row(f"{PERSON},i,{START},{'x' * 1001},1", "column EVENT_TYPE", "1000"),
    "open quote": row(f'"{PERSON},i,{START},view,1', "column USER_ID", "quote"),
    "quote inside quotes": row(f'"{PERSON}"x",i,{START},view,1', "column USER_ID", "quote"),
    "line break in quotes": row(f'"{PERSON}\nx",i,{START},view,1', "column USER_ID", "line break"),
    "CRLF in quotes": row(f'"{PERSON}\r\nx",i,{START},view,1', "column USER_ID", "line break"),
    "lone carriage return": row(f"{PERSON}\rx,i,{START},view,1", "column USER_ID", "LF or CRLF"),
    "NUL byte": row(f"{PERSON}\0,i,{START},view,1", "column USER_ID", "NUL"),
    "not UTF-8": row(f"{PERSON}\udcff,i,{START},view,1", "column USER_ID", "UTF-8"),
    "behind a byte order mark": edited(
        lambda text: "\ufeff" + text, f"{PERSON},i,soon,view,1", "column TIMESTAMP", "seconds"),
    "behind CRLF": edited(
        lambda text: text.replace("\n", "\r\n"), f",{PERSON},{START},view,1", "column USER_ID",
        "not nullable"),
    "too few values": row(f"{PERSON},i", "2 values", "5 columns"),
    "too many values": row(f"{PERSON},i,{START},view,1,2,3", "7 values", "5 columns"),
    "huge field": row(f"{PERSON},{'x' * (17 << 20)},{START},view,1", "column ITEM_ID", "16 MiB"),
    "missing columns": whole(
        "USER_ID,EVENT_VALUE\n" + f"{PERSON},1\n" * 1200,
        "missing the following columns: [ITEM_ID, TIMESTAMP, EVENT_TYPE]", "line 1"),
    "duplicate headers": whole(
        f"{HEAD},USER_ID\n" + f"{GOOD},{PERSON}\n" * 1200, "USER_ID more than once", "line 1"),
    "no header": whole(
        f"{PERSON},i,{START},view,1\n" * 1200, "missing the following columns", "line 1"),
    "UTF-16": whole(
        "\n".join(LINES).encode("utf-16"), "line 1,", "NUL"),
    "empty": whole("", "no header", "line 1"),
    "blank lines": whole("\n\r\n\n", "no header", "line 1"),
    "byte order mark alone": whole("\ufeff", "no header", "line 1"),
    "header only": whole(HEAD + "\n", "0 rows", "1000 rows"),
    "999 rows": whole("\n".join(LINES[:1000]) + "\n", "999 rows", "1000 rows"),
}


@pytest.mark.parametrize("text,words", CASES.values(), ids=CASES.keys())
def test_a_hostile_file_fails_with_its_place_and_rule(kept, text, words):
    content = text if isinstance(text, bytes) else text.encode(errors="surrogateescape")
    arn = kept.start_import(content)
    reason = waits.failed(kept.tenant, "datasetImportJob", arn)
    job = kept.tenant.describe("datasetImportJob", arn)
    for word in words:
        assert word in reason, reason
    assert job["dataSource"]["dataLocation"] in reason, reason
    assert "alice" not in reason and "example.com" not in reason
    assert segments(kept) == kept.segments


@pytest.mark.parametrize("content", [
    "\ufeff" + "\r\n".join(LINES) + "\r\n", "\n\n".join(LINES),
    "\n".join(LINES).replace("u,i,", '"u","i",'),
], ids=["byte order mark and CRLF", "blank lines between", "quotes"])
def test_what_is_only_unusual_is_imported(group, content):
    group.dataset()
    group.load(content)
