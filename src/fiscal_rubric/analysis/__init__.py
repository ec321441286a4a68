"""What is asked of a rubric besides the score: which reading gives a claim."""
