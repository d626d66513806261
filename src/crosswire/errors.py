"""What can go wrong, in the order in which a run meets it.

    CrosswireError                    everything below; its text is for a person, and needs no traceback
     ├─ ConfigurationError            what the user gave cannot be used: fault *configuration*
     │   ├─ AdapterNotFound           no file, module, attribute or recipe of that name
     │   ├─ AdapterUnusable           it is there, but cannot be imported, or lacks `chat` and `responses`
     │   ├─ DescriptionInvalid        the TOML file that describes an adapter does not say what it must
     │   ├─ PortTaken                 another program listens where the upstream is to listen
     │   ├─ KnownFailuresInvalid      the file of known failures does not say what it must
     │   ├─ ReportInvalid             a file is not a report, or one of another format
     │   ├─ ReportsUnlike             reports that cannot stand in one: other requirements, other scenarios, the same twice
     │   └─ NotASite                  the folder to publish to holds what was not published
     ├─ ScenarioInvalid               a scenario's folder is not as it must be: fault *harness*
     └─ ExchangeFailed                the adapter gave nothing to judge
         ├─ Crashed                   it raised something that is not an error answer
         ├─ Hung                      it did not finish before the deadline
         └─ WrongKind                 it returned something that is not an answer of the API it serves

An exchange, step by step: the adapter is loaded (`AdapterNotFound`, `AdapterUnusable`); the scenario's recordings are
read (`ScenarioInvalid`); the client's request goes to the adapter, whose own import errors are the configuration's
fault (`AdapterUnusable`), whose other exceptions are its own (`Crashed`), unless they carry a `status_code`: those are
answers; it calls the upstream, which refuses what the scenario does not hold (no exception of ours: the verdict names
the refusal); it answers, whole or chunk by chunk (`WrongKind`, `Hung`).
"""

from typing import Literal

Fault = Literal["adapter", "configuration", "harness"]


class CrosswireError(Exception):
    """Something that a person has to mend; `fault` says on whose side."""

    fault: Fault = "harness"


class ConfigurationError(CrosswireError):
    """What the user gave cannot be used."""

    fault = "configuration"


class AdapterNotFound(ConfigurationError):
    """There is no adapter where the user pointed."""


class AdapterUnusable(ConfigurationError):
    """The adapter is there, but does not load."""


class DescriptionInvalid(ConfigurationError):
    """What describes an adapter does not say what it must."""


class PortTaken(ConfigurationError):
    """Another program listens where the upstream is to listen."""


class KnownFailuresInvalid(ConfigurationError):
    """The file of known failures does not say what it must."""


class ReportInvalid(ConfigurationError):
    """A file is not a report, or one of another format."""


class ReportsUnlike(ConfigurationError):
    """Reports that cannot stand in one."""


class NotASite(ConfigurationError):
    """The folder to publish to holds what was not published."""


class ScenarioInvalid(CrosswireError):
    """A scenario's folder is not as it must be."""


class ExchangeFailed(CrosswireError):
    """The adapter gave nothing to judge."""

    fault = "adapter"


class Crashed(ExchangeFailed):
    """The adapter raised something that is not an error answer."""


class Hung(ExchangeFailed):
    """The adapter did not finish before the deadline."""


class WrongKind(ExchangeFailed):
    """The adapter returned something that is not an answer."""
