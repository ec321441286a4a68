"""Two sides on the same evidence: a function and a rubric, or two rubrics."""
