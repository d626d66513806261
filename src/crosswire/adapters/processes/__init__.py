"""Processes: programs that are started for a run, with what they need around them, and that end with it.

| module | what it does |
| --- | --- |
| `environments` | installs an adapter's packages in a folder of the cache |
| `child_environment` | the environment variables of a child process: a home of its own, no keys of the user |
| `launching` | starts the program of a description: working directory, files, variables, command |
| `searching` | looks for a pattern of a description in what a command printed |
| `supervised` | a started command: its pipes, its log, its end |
| `supervisor` | runs as the parent of the command, and ends it with all its children when Crosswire is gone |
"""
