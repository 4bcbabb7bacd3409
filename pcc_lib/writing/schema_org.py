"""The names by which what a page says of its data is known: `dataset` writes them, the gate looks for them and loads no data."""

from __future__ import annotations

CONTEXT, TYPE = "https://schema.org", "application/ld+json"
