"""The evidence that a rubric reads: projects, answers and notes, and the place of each."""
