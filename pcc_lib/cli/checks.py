"""What a command hands to a build: the check of the inputs, what is open, and which blocks a page must show.

Nothing heavy is imported before it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pcc_lib.core.garbage import uncollected

if TYPE_CHECKING:
    from pcc_lib.inputs.project import Project


def check_all(project: Project, quarter: Any) -> list[str]:
    """Raise where there is a fault; gives what the data ask."""
    with uncollected():
        from pcc_lib.checking import check

        return check.check_all(project, quarter)


def open_work(project: Project, quarter: Any) -> list[Any]:
    """What is neither wrong nor finished."""
    with uncollected():
        from pcc_lib.preparing import open_work as work

        return work.open_work(project, quarter)


def plainer_words(project: Project, quarter: Any) -> list[str]:
    """Hints for plainer words in the commentary."""
    from pcc_lib.checking.plainer import plainer
    from pcc_lib.inputs.plan import QuarterFolder

    return [str(hint) for hint in plainer(QuarterFolder(project, quarter))]


def expected_blocks(project: Project, page: str) -> set[str]:
    """The blocks that a page must show."""
    from pcc_lib.checking import check

    return check.expected_blocks(project, page)
