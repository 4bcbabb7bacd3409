"""Measures and topics to look at in a notebook: the pages' own figures, charts, tables and sentences, one by one."""
