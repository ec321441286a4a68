"""Everything a rubric may look at: projects, answers and notes, and the place of each fact."""
