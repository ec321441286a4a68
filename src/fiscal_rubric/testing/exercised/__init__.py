"""Find what evidence exercises: each outcome of each place where a rubric decides."""
