"""What a run has to say: the report's data first, everything else from it."""
