"""Real clients that ask a server on loopback, each in one process: for tool loops, and for recordings of their asks.

running.py   the clients, their pinned packages, and running one
codex.py     the Codex CLI, which is a program of its own
programs/    the programs of the others: a line for each case that they are given
"""
