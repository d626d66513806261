"""Tests of what users reported: adapters that are right in an unusual way, and losses that were not found."""
