"""What each input file may say, as pydantic models: one record a file, read strictly.

`INPUTS` is the list of all of them; schemas for editors, the reference of keys and the hostile tests are made from it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for plugins reads every installed package's metadata

from pydantic import BaseModel

from pcc_lib.inputs.models.body import Body
from pcc_lib.inputs.models.boundaries import Boundaries
from pcc_lib.inputs.models.contents import Contents
from pcc_lib.inputs.models.definitions import MeasureFile, TopicFile
from pcc_lib.inputs.models.founding import NewProject
from pcc_lib.inputs.models.governance import Governance
from pcc_lib.inputs.models.imports import Imports
from pcc_lib.inputs.models.incidents import Incidents
from pcc_lib.inputs.models.law import Statutory
from pcc_lib.inputs.models.originals import Claims, Contradictions
from pcc_lib.inputs.models.panel import PanelRow
from pcc_lib.inputs.models.plan import Budget, Events, KeyMetrics, Priorities, Staffing, Structure
from pcc_lib.inputs.models.quarter import Corrections, QuarterFile
from pcc_lib.inputs.models.rows import ActivityRow, DeliverableRow, ForcedRow, PrintedRow, RevisionRow, StatedRow
from pcc_lib.inputs.models.sources import DataPackage, Descriptor
from pcc_lib.inputs.models.vocabulary import Glossary, Names


@dataclass(frozen=True)
class Input:
    """One kind of input file: its name, where such files stand (a pattern), and its model; of a CSV, the model of a row."""

    name: str
    where: str
    model: type[BaseModel]

    @property
    def is_table(self) -> bool:
        """Whether the model is of a row."""
        return self.where.endswith(".csv")


INPUTS = (
    Input("body", "data/body.yml", Body),
    Input("measure", "data/measures/*.yml", MeasureFile),
    Input("topic", "data/topics/*.yml", TopicFile),
    Input("package", "data/datapackage.yml", DataPackage),
    Input("source", "data/sources/*.resource.yml", Descriptor),
    Input("imports", "data/imports.yml", Imports),
    Input("incidents", "data/incidents/*.resource.yml", Incidents),
    Input("boundaries", "data/boundaries/*.yml", Boundaries),
    Input("revisions", "data/sources/*.revisions.csv", RevisionRow),
    Input("quarter", "data/quarters/*/quarter.yml", QuarterFile),
    Input("corrections", "data/quarters/*/corrections.yml", Corrections),
    Input("stated", "data/quarters/*/stated.csv", StatedRow),
    Input("deliverables", "data/quarters/*/deliverables.csv", DeliverableRow),
    Input("published", "data/published/20*.csv", PrintedRow),
    Input("priorities", "data/plan/priorities.yml", Priorities),
    Input("key_metrics", "data/plan/key_metrics.yml", KeyMetrics),
    Input("delivery", "data/plan/delivery.csv", ActivityRow),
    Input("panel_log", "data/plan/panel_log.csv", PanelRow),
    Input("events", "data/plan/events.yml", Events),
    Input("budget", "data/plan/budget.yml", Budget),
    Input("staffing", "data/plan/staffing.yml", Staffing),
    Input("structure", "data/plan/structure.yml", Structure),
    Input("governance", "data/plan/governance.yml", Governance),
    Input("statutory", "data/plan/statutory.yml", Statutory),
    Input("claims", "data/plan/claims.yml", Claims),
    Input("contradictions", "data/plan/contradictions.yml", Contradictions),
    Input("forced", "data/published/forced.csv", ForcedRow),
    Input("glossary", "data/plan/glossary.yml", Glossary),
    Input("names", "data/plan/names.yml", Names),
    Input("contents", "_toc.yml", Contents),
    Input("new-project", "new-project.yml", NewProject),  # what `pcc new-project` reads: in no project, but with a schema
)
PLAN = {i.name: i for i in INPUTS if i.where.startswith("data/plan/") and not i.is_table}
