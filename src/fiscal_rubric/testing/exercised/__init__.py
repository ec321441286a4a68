"""What evidence exercises of a rubric: each outcome of each place where the rubric decides."""
