"""Secrets that commands are given, and directives of files: `mysql -pX`, `echo X | sudo -S`, `requirepass X`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import translate
from functools import cache
from typing import TypeVar

from crosswire.secrets.command_table import COMMANDS, PIPED, PRINTING, Command, Piped
from crosswire.secrets.forms import Found
from crosswire.secrets.lazy import regex
from crosswire.secrets.names import telling
from crosswire.secrets.shell_words import LONGEST, Word, bare, unquoted, words_at
from crosswire.secrets.stand_ins import PLACEHOLDER

T = TypeVar("T", Command, Piped)

SHORTEST = 3
"""Characters of a value in running text: `--password X` only describes an option."""
_SHORTEST_AT_A_POSITION = 5
_FARTHEST = 10
"""How many words of a command say what it does."""
_STEP = 8
"""A name that stands so many words behind itself begins another command."""


def _by_name(commands: Sequence[T]) -> Mapping[str, Sequence[T]]:
    found: dict[str, list[T]] = {}
    for command in commands:
        for name in command.names.split():
            for spelling in (name, f"{name}.exe"):
                found.setdefault(spelling, []).append(command)
    return found


_COMMANDS, _PIPED = _by_name(COMMANDS), _by_name(PIPED)
_READ_ALL = "--password-stdin"
NAMES = frozenset((*_COMMANDS, *PRINTING, *_PIPED, _READ_ALL))
"""The words of which a text has one where there is something to be found here, in small letters."""
_NAME = regex(r"(?:.*[/\\])?(?P<name>[\w.-]+)")
_READS = "<<<"


def in_shell_commands(text: str, low: str, names: Sequence[str]) -> Iterator[Found]:
    """Yield the secrets in the commands of these names, and in what commands read from `<<<`."""
    for name in names:
        if name not in _COMMANDS and name not in PRINTING:
            continue
        done = 0
        for start in _starts(name, low):
            near = low[start : start + LONGEST]
            commands = [one for one in _COMMANDS.get(name, ()) if _may_be(one, near)]
            if not _begins(text, start):
                commands = [one for one in commands if not one.begins]
            prints = name in PRINTING and "|" in near
            if start < done or not (commands or prints):
                continue
            words, end = words_at(text, start)
            done = words[min(len(words), _STEP) - 1].start if words else 0
            for command in commands:
                yield from _of_command(command, words[1:])
            if prints:
                yield from _of_pipe(text, words[1:], end)
    if _READS in text and any(name in _PIPED or name == _READ_ALL for name in names):
        yield from _of_here_strings(text)


def _starts(name: str, low: str) -> Iterator[int]:
    """Yield where a word stands."""
    with_blank = f"{name} "
    at = low.find(with_blank)
    while at >= 0:
        if not (at and (low[at - 1].isalnum() or low[at - 1] in "_.-")):
            yield at
        at = low.find(with_blank, at + len(name))


_BEGINS = regex(r"(?:^|[\n\"'`#>]|\\n)[ \t]*\Z")
_LONGEST_INDENT = 20


def _begins(text: str, start: int) -> bool:
    """Return whether a line begins at a place, with blanks or a prompt before it."""
    return bool(_BEGINS.search(text[max(0, start - _LONGEST_INDENT) : start]))


def _may_be(command: Command, near: str) -> bool:
    """Return whether a command may stand in a text: it has all words and, where it needs one, an option."""
    needed, options = _literals(command)
    return all(one in near for one in needed) and (not options or any(one in near for one in options))


_SIGNS = regex(r"\*|\[[^]]*\]")


@cache
def _literals(command: Command) -> tuple[Sequence[str], Sequence[str]]:
    needed = [piece for word in command.within.lower().split() for piece in _SIGNS.split(word)]
    options = () if command.positions else [one.rstrip("*").lower() for one in command.options.split()]
    return needed, options


def _of_command(command: Command, words: Sequence[Word]) -> Iterator[Found]:
    begins = _behind(command.within, words)
    given = words[begins:]
    if begins < 0 or not _tells(command, given):
        return
    for word in _of_options(command.options, given):
        yield from _secret(word, command.form, command.kind)
    for secret in _at_positions(command, given):
        yield secret
        return


def _behind(within: str, words: Sequence[Word]) -> int:
    """Return the number of the first word behind those that a command has to have; -1 where it has not all of them."""
    at = 0
    for needed in within.split():
        pattern, is_option = _pattern(needed), needed.startswith("-")
        for number in range(at, min(len(words), _FARTHEST)):
            text = words[number].text
            if pattern.fullmatch(text if is_option else text.lower()):
                at = number + 1
                break
        else:
            return -1
    return at


@cache
def _pattern(written: str) -> re.Pattern[str]:
    return re.compile(translate(written))


def _tells(command: Command, words: Sequence[Word]) -> bool:
    """Return whether the name beside a value tells of a credential, where it has to."""
    if not command.tells:
        return True
    if command.tells.isdigit():
        named = _plain(command, words)[int(command.tells) - 1 : int(command.tells)]
    else:
        named = [*_of_options(command.tells, words)]
    return any(telling(one.text.strip("\"'").rpartition("/")[2]) for one in named)


def _of_options(options: str, words: Sequence[Word]) -> Iterator[Word]:
    for option in options.split():
        sign = option.rstrip("*")
        for number, word in enumerate(words):
            written = word.text.lower() if sign.startswith("/") else word.text
            if not written.startswith(sign):
                continue
            rest = written[len(sign) :]
            if option != sign:
                if rest and not rest.startswith("="):
                    yield _from(word, len(sign))
            elif not rest and number + 1 < len(words):
                value = words[number + 1]
                if sign[0] in "-/" or _is_like_a_password(bare(value).text):
                    yield value
            elif rest.startswith(("=", ":")) and len(sign) > 1:
                yield _from(word, len(sign) + 1)


def _from(word: Word, skip: int) -> Word:
    return Word(word.text[skip:], word.start + skip)


def _plain(command: Command, words: Sequence[Word]) -> Sequence[Word]:
    """Return the words that are neither options nor values of these."""
    takes = (*command.takes.split(), *command.options.split())
    return [
        word
        for number, word in enumerate(words)
        if not word.text.startswith("-") and not (number and words[number - 1].text in takes)
    ]


def _at_positions(command: Command, words: Sequence[Word]) -> Iterator[Found]:
    plain = _plain(command, words) if command.positions else []
    for position in command.positions:
        number = len(plain) - 1 if position < 0 else position - 1
        if 0 <= number < len(plain):
            for found in _secret(plain[number], command.form, command.kind):
                text, start = plain[number]
                if _is_like_a_password(text[found.start - start : found.end - start]):
                    yield found


_PUBLIC = regex(r"[\d.:,/%-]+|\w+://.*|[/~].*|\.{1,2}/.*|.*\.[a-z]{1,4}|v\d.*")
"""What has a digit and is no password: an address, a number, a path, a file, a version."""
_WITHOUT_DIGITS = regex(r"[^\d]*")


def _is_like_a_password(text: str) -> bool:
    """Return whether a word is none of a sentence: it has a digit, and is no number or file."""
    return (
        len(text) >= _SHORTEST_AT_A_POSITION
        and not _WITHOUT_DIGITS.fullmatch(text)
        and (not _PUBLIC.fullmatch(text) or "@" in text)
    )


_PATH = regex(r"[/~-]|\.{1,2}/|file(?:b)?://")


def _secret(word: Word, form: str, kind: str) -> Iterator[Found]:
    """Yield the secret in a value of a command; none for a path, another option, or what stands for a value."""
    if form:
        opened = unquoted(word)
        found = re.fullmatch(form, opened.text)
        if not found:
            return
        word = Word(found["value"], opened.start + found.start("value"))
    text, start = bare(word)
    if len(text) >= SHORTEST and not PLACEHOLDER.fullmatch(text) and not _PATH.match(text):
        yield Found(kind, start, start + len(text))


# What a command reads

_PIPE = regex(r"[\"'`]?(?:[ \t]|\\\r?\n){0,20}\|(?:[ \t]|\\\r?\n){0,20}")
_OTHERS = regex(r"(?:[\s\S]*[\n|;&])?[ \t$\"'`]*")
"""What stands before the command that ends at a place."""
_LONGEST_READER = 200


def _of_pipe(text: str, printed: Sequence[Word], end: int) -> Iterator[Found]:
    pipe = _PIPE.match(text, end)
    if not pipe:
        return
    reader = _reader(text, pipe.end())
    if reader is not None:
        values = [word for word in printed if not word.text.startswith("-") and "%s" not in word.text]
        for value in values[-1:]:
            yield from _read(value, reader)


def _of_here_strings(text: str) -> Iterator[Found]:
    at = text.find(_READS)
    while at >= 0:
        begins = max(0, at - _LONGEST_READER)
        others = _OTHERS.match(text, begins, at)
        reader = _reader(text, others.end() if others else begins)
        words = words_at(text, at + len(_READS)).words
        if reader is not None and words:
            yield from _read(words[0], reader)
        at = text.find(_READS, at + len(_READS))


def _reader(text: str, start: int) -> Piped | None:
    """Return the command that begins at a place and reads a secret; None for any other."""
    words = [*words_at(text, start).words]
    while words:
        found = _NAME.fullmatch(words.pop(0).text.lower())
        own = _PIPED.get(found["name"], ()) if found else ()
        if reader := next((one for one in own if _behind(one.words, words) >= 0), None):
            return reader
        if not found or found["name"] not in _RUNS_ANOTHER:
            break
        while words and words[0].text.startswith("-"):
            words.pop(0)
    return _ANY if any(_STDIN.fullmatch(word.text) for word in words) else None


_RUNS_ANOTHER = ("sudo", "doas", "env", "exec", "command", "nohup", "time")
_ANY = Piped("")
_STDIN = regex(
    r"--?pass(?:word|phrase)?-?stdin|--stdin|--passwd-on-stdin|--with-token|(?:fd|file):(?:0|stdin)|--password-file=-"
)


def _read(word: Word, command: Piped) -> Iterator[Found]:
    """Yield what a command reads line by line; of `jo:X` the password."""
    at = word.start
    for line in re.split(r"((?:\\+[nr]|\n|\r)+)", word.text):
        value = Word(line, at)
        at += len(line)
        if line and not line.startswith(("\\n", "\\r", "$", "%", "\n", "\r")):
            yield from _secret(value, command.form, "a password")
