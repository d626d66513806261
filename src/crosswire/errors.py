"""What can go wrong, in the order in which a run meets it.

    CrosswireError                    everything below; its text is for a person, and needs no traceback
     ├─ ConfigurationError            what the user gave cannot be used: fault *configuration*
     │   ├─ AdapterNotFound           no file, module, attribute or recipe of that name
     │   ├─ AdapterUnusable           it is there, but cannot be imported, or lacks `chat` and `responses`
     │   │   └─ AdapterNotStarted     its process cannot be started, or is never ready
     │   ├─ DescriptionInvalid        the TOML file that describes an adapter does not say what it must
     │   ├─ RouteNotFound             there is no exchange of that scenario, direction, mode and variation
     │   ├─ PortTaken                 another program listens where the upstream is to listen
     │   ├─ ProfileNotFound           there is no profile of use of that name
     │   ├─ KnownFailuresInvalid      the file of known failures does not say what it must
     │   ├─ Expired                   something still fails after the day that it was to be mended on
     │   ├─ ReportInvalid             a file is not a report, or one of another format
     │   ├─ ReportsUnlike             reports that cannot stand in one: other requirements or scenarios, one twice
     │   ├─ ReportOutdated            a report of an older requirement set, where only the newest will do
     │   ├─ ReportPartial             a report of a part of all verdicts, and nobody said that a part will do
     │   ├─ NotASite                  the folder to publish to holds what was not published
     │   ├─ CassetteUnreadable        a file to import is not a cassette, or a body in it cannot be decoded
     │   ├─ NothingToImport           no file to import holds a call of either API
     │   ├─ ExchangeUnreadable        a file does not hold one exchange of the API that it is said to hold
     │   ├─ RequestUnreadable         a file does not hold one request of either API
     │   ├─ SourceUnusable            there is nothing to record from: no key, no such host, no whole answer
     │   ├─ RecordingRefused          what the source answered is not what is to be recorded
     │   ├─ ClientUnusable            a client library that is to judge is not there, or does not answer
     │   ├─ SecretsFound              what is to be saved holds secrets
     │   └─ AlreadyThere              what is to be saved would take the place of something, and nobody said so
     ├─ ScenarioInvalid               a scenario's folder is not as it must be: fault *harness*
     ├─ RequirementInvalid            a requirement or its table is not as it must be: likewise
     ├─ ProfilesInvalid               `suites/profiles.toml` is not as it must be: likewise
     ├─ CassetteUnwritable            a body is not text, or would not be read back as it was: likewise
     └─ ExchangeFailed                the adapter gave nothing to judge
         ├─ Crashed                   it raised something that is not an error answer
         ├─ Hung                      it did not finish before the deadline
         └─ WrongKind                 it returned something that is not an answer of the API it serves

An exchange, step by step: the adapter is loaded (`AdapterNotFound`, `AdapterUnusable`); the scenario's recordings are
read (`ScenarioInvalid`); the client's request goes to the adapter, whose own import errors are the configuration's
fault (`AdapterUnusable`), whose other exceptions are its own (`Crashed`), unless they carry an HTTP error's status:
those are answers; it calls the upstream, which refuses what the scenario does not hold (no exception of ours: the
verdict names the refusal); it answers, whole or chunk by chunk (`WrongKind`, `Hung`).

A scenario, from what somebody has to its folder: the file is read (`CassetteUnreadable`, `NothingToImport`,
`ExchangeUnreadable`, `RequestUnreadable`); a live source is asked, if it is to be recorded (`SourceUnusable`,
`RecordingRefused`); secrets are replaced, and looked for again (`SecretsFound`); it is written in a form that a person
can read (`CassetteUnwritable`), whole or not at all, in place of nothing but what the user named (`AlreadyThere`).
"""

from collections.abc import Sequence
from typing import ClassVar, Literal

from crosswire.printable import printable, printable_line

Fault = Literal["adapter", "configuration", "harness"]


class CrosswireError(Exception):
    """Something that a person has to mend; `fault` says on whose side.

    Its text is printable, whatever it quotes, and one line unless its class `has_lines`.
    """

    fault: Fault = "harness"
    has_lines: ClassVar[bool] = False

    def __str__(self) -> str:
        """Return the text."""
        text = super().__str__()
        return printable(text) if self.has_lines else printable_line(text)


