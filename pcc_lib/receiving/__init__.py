"""What people send, brought into the sources: files are read, held against what is there, and written all or none."""
