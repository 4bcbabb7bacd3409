"""Many editions of many projects, built side by side: in this process, in several, or on a cluster."""
