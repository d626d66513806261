"""Clients: what the users of a library see of an answer that was served.

views.py          what a client sees, in one vocabulary, or the error that it raises
bodies.py         the body of an answer as it is sent to a client
catalogue.py      the clients: their packages, their versions, and how they run
availability.py   which clients are installed, and which a run asks
openai_python.py  the official Python SDK, in this process
lines.py          a client in a process of its own: a line asked, a line answered
programs/         the programs of these processes, one for each client
running.py        the clients of this process: each is started once, when it is first asked
comparison.py     how a client's views of two answers differ
"""
