"""A scoring standard as data: built, scored and bounded."""
