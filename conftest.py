pytest_plugins = ["crosswire.plugin"]
