"""Ready rubrics, one module each, with their sources."""
