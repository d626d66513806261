"""Tests of `crosswire.proving`: the mutants, the plain reader, and the witnesses."""
