"""Tests on many payloads: genuine traffic, the corpus in `shared/`, the recordings, and mutants of them."""
