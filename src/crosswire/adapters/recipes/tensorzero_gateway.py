"""The gateway inside TensorZero's Python package, at a port that is given. Source: its `patch_openai_client`.

    python tensorzero_gateway.py CONFIG PORT

It chooses a port itself; the connections at PORT are passed on to it.
"""

import asyncio
import sys
from contextlib import suppress
from urllib.parse import urlsplit

from tensorzero import _start_http_gateway


async def main(config: str, port: int) -> None:
    """Start the gateway, and pass connections on until the process ends."""
    gateway = await _start_http_gateway(
        config_file=config, clickhouse_url=None, postgres_url=None, valkey_url=None, async_setup=True
    )
    gateway_port = urlsplit(gateway.base_url).port

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers, questions = await asyncio.open_connection("127.0.0.1", gateway_port)
        ways = [asyncio.create_task(_copy(reader, questions)), asyncio.create_task(_copy(answers, writer))]
        # When one side closes, so does the other: a client that goes leaves the gateway, too.
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for end in (questions, writer):
            end.close()

    async with await asyncio.start_server(pass_on, "127.0.0.1", port) as server:
        await server.serve_forever()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
