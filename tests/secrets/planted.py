"""Fake credentials and harmless texts. A credential is put together at run time: no scanner takes it for one."""

import base64
import random
import re
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

ALNUM = string.ascii_letters + string.digits
HEX = "0123456789abcdef"
UPPER = string.ascii_uppercase + string.digits


@dataclass(frozen=True, slots=True)
class Planted:
    """A text with a credential in it, and the credential as it stands there."""

    name: str
    text: str
    secret: str


def made(seed: str, length: int, alphabet: str = ALNUM) -> str:
    """Return a text that looks generated, the same each time, with a letter and a digit."""
    source = random.Random(f"planted {seed}")
    text = "".join(source.choice(alphabet) for _ in range(length - 2))
    letter = "b" if "b" in alphabet else "B"
    return f"{text[: length // 2]}7{letter}{text[length // 2 :]}"


VENDORS: Sequence[tuple[str, str, int, str]] = (
    ("openai", "sk-", 48, ALNUM),
    ("openai project", "sk-proj-", 60, ALNUM),
    ("openai service account", "sk-svcacct-", 58, ALNUM),
    ("anthropic", "sk-ant-api03-", 93, ALNUM),
    ("openrouter", "sk-or-v1-", 64, HEX),
    ("groq", "gsk_", 52, ALNUM),
    ("xai", "xai-", 80, ALNUM),
    ("hugging face", "hf_", 34, ALNUM),
    ("replicate", "r8_", 37, ALNUM),
    ("perplexity", "pplx-", 48, ALNUM),
    ("tavily", "tvly-", 32, ALNUM),
    ("cerebras", "csk-", 48, ALNUM),
    ("nvidia", "nvapi-", 64, ALNUM),
    ("github personal", "ghp_", 36, ALNUM),
    ("github oauth", "gho_", 36, ALNUM),
    ("github server", "ghs_", 36, ALNUM),
    ("github fine-grained", "github_pat_", 82, ALNUM),
    ("gitlab", "glpat-", 20, ALNUM),
    ("gitlab deploy", "gldt-", 20, ALNUM),
    ("slack bot", "xoxb-123456789012-123456789012-", 24, ALNUM),
    ("slack app", "xapp-1-A012ABCDEFG-1234567890123-", 64, HEX),
    ("stripe live", "sk_live_", 24, ALNUM),
    ("stripe restricted", "rk_live_", 24, ALNUM),
    ("stripe webhook", "whsec_", 32, ALNUM),
    ("aws access key", "AKIA", 16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
    ("aws temporary key", "ASIA", 16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
    ("google", "AIza", 35, ALNUM),
    ("google oauth", "ya29.", 60, ALNUM),
    ("google client secret", "GOCSPX-", 28, ALNUM),
    ("sendgrid", "SG.abcdefghijklmnop123456.", 43, ALNUM),
    ("mailgun", "key-", 32, HEX),
    ("twilio", "SK", 32, HEX),
    ("npm", "npm_", 36, ALNUM),
    ("pypi", "pypi-AgEIcHlwaS5vcmc", 70, ALNUM),
    ("docker hub", "dckr_pat_", 27, ALNUM),
    ("digitalocean", "dop_v1_", 64, HEX),
    ("shopify", "shpat_", 32, HEX),
    ("linear", "lin_api_", 40, ALNUM),
    ("figma", "figd_", 40, ALNUM),
    ("postman", "PMAK-", 24, HEX),
    ("databricks", "dapi", 32, HEX),
    ("vault", "hvs.", 95, ALNUM),
    ("grafana", "glsa_", 32, ALNUM),
    ("sentry", "sntryu_", 64, HEX),
    ("new relic", "NRAK-", 27, UPPER),
    ("doppler", "dp.pt.", 43, ALNUM),
    ("pulumi", "pul-", 40, HEX),
    ("planetscale", "pscale_tkn_", 43, ALNUM),
    ("supabase", "sbp_", 40, HEX),
    ("fly", "fo1_", 43, ALNUM),
    ("resend", "re_", 32, ALNUM),
    ("razorpay", "rzp_live_", 14, ALNUM),
    ("square", "sq0atp-", 22, ALNUM),
    ("airtable", "patAbCdEfGhIjKlMn.", 64, HEX),
    ("langsmith", "lsv2_pt_", 32, HEX),
    ("langfuse", "sk-lf-", 36, HEX),
    ("telegram", "1234567890:AA", 33, ALNUM),
)
NAMES = re.findall(
    r"\S+",
    "pwd password passwd pass passphrase secret client_secret clientSecret "
    "CLIENT-SECRET api_key apiKey APIKey apikey API_KEY X_API_KEY x-api-key "
    "DbPassword db_passwd DB_PWD PGPASSWORD signing_key signingKey secret_key secretKey "
    "accessKey aws_secret_access_key access_token accessToken refresh_token id_token authToken auth_token "
    "bearer_token bot_token private_key privateKey encryption_key master_key authorization Authorization "
    "proxy-authorization credential session_token webhook_secret otp smtp_pass deploy_key storage_key "
    "account_key ACCOUNT_KEY OPENAI_API_KEY connection_string seed_phrase recovery_code mfa_code ",
)
RUNNING: Sequence[tuple[str, str]] = (
    ("option", "run it with --password {} please"),
    ("option with =", "tool --api-key={} list"),
    ("option token", "gh auth login --token {}"),
    ("curl user", "curl -u jo:{} https://host.example/v1"),
    ("curl --user", "curl --user 'jo:{}' https://host.example"),
    ("curl header", "curl -H 'X-Foo: {}' https://host.example"),
    ("curl bearer", 'curl -H "Authorization: Bearer {}" https://host.example'),
    ("account key", "DefaultEndpointsProtocol=https;AccountName=jo;AccountKey={};EndpointSuffix=core.windows.net"),
    ("shared access key", "Endpoint=sb://x/;SharedAccessKeyName=Root;SharedAccessKey={}"),
    ("odbc", "Server=db;Uid=jo;Pwd={};"),
    ("netrc", "machine host.example login jo password {}"),
    ("netrc lines", "machine host.example\n  login jo\n  password {}\n"),
    ("export", "export DB_PASSWORD={}"),
    ("dotenv", "HOST=db\nSECRET_KEY={}\nPORT=1"),
    ("yaml", "database:\n  password: {}\n  port: 1"),
    ("python", 'client = Client(api_key="{}", base_url=url)'),
    ("javascript", "const token = {{ apiKey: '{}' }}"),
    ("json in text", 'the body is {{"client_secret": "{}", "n": 1}} here'),
    ("ini", "[smtp]\nsmtp_password = {}\n"),
    ("xml", "<config><password>{}</password></config>"),
    ("url user", "postgres://jo:{}@db.example:5432/app"),
    ("url redis", "redis://:{}@cache.example/0"),
    ("url token", "see https://host.example/cb?access_token={}&n=1"),
    ("url code", "https://host.example/cb?code={}&scope=a"),
    ("url sig", "https://x.blob.example/c?sv=2022&sig={}"),
    ("url api key", "GET /v1/x?api_key={} HTTP/1.1"),
    ("url fragment", "https://host.example/#id_token={}"),
    ("cookie header", "Cookie: theme=dark; sid={}"),
    ("set-cookie", "Set-Cookie: session={}; Path=/; HttpOnly"),
    ("header line", "X-Api-Key: {}"),
    ("bearer", "Authorization: Bearer {}"),
    ("sshpass", "sshpass -p {} ssh jo@host"),
    ("mysql", "mysql -h db -u jo -p{} app"),
    ("redis-cli", "redis-cli -h c -a {} ping"),
    ("sql", "CREATE USER jo IDENTIFIED BY '{}';"),
    ("openssl", "openssl rsa -passin pass:{} -in k"),
    ("docker env", "ENV API_TOKEN={}"),
    ("sentence", "the password is {} and nobody knows"),
    ("two words", "API key: {}"),
    ("pgpass", "db.example:5432:app:jo:{}"),
)
SHORT = "hunter2"


def planted() -> Iterator[Planted]:
    """Yield all: of a vendor's form, of a telling name with a short value, in running text."""
    for vendor, prefix, length, alphabet in VENDORS:
        secret = prefix + made(vendor, length, alphabet)
        yield Planted(f"form: {vendor}", f"I use {secret}, is it right?", secret)
    for label in ("RSA PRIVATE KEY", "OPENSSH PRIVATE KEY", "PRIVATE KEY", "PGP PRIVATE KEY BLOCK", "PGP MESSAGE"):
        lines = "\n".join(made(f"{label} {number}", 64) for number in range(4))
        yield Planted(
            f"form: {label}", f"-----BEGIN {label}-----\n{lines}\n-----END {label}-----", lines.split("\n")[1]
        )
    parts = [base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (b'{"alg":"HS256"}', b'{"sub":"1"}')]
    token = ".".join([*parts, made("jwt", 43)])
    yield Planted("form: JWT", f"token {token}", token)
    for name in NAMES:
        yield Planted(f"name: {name}", f'{{"{name}": "{SHORT}"}}', SHORT)
    for beside, text in RUNNING:
        yield Planted(f"running: {beside}", text.format("swordFish9"), "swordFish9")
    for beside, text in (("option", RUNNING[0][1]), ("netrc", RUNNING[10][1]), ("export", RUNNING[12][1])):
        yield Planted(f"running: {beside}, a word", text.format("swordfish"), "swordfish")


def spellings(secret: str) -> dict[str, str]:
    """Return the forms in which a secret can be written."""
    content = secret.encode()
    return {
        "plain": secret,
        "base64": base64.b64encode(content).decode().rstrip("="),
        "basic": base64.b64encode(b"jo:" + content).decode().rstrip("="),
        "hex": content.hex(),
        "percent": quote(secret, safe=""),
        "every character in percent": "".join(f"%{byte:02X}" for byte in content),
    }


HARMLESS = (
    "git@host.example:team/repo.git",
    "git clone git@github.com:crosswire/crosswire.git",
    "ssh git@10.0.0.7",
    "550e8400-e29b-41d4-a716-446655440000",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "commit 3b18e512dba79e4c8300dd08aeb37f8e728b8dad",
    "resp_0079d5fdc46bd718006a2aef448640812956da10bdd238d6a8",
    "msg_0079d5fdc46bd718006a2aef47e8b88129b3e4d9e6f3d2c1b0",
    "call_a1B2c3D4e5F6g7H8i9J0k1L2",
    "chatcmpl-a1B2c3D4e5F6g7H8i9J0k1L2m3",
    "fc_0079d5fdc46bd718006a2aef47",
    "rs_0079d5fdc46bd718006a2aef47e8b8",
    "toolu_01A09q90qw90lq917835lq9",
    "fp_a1b2c3d4e5",
    "file-a1B2c3D4e5F6g7H8i9J0",
    "the Bearer authentication scheme",
    "use basic arithmetic and a basic understanding",
    "sk-learn-contrib-extensions",
    "org-wide policy, proj_x, user_name",
    "a token is a unit of text; max_tokens=4096",
    "usage: total_tokens: 95, prompt_tokens=12",
    "the password is required",
    "Password: required, at least 12 characters",
    "pass the key and the value to the function",
    "os.environ['OPENAI_API_KEY']",
    'api_key=os.environ["OPENAI_API_KEY"]',
    "connect(password=password, token=token)",
    "api_key = settings.api_key",
    "export API_KEY=$API_KEY",
    "Authorization: Bearer <token>",
    "Authorization: Bearer $TOKEN",
    "--password PASSWORD  the password of the user",
    "--token TOKEN",
    "curl -u $USER:$PASS https://host.example",
    "docker run -u 1000:1000 image",
    "prompt_cache_key: mail-v3",
    "primary_key=id, foreign_key=user_id",
    "https://github.com/o/r/issues?state=open&sort=created",
    "https://host.example/search?q=token&page=2",
    "https://user@host.example/path",
    "https://host.example/?code=404",
    "support@openai.com",
    "jo@example.com",
    "@decorator and @types/node@20.1.0",
    "pip install litellm==1.80.8",
    "next_page_token: abc123",
    '{"type": "object", "properties": {"password": {"type": "string"}}, "required": ["password"]}',
    '{"code": "rate_limit_exceeded", "param": null}',
    '{"logprobs": {"content": [{"token": "password1", "logprob": -0.1, "bytes": [1]}]}}',
    '{"tool_choice": "auto", "service_tier": "default"}',
    '{"key": "Enter", "keys": ["CTRL", "A"]}',
    '{"city": "Rome", "sort_key": "name", "object_key": "a/b.txt"}',
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
    "gAAAAABpfDTrFiXoa3-zB1ovK2mKNl9cCyKXhXh_7_ZkjkPJEB6qklUTdHy19GUE5TgI1dw4OJLGEWYu1NeYipjS",
    "2026-11-29T17:38:02Z",
    "+49 and 1,000,000.50",
    "for key in keys: print(key, secrets[key])",
    "SELECT token, key FROM secrets WHERE id = 7",
    "The secret of a good soup is time.",
    "An access token is missing; see docs/auth.md",
    "Incorrect API key provided: sk-redacted. You can find your API key at https://platform.openai.com.",
    "invalid x-api-key",
    "class Token: kind: str",
    "def login(user: str, password: str) -> Token: ...",
    "interface Auth { token: string; password?: string }",
    "the session: day two, the code: see below",
    "key: value",
    "step-by-step, state-of-the-art, test_api_key_validation",
    "bash -lc 'ls -la && cat key.txt'",
    "git@gitlab.example.org:group/project.git",
    "ssh://git@host.example/team/repo",
    "user@host.example:/srv/backup",
    "https://docs.example.org/api#authentication",
    "https://host.example/users/me?fields=id,name&limit=20",
    "https://host.example/download?file=report.pdf&version=3",
    "postgres://localhost:5432/app",
    "redis://cache.example:6379/0",
    "mongodb://user@host.example/db",
    "https://example.com/a/b/c?x=1#part-2",
    "ws://127.0.0.1:8080/socket",
    "mailto:help@example.org",
    "call_0001",
    "resp_1, msg_1, fc_1 and rs_1",
    "item_abcdefghij",
    "asst_abc123abc123abc123abc123",
    "thread_abc123abc123abc123abc123",
    "run_abc123abc123abc123abc123",
    "vs_abc123abc123abc123abc123",
    "batch_abc123abc123abc123abc123",
    "ftjob-abc123abc123abc123abc",
    "req_0123456789abcdef0123456789abcdef",
    "gen-1745000000-abcdefghijklmnopqrst",
    "chatcmpl-9f86d081884c7d659a2feaa0c55ad015",
    "gpt-4o-mini-2024-07-18 and o3-mini-2025-01-31",
    "claude-3-5-sonnet-20241022",
    "meta-llama/Llama-3.3-70B-Instruct-Turbo",
    "ft:gpt-4o-mini-2024-07-18:acme::9abcDEFg",
    "text-embedding-3-large",
    "md5 d41d8cd98f00b204e9800998ecf8427e",
    "sha1: da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "blake2b 786a02f742015903c6c6fd852552d272912f4740e15847618a86e217f71f5419",
    "etag: W/'33a64df551425fcc55e4d42a148795d9f25f89d4'",
    "uuid 123e4567-e89b-12d3-a456-426614174000, v4",
    "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    "isbn 978-3-16-148410-0",
    "1234567890",
    "3.14159265358979323846",
    "192.168.0.1, ::1 and 10.0.0.0/8",
    "00:1B:44:11:3A:B7",
    "rgb(12, 34, 56) and #a1b2c3",
    "2026-11-29T17:38:02.123456+00:00",
    "Thu, 01 Jan 1970 00:00:00 GMT",
    "P3Y6M4DT12H30M5S",
    "x = tokenizer.encode(text); print(len(x))",
    "from secrets import token_hex",
    "const token = await getToken()",
    "let password = prompt('Password:')",
    "if (!apiKey) throw new Error('missing API key')",
    "self.api_key = api_key or os.getenv('API_KEY')",
    "assert token.kind == 'NAME'",
    "return {key: value for key, value in items}",
    "public_key, partition_key and sort_key",
    "localStorage.setItem('theme', 'dark')",
    "npm install @scope/package@1.2.3",
    "docker pull ghcr.io/owner/image:1.2.3",
    "kubectl get secrets -n default",
    "aws s3 cp s3://bucket/key .",
    "export PATH=$PATH:/usr/local/bin",
    "echo $HOME; cd ~ && ls",
    "ssh-keygen -t ed25519 -C 'comment'",
    "openssl rand -hex 32",
    "curl -s https://host.example/health",
    "curl -H 'Content-Type: application/json' https://host.example",
    "curl -H 'Accept: text/event-stream' https://host.example",
    "git commit -m 'rotate the api key'",
    "User-Agent: OpenAI/Python 3.57.0",
    "Content-Type: application/json; charset=utf-8",
    "Cache-Control: no-cache, no-store",
    "X-RateLimit-Remaining: 4999",
    "Set your API key in the settings.",
    "Your session has expired; log in again.",
    "Two-factor authentication needs a code from your phone.",
    "The pin is in the map; pin the tab; a 13 pin plug.",
    "Pass the salt, please. All tests pass: 12 passed.",
    "The key to success is patience; the key of C major.",
    "He kept it secret, and she kept the secret too.",
    "a token of appreciation; tokens per second: 42",
    "Cookie: a small baked sweet. Cookies and cream.",
    "The bearer of this letter is a friend.",
    "Basic usage, basic types, and Basic English",
    "authorization is not authentication",
    "credentials: include",
    "password must have 12 characters, one of them a digit",
    "passwords are hashed; see https://example.org/passwords",
    "What is the access code of the library? Ask at the desk.",
    "Wie lautet das Passwort? Das sage ich nicht.",
    "Le mot de passe est requis.",
    "\u79d8\u5bc6\u306e\u9375\u306f\u3069\u3053\u3067\u3059\u304b",
    "\U0001f511 is a key, \U0001f512 a lock",
    '{"name": "get_secret_santa", "arguments": "{\\"year\\": 2026}"}',
    '{"max_tokens": 4096, "max_completion_tokens": 100000, "total_tokens": 123456}',
    '{"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}}',
    '{"pin": 13, "pass": 12, "secrets": 3, "cookies": 2}',
    '{"port": 54321, "year": 2026, "code": 10001, "zip": 12345}',
    '{"headers": {"content-type": "application/json", "accept": "*/*"}}',
    '{"error": {"code": "invalid_api_key", "type": "authentication_error", "param": null}}',
    '{"properties": {"api_key": {"type": "string", "description": "The key of the API."}}}',
    '{"enum": ["token", "password", "key"], "default": "token"}',
    '{"usage": {"prompt_tokens_details": {"cached_tokens": 1024, "audio_tokens": 0}}}',
    '{"logprobs": [{"token": " secret", "logprob": -1.5, "bytes": [32], "top_logprobs": []}]}',
)
