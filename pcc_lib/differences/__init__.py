"""What one edition tells otherwise than the one published before it: figures, deliverables, texts, and why."""
