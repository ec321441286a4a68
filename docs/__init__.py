"""A package, so that its conftest is not mistaken for that of tests."""
