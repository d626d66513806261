"""The table of faults: what becomes of a run, when an adapter does what no adapter should."""
