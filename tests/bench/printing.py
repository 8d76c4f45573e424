"""The last line of a measure's process: its figures as JSON."""

import json


def print_figures(measures: dict, arguments: list[str]) -> None:
    """Run the measure that the first argument names (``run_…``) with the others."""
    name, *rest = arguments
    print(json.dumps(measures[f"run_{name}"](*rest)))
