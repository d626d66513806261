"""JSON in which a place, an entry or an object tells of a credential; and JSON that only looks so."""

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

SECRET = "plumKite62"
POSITIONS: Mapping[str, Any] = {
    "the value of a name": {"password": {"value": SECRET}},
    "an output with its type": {"db_password": {"sensitive": True, "type": "string", "value": SECRET}},
    "a field with a label": {"label": "password", "value": SECRET},
    "a field with an id": {"id": "password", "type": "CONCEALED", "value": SECRET},
    "codes in a list": {"recovery_codes": [SECRET, "482913"]},
    "the text of a variable": {"variables": {"db_password": {"type": "input_text", "text": SECRET}}},
    "names of an object": {"passwords": {"wifi": SECRET}},
    "keys of an object": {"api_keys": {"mistral": SECRET, "region": "eu"}},
    "the default of a schema": {"properties": {"password": {"type": "string", "default": SECRET}}},
    "the example of a schema": {"apiKey": {"type": "string", "example": SECRET}},
    "an entry with a name": {"Name": "DB_PASSWORD", "Value": SECRET},
    "a parameter of a stack": {"ParameterKey": "DBPassword", "ParameterValue": SECRET},
    "a field of a form": {"field": "password", "value": SECRET},
    "an element of a page": {"element": "Password field", "ref": "e12", "text": SECRET},
    "a selector of a page": {"selector": "#password", "text": SECRET},
    "pairs of variables": {"env": [["DB_PASSWORD", SECRET], ["LANG", "C"]]},
    "a secret of a cluster": {"kind": "Secret", "apiVersion": "v1", "stringData": {"settings": SECRET}},
    "a key of a key set": {"kty": "oct", "kid": "first", "k": SECRET},
    "a registry": {"auths": {"ghcr.io": {"auth": base64.b64encode(f"jo:{SECRET}".encode()).decode()}}},
    "an option and its value": {"command": "npx", "args": ["-y", "@host/server", "--api-key", SECRET]},
    "a command as a list": {"command": ["curl", "-u", f"jo:{SECRET}", "https://host.example"]},
    "headers of a collection": {"header": [{"key": "X-Tenant", "value": SECRET}]},
    "headers under another name": {"upstreamHeaders": {"X-Tenant": SECRET}},
    "headers behind a prefix": {"req_headers_extra": {"X-Tenant": SECRET}},
    "headers as lines": {"headers": f"X-Tenant: {SECRET}\r\nAccept: */*"},
    "headers as a list": {"headers": ["Accept: */*", f"X-Tenant: {SECRET}"]},
    "raw headers": {"rawHeaders": ["Host", "host.example", "X-Tenant", SECRET]},
    "headers as JSON": {"OPENAPI_MCP_HEADERS": json.dumps({"X-Tenant": SECRET})},
    "cookies of a store": {"cookieStore": {"theme_x": SECRET}},
}
HARMLESS: Sequence[str] = tuple(
    map(
        json.dumps,
        (
            {"type": "object", "properties": {"password": {"type": "string"}}, "required": ["password", "username"]},
            {"header": {"title": "Invoice", "subtitle": "No. 2024-17"}},
            {"table_header": ["Name", "Price"], "rows": [["Tea", "2.50"]]},
            {"element": "Search field", "ref": "e12", "text": "rome2rio"},
            {"selector": "#query", "text": "tickets2go"},
            {"env": [["LANG", "C"], ["TZ", "UTC"]]},
            {"kind": "ConfigMap", "data": {"mode": "fast1"}},
            {"command": "npx", "args": ["-y", "@host/server", "--port", "8080"]},
            {"command": ["ls", "-la", "/srv/data"]},
            {"name": "region", "value": "eu-west-1"},
            {"token": "Paris", "label": "LOC", "start": 0, "end": 5},
            {"credentials": {"type": "none", "region": "europe"}},
        ),
    )
)
