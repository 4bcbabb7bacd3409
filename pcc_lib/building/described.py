"""The gate on what pages say of their data to programs: exactly what is made anew of the project and of the page's links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pcc_lib.core.errors import Fault
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.models.contents import Contents
from pcc_lib.inputs.page_files import TOC
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.inputs.project import Project
from pcc_lib.writing.dataset import described
from pcc_lib.writing.schema_org import TYPE

_SCRIPT = re.compile(rf"<script\b[^<>]*{re.escape(TYPE)}[^<>]*>.*?</script>", re.DOTALL | re.IGNORECASE)
_TODO = "If a file's text brought it, take it out there; text must be escaped where it becomes HTML."


def description_faults(html: Path, project: Project, quarter: Quarter) -> Iterator[Fault]:
    """Pages of a built book that describe other data than theirs, describe them twice, or not where they should."""
    folder, first = QuarterFolder(project, quarter), project.record(Contents, TOC).root
    for path in sorted(html.rglob("*.html")):
        name, text = path.relative_to(html).as_posix(), path.read_text(encoding="utf-8")
        page = name.removesuffix(".html")
        found = _SCRIPT.findall(text)
        wanted = described(folder, page, page == first.removesuffix(".ipynb").removesuffix(".md"), text)
        if found != [str(wanted)] * bool(wanted):
            yield Fault(name, "", "says something else of its data to programs than the project does.", _TODO)
