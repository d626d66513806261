"""Load an adapter, perform a scenario through it, judge what came, make a report: the Python API.

`import crosswire` gives all of it, and loads nothing until a name is used. What `crosswire.__all__` does not name is
private and may change in any release. A verdict is the one that `pytest suites` gives: both call the same code.

listing.py    which scenarios and requirements there are
running.py    an adapter that is loaded, and performing a scenario through it
judging.py    the verdicts on what was performed
reports.py    a report of them: made, written, read
"""