class ConfigurationError(CrosswireError):
    """What the user gave cannot be used."""

    fault = "configuration"


class AdapterNotFound(ConfigurationError):
    """There is no adapter where the user pointed."""

    has_lines = True


class AdapterUnusable(ConfigurationError):
    """The adapter is there, but does not load."""

    has_lines = True


class AdapterNotStarted(AdapterUnusable):
    """The adapter's process cannot be started, or is never ready: nothing more can be judged."""


class DescriptionInvalid(ConfigurationError):
    """What describes an adapter does not say what it must."""


class RouteNotFound(ConfigurationError):
    """There is no exchange of that scenario, direction, mode and variation."""


class ProfileNotFound(ConfigurationError):
    """There is no profile of use of that name."""


class PortTaken(ConfigurationError):
    """Another program listens where the upstream is to listen."""


class KnownFailuresInvalid(ConfigurationError):
    """The file of known failures does not say what it must."""


class Expired(ConfigurationError):
    """Something still fails after the day that it was to be mended on."""


class ReportInvalid(ConfigurationError):
    """A file is not a report, or one of another format."""


class ReportsUnlike(ConfigurationError):
    """Reports that cannot stand in one."""


class ReportOutdated(ConfigurationError):
    """A report was judged by an older requirement set, and only the newest will do."""


class ReportPartial(ConfigurationError):
    """A report has a part of all verdicts only, and nobody said that a part will do."""


class NotASite(ConfigurationError):
    """The folder to publish to holds what was not published."""


class CassetteUnreadable(ConfigurationError):
    """A file is not a cassette, or a body in it cannot be decoded."""


class NothingToImport(ConfigurationError):
    """No file holds a call of either API."""

    has_lines = True


class ExchangeUnreadable(ConfigurationError):
    """A file does not hold one exchange of the API that it is said to hold."""


class RequestUnreadable(ConfigurationError):
    """A file does not hold one request of either API."""


class SourceUnusable(ConfigurationError):
    """There is nothing to record from: no key, no such host, no whole answer."""

    has_lines = True


class RecordingRefused(ConfigurationError):
    """What the source answered is not what is to be recorded; nothing was written."""


class ClientUnusable(ConfigurationError):
    """A client library that is to judge is not there, or does not answer."""

    has_lines = True


class SecretsFound(ConfigurationError):
    """What is to be saved holds secrets, each told in a line of `leaks`; nothing was saved."""

    has_lines = True
    SHOWN = 10

    def __init__(self, leaks: Sequence[str]) -> None:
        more = f"\n  and {len(leaks) - self.SHOWN} more" if len(leaks) > self.SHOWN else ""
        super().__init__(
            "refused to save secrets; nothing was written:\n  "
            + "\n  ".join(leaks[: self.SHOWN])
            + more
            + "\nReplace them in the file that you gave, or say that one is none: --allow TEXT"
        )
        self.leaks = leaks


class AlreadyThere(ConfigurationError):
    """There is something where a file or folder is to be, and nobody said that it is to be replaced."""


class ScenarioInvalid(CrosswireError):
    """A scenario's folder is not as it must be."""


class RequirementInvalid(CrosswireError):
    """A requirement's function, or `suites/requirements.toml`, is not as it must be."""


class ProfilesInvalid(CrosswireError):
    """`suites/profiles.toml` is not as it must be."""


class CassetteUnwritable(CrosswireError):
    """A body is not text, or would not be read back as it was."""


class ExchangeFailed(CrosswireError):
    """The adapter gave nothing to judge. Its text may be the adapter's own words, as they are."""

    fault = "adapter"

    def __str__(self) -> str:
        """Return the text, which is a part of the verdict."""
        return Exception.__str__(self)


class Crashed(ExchangeFailed):
    """The adapter raised something that is not an error answer."""


class Hung(ExchangeFailed):
    """The adapter did not finish before the deadline."""


class WrongKind(ExchangeFailed):
    """The adapter returned something that is not an answer."""
