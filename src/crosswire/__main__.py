"""`python -m crosswire` is `crosswire`."""

from crosswire.cli import main

main(prog_name="crosswire")
