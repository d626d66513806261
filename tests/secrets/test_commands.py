"""What commands and URLs show, where it is too short to be planted."""

import pytest

from crosswire.secrets.texts import look


def shown(text: str) -> list[str]:
    return [text[one.start : one.end] for one in look(text).found]


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("https://x.example/cb?code=a1b2&scope=x", "a1b2"),
        ("https://x.example/cb?code=1234567", "1234567"),
        ("mysql -u root -pk9x app", "k9x"),
    ],
)
def test_a_short_secret_is_found(text: str, secret: str) -> None:
    """A code of an authorization has a digit; the option of a password has any."""
    assert [secret] == shown(text)


def test_each_row_of_a_statement_has_its_secrets() -> None:
    """Of several rows, and behind a text with commas and brackets in it."""
    text = "INSERT INTO u (note, pwd) VALUES ('a, (b)', 'mango1Kite'), ('it''s', 'mango2Kite'), (NULL, NULL)"

    assert ["mango1Kite", "mango2Kite"] == shown(text)


def test_each_line_that_is_read_is_secret() -> None:
    """A command that asks twice is given two lines."""
    assert ["mango1Kite", "mango1Kite"] == shown("smbpasswd -a jo <<< $'mango1Kite\\nmango1Kite'")


REPEATED = (
    *("a", "-", " =", "'", '"', "\\", "\\\n", "`", "//", "//a:a@", "a@", "''", "$6$", "{sha}"),
    *("mysql -p ", "echo a | ", "sudo <<< ", "net user ", "curl -b ", "insert into a (pwd) values ('", "/projects/a/"),
    *("identified by ", "?token=a1b2c3d4&", "-u a:", "=' ", "values (", "into a (pwd) values ", "sk-"),
    *("a.", "a.@a. / ", "login is ", "log in as a with ", "&amp;", "\\n", "\x1b[0m", "seed phrase is "),
)


@pytest.mark.parametrize("repeated", REPEATED)
def test_a_text_that_repeats_itself_is_read_soon(repeated: str) -> None:
    """No pattern goes back and forth in a text, which would take minutes; what is found stands in it."""
    text = repeated * (20_000 // len(repeated))

    assert all(0 <= one.start < one.end <= len(text) for one in look(text).found)
