"""Tests, in a tree that mirrors the code; what several of them use is imported as `tests.…`."""
