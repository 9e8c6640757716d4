"""The last of the conformance tests: what the others have met, against what there is to meet."""

from collections import Counter

import pytest
from harness import matrix


def test_an_empty_cell_and_a_reason_that_does_not_hold_are_found(monkeypatch):
    seen = Counter({
        (service, name, outcome): 1 for service, name, cells in matrix.rows()
        for outcome in cells if (name, outcome) not in matrix.UNREACHABLE})
    monkeypatch.setattr(matrix, "_seen", seen)
    assert list(matrix.problems()) == []
    del seen["personalize", "CreateSchema", "LimitExceededException"]
    seen["personalize", "TagResource", "LimitExceededException"] = 1
    assert [text.split(" ")[0] for text in matrix.problems()] == ["CreateSchema", "TagResource"]


def test_no_outcome_of_an_operation_is_left_out_without_a_reason(request):
    if not matrix.is_whole(request.session):
        pytest.skip("says something only of a run of the whole suite")
    assert list(matrix.problems()) == []
