"""The last of the conformance tests: what the others have met, against what there is to meet."""

import pytest
from harness import matrix


def test_no_outcome_of_an_operation_is_left_out_without_a_reason(request):
    if not matrix.is_whole(request.session):
        pytest.skip("says something only of a run of the whole suite")
    assert list(matrix.problems()) == []
