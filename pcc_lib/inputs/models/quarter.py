"""A quarter's folder: `quarter.yml`."""

from collections.abc import Mapping

from pydantic import Field

from pcc_lib.inputs.models.kinds import Day, Flag, Period, Snake
from pcc_lib.inputs.models.records import Model


class ReportingMonths(Model):
    """The last period that the edition tells of each source, and of measures that differ from theirs."""

    sources: Mapping[Snake, Period] = Field(description="The last period of each source.")
    measures: Mapping[Snake, Period] = Field({}, description="The last period of a measure, where it is not its source's.")


class QuarterFile(Model):
    """What this edition knows: the last month of each source when it was written."""

    written_on: Day = Field(description="The date of writing: what is late is judged against it.")
    published_on: Day = Field("", description="The date of publication.")
    sample: Flag = Field(False, description="Whether the date of writing is a sample.")
    reporting_months: ReportingMonths = Field(description="The last period of each source and measure.")
