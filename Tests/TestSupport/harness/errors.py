"""Expecting an error of the service by its name."""

from contextlib import contextmanager

import pytest
from botocore.exceptions import ClientError


@contextmanager
def refused(name, *mentioned):
    """The block must end in this service error, whose message names all that is `mentioned`."""
    with pytest.raises(ClientError) as caught:
        yield caught
    error = caught.value.response["Error"]
    assert error["Code"] == name, error
    for text in mentioned:
        assert text in error["Message"], error


INVALID = "InvalidInputException"
NOT_FOUND = "ResourceNotFoundException"
EXISTS = "ResourceAlreadyExistsException"
IN_USE = "ResourceInUseException"
LIMIT = "LimitExceededException"
BAD_TOKEN = "InvalidNextTokenException"
