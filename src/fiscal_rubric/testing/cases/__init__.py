"""Evidence to test a rubric with: at its edges, at random, and a small deck."""
