"""Other plugins of this environment: they have no say in the runs of pytest that tests start, and take long to load."""

NAMES = ("cacheprovider", "randomly", "hypothesispytest", "syrupy", "benchmark", "anyio", "asyncio")
NO_OTHER_PLUGINS = [f"-pno:{name}" for name in NAMES]
"""Options of pytest."""
