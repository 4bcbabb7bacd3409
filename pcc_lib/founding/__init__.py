"""Founding: a project for another body, and its priorities, topics, measures and sources, as files that people go on with."""
