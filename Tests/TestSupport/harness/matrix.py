"""Operation by outcome: what the strict clients have seen answered in this run."""

from collections import Counter

import botocore.session

SERVICES = ("personalize", "personalize-events", "personalize-runtime")
_seen = Counter()


def record(operation, outcome):
    """Counts one answer of the operation: "success" or the error's name."""
    _seen[operation.service_model.service_name, operation.name, outcome] += 1


def rows():
    """For every operation of the three services: (service, operation, {outcome: count})."""
    session = botocore.session.get_session()
    for service in SERVICES:
        model = session.get_service_model(service)
        for name in model.operation_names:
            declared = [shape.name for shape in model.operation_model(name).error_shapes]
            yield service, name, {o: _seen[service, name, o] for o in ["success", *declared]}


def text():
    """The matrix as lines: how often each outcome was met, with empty cells as a dash."""
    lines = []
    for service, name, cells in rows():
        shown = "  ".join(f"{o.removesuffix('Exception')} {n or '-'}" for o, n in cells.items())
        lines.append(f"{service:20} {name:34} {shown}")
    return "\n".join(lines) + "\n"


def totals():
    """(operations answered with success, operations, error cells met, error cells)."""
    table = list(rows())
    succeeded = sum(1 for _, _, cells in table if cells["success"])
    errors = [n for _, _, cells in table for o, n in cells.items() if o != "success"]
    return succeeded, len(table), sum(1 for n in errors if n), len(errors)
