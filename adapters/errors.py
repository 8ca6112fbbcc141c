"""Everything that can go wrong, as a tree; what the graph can recover from is state instead.

TriviumError
├── BadInput              400  exit 2   what was given cannot be used
│   ├── UnknownSetting                  a setting that does not exist, or has an unusable value
│   ├── UnknownName                     a route, model, member or format that does not exist
│   └── BadFile           422           a file that cannot be read as what it claims to be
├── NotKnown              401  exit 5   nobody is known by the key that came, or none came
├── Forbidden             403  exit 5   the asker may not do this
├── NotFound              404  exit 4   no such document, receipt or thread for this asker
├── Conflict              409  exit 6   it does not fit what is there already
│   └── MixedVectors                    vectors of two embedders in one index
├── TooLarge              413  exit 2   over a limit that a setting names
├── Unavailable           503  exit 7   something Trivium needs does not work
│   ├── HomeUnusable                    the folder for embedded data cannot be used
│   ├── DiskFull          507           no space left; what was acknowledged is safe
│   ├── DatabaseCorrupt                 the database cannot be read
│   └── DatabaseNewer                   the database was written by a newer Trivium
└── Upstream              502  exit 8   a vendor answered with an error or with nonsense
    ├── UpstreamTimeout   504           a vendor did not answer in time
    ├── RateLimited       503           a vendor asks to be left alone for a while
    ├── KeyRefused                      a vendor does not take the key, or not for this
    ├── PromptTooLong                   more than the model's window holds
    ├── ModelRefused                    the model, or a filter around it, will not answer
    └── Garbled                         an answer that is empty, cut off or of another form
"""


class TriviumError(Exception):
    """The root. The message is one sentence: it names the thing and the way out."""

    status = 500
    exit_code = 1

    def model_dump(self) -> dict[str, str]:
        """Tell it as JSON to LangGraph's server, which tells of other errors their names alone."""
        return {"error": type(self).__name__, "message": str(self)}

    @property
    def code(self) -> str:
        """The error's name in a machine's terms: `BadFile` is `bad_file`."""
        name = type(self).__name__
        return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


class BadInput(TriviumError):
    """What was given cannot be used."""

    status = 400
    exit_code = 2


class UnknownSetting(BadInput):
    """A setting that does not exist, or has an unusable value."""


class UnknownName(BadInput):
    """A route, model, member or format that does not exist."""


class BadFile(BadInput):
    """A file that cannot be read as what it claims to be."""

    status = 422


class NotKnown(TriviumError):
    """Nobody is known by the key that came, or none came."""

    status = 401
    exit_code = 5


class Forbidden(TriviumError):
    """The asker may not do this."""

    status = 403
    exit_code = 5


class NotFound(TriviumError):
    """No such document, receipt or thread for this asker."""

    status = 404
    exit_code = 4


class Conflict(TriviumError):
    """It does not fit what is there already."""

    status = 409
    exit_code = 6


class MixedVectors(Conflict):
    """Vectors of two embedders in one index."""


class TooLarge(TriviumError):
    """Over a limit that a setting names."""

    status = 413
    exit_code = 2


class TooMany(TriviumError):
    """More requests or questions than the asker may send; `wait_s` until the next may come."""

    status = 429
    exit_code = 5

    def __init__(self, message: str, *, wait_s: float) -> None:
        super().__init__(message)
        self.wait_s = wait_s


class Unavailable(TriviumError):
    """Something Trivium needs does not work."""

    status = 503
    exit_code = 7


class HomeUnusable(Unavailable):
    """The folder for embedded data cannot be used."""


class DiskFull(Unavailable):
    """No space left; what was acknowledged is safe."""

    status = 507


class DatabaseCorrupt(Unavailable):
    """The database cannot be read."""


class DatabaseNewer(Unavailable):
    """The database was written by a newer Trivium."""


class Upstream(TriviumError):
    """A vendor answered with an error or with nonsense."""

    status = 502
    exit_code = 8


class UpstreamTimeout(Upstream):
    """A vendor did not answer in time."""

    status = 504


class RateLimited(Upstream):
    """A vendor asks to be left alone; `wait_s` for how long, 0 where it does not say."""

    status = 503

    def __init__(self, message: str, *, wait_s: float = 0.0) -> None:
        super().__init__(message)
        self.wait_s = wait_s


class KeyRefused(Upstream):
    """A vendor does not take the key, or not for what was asked."""


class PromptTooLong(Upstream):
    """More than the model's window holds."""


class ModelRefused(Upstream):
    """The model, or a filter around it, will not answer this."""


class Garbled(Upstream):
    """An answer that is empty, cut off in the middle or not of the form that was asked for."""
