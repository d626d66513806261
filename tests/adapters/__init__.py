"""Tests of `crosswire.adapters`: loading, describing, starting and calling what is judged."""
