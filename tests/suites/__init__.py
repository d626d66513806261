"""Tests of the suites: known-bad adapters fail what they break, known-good adapters and the reference pass."""
