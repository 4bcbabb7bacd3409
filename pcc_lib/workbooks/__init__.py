"""An edition's numbers for people to take along: tables by topic, as accessible workbooks and as CSVs with metadata."""
