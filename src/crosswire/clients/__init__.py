"""Clients: what the users of a library see of an answer that was served.

views.py          what a client sees, in one vocabulary, or the error that it raises
bodies.py         an answer as it is sent to a client
catalogue.py      the clients: their packages, their versions, and how they run
availability.py   which clients are installed, and which a run asks
openai_python.py  the official Python SDK, in this process
lines.py          a client in a process of its own: a line asked, a line answered
programs/         the programs of these processes, one for each client, and what they share
running.py        the clients of this process: each is started once, when it is first asked
seen_facts.py     the facts that are compared: of an answer, of an error, of what is asked next
comparison.py     how a client's views of two answers differ, and why they may
"""
