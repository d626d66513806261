"""The specification as a whole."""
