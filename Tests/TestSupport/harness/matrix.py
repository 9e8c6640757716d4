"""Operation by outcome: what the strict clients have seen answered in this run."""

from collections import Counter

import botocore.session

from . import REPOSITORY

SERVICES = ("personalize", "personalize-events", "personalize-runtime")
_seen = Counter()

_ONE_A_GROUP = "a group has one: the second is refused with ResourceAlreadyExistsException"
_NO_QUOTA = "the service documents no quota for it"
# Cells that no request can reach, each with its reason: a run of the whole suite must meet every
# other cell, and none of these.
UNREACHABLE = {
    ("CreateDataset", "LimitExceededException"): _ONE_A_GROUP,
    ("CreateEventTracker", "LimitExceededException"): _ONE_A_GROUP,
    ("CreateDatasetExportJob", "LimitExceededException"): _NO_QUOTA,
    ("TagResource", "LimitExceededException"): "too many tags are a TooManyTagsException",
    ("UpdateSolution", "LimitExceededException"): "an update makes nothing that is counted",
}


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
    """The matrix as lines, an empty cell as a dash; then the cells that cannot be reached."""
    lines = []
    for service, name, cells in rows():
        shown = "  ".join(f"{o.removesuffix('Exception')} {n or '-'}" for o, n in cells.items())
        lines.append(f"{service:20} {name:34} {shown}")
    lines += ["", "Out of reach:"]
    lines += [f"{name:34} {outcome:32} {why}" for (name, outcome), why in UNREACHABLE.items()]
    return "\n".join(lines) + "\n"


def problems():
    """What is wrong with the matrix after a run of the whole suite."""
    table = {(name, o): n for _, name, cells in rows() for o, n in cells.items()}
    for (name, outcome), count in table.items():
        if not count and (name, outcome) not in UNREACHABLE:
            yield f"{name} was never answered with {outcome}, and no reason says why"
    for name, outcome in UNREACHABLE:
        if (name, outcome) not in table:
            yield f"{name} does not declare {outcome}, which is listed as out of reach"
        elif table[name, outcome]:
            yield f"{name} was answered with {outcome}, which is listed as out of reach"


def is_whole(session):
    """Whether the session runs every conformance test: nothing was left out by name or choice."""
    folder = REPOSITORY / "Tests/Conformance"
    option, chosen = session.config.option, session.config.args
    narrowed = option.keyword or option.markexpr or getattr(option, "lf", False)
    if narrowed or option.deselect or any("::" in argument for argument in chosen):
        return False
    return {item.path for item in session.items} >= set(folder.glob("test_*.py"))


def totals():
    """(operations answered with success, operations, error cells met, error cells)."""
    table = list(rows())
    succeeded = sum(1 for _, _, cells in table if cells["success"])
    errors = [n for _, _, cells in table for o, n in cells.items() if o != "success"]
    return succeeded, len(table), sum(1 for n in errors if n), len(errors)
