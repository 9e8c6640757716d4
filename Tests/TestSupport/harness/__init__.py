"""What the tests of the running server share: the process, its tenants, strict clients, data."""

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
