"""What stands under a chart: its source, its numbers as a table to read and as a CSV to take along, and its definition."""

from __future__ import annotations

from urllib.parse import quote

from pcc_lib.charts.given import Caption, Data
from pcc_lib.writing.html import Markup, fill
from pcc_lib.writing.markup import LEDGER_PAGE, Ink, chart_anchor
from pcc_lib.writing.tables import Table, csv_text, table_html

PRINTED = 60  # rows of a table beside its chart that paper shows too


def under_chart(caption: Caption, data: Data, ink: Ink) -> Markup:
    """Source, table, CSV and definition; link texts name the chart for people who hear them out of context.

    The table's figures are printed with this ink.
    """
    return fill(
        "chart_under",
        caption=caption,
        source=caption.source if caption.source.startswith("Source") else f"Source: {caption.source}",
        number=caption.number,
        table=table_html(_table(caption, data), ink, listed=False),
        csv_name=data.csv_name,
        csv=quote(csv_text(data.csv_columns, data.csv_rows), safe="-_.!~*()"),
        definition=caption.definition,
        long=len(data.cells) > PRINTED,
        entry=f"{LEDGER_PAGE}#{chart_anchor(caption.chart_id)}",
    )


def _table(caption: Caption, data: Data) -> Table:
    numeric = range(1, len(data.columns)) if data.numeric else ()
    return Table(f"Data of chart {caption.number}", data.columns, data.cells, numeric=numeric)
