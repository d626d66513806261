"""How an answer is packed: each step can be read at once, and headers say what the body is."""

import zlib
from collections.abc import Iterator

import pytest

from crosswire.upstreams.delivery import HOLD, Step
from crosswire.upstreams.packing import COMPRESSORS, PLAIN, Packing

ACCEPTED = "gzip, deflate, br"
STEPS: list[Step] = [b"data: 1\n\n", HOLD, b"data: 2\n\n"]


def packed(packing: Packing, accepted: str = ACCEPTED) -> tuple[dict[bytes, bytes], list[Step]]:
    headers, steps = packing.packed(iter(STEPS), accepted)
    return dict(headers), [*steps]


def unpacked(steps: list[Step]) -> Iterator[Step]:
    """Decompress, step by step."""
    decompressor = zlib.decompressobj(32 + zlib.MAX_WBITS)  # whichever of the two codings
    yield from (decompressor.decompress(step) if isinstance(step, bytes) else step for step in steps)


@pytest.mark.parametrize("coding", COMPRESSORS)
def test_each_step_is_readable_at_once(coding: str) -> None:
    """A compressed answer is labelled, and each of its pieces can be read before the next comes."""
    headers, steps = packed(Packing(coding))

    assert {b"content-encoding": coding.encode()} == headers
    assert [*STEPS, b""] == [*unpacked(steps)]


@pytest.mark.parametrize("accepted", ["", "identity", "br, zstd", "gzip;q=0", "gzip; q=0.0, deflate"])
def test_what_is_not_accepted_is_not_used(accepted: str) -> None:
    """An answer is compressed only as the request accepts."""
    assert ({}, STEPS) == packed(Packing("gzip"), accepted)


@pytest.mark.parametrize("accepted", ["gzip", "deflate, GZIP;q=0.5"])
def test_what_is_accepted_is_used(accepted: str) -> None:
    """Names of codings are the same in upper case, and may have a weight."""
    assert {b"content-encoding": b"gzip"} == packed(Packing("gzip"), accepted)[0]


def test_the_length_is_that_of_what_is_sent() -> None:
    """The length counts the bytes that go over the network, compressed or not."""
    headers, steps = packed(Packing("gzip", has_length=True))

    assert headers[b"content-length"] == str(sum(len(step) for step in steps if isinstance(step, bytes))).encode()
    assert {b"content-length": b"18"} == packed(Packing(has_length=True))[0]


def test_a_plain_answer_is_as_it_is() -> None:
    """What is not packed has neither coding nor length."""
    assert ({}, STEPS) == packed(PLAIN)


@pytest.mark.parametrize("packing", [Packing("gzip"), Packing(has_length=True)])
def test_packets_are_taken_apart(packing: Packing) -> None:
    """Where a body is not sent in chunks of what is written, each piece of a packet is a step."""
    _, apart = packing.packed(iter([b"data: 1\n\n", b"data: 2\n\n"]), ACCEPTED)
    _, steps = packing.packed(iter([(b"data: 1\n\n", b"data: 2\n\n")]), ACCEPTED)

    assert [*apart] == [*steps]
