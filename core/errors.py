"""Every way in which something can fail to run, under one root.

OnTheRecordError            exit 2   could not run
├── InputError              exit 2   what was asked or given cannot be used
├── SettingsError           exit 2   a setting is unknown or has a bad value
├── UnreadableArticle       exit 1   one article could not be read; the others can
└── DataFolderError         exit 2   the data folder cannot be used
    ├── FolderBusy          exit 2   another process owns it
    └── IndexMismatch       exit 2   it was made with another embedding model or splitter

A refusal is not here: it is an `Answer`, because the articles' silence is a result.
"""


class OnTheRecordError(Exception):
    """Root of all our errors; its message is one sentence that says what to change."""

    exit_code = 2


class InputError(OnTheRecordError):
    """A question, path or argument that cannot be used."""


class SettingsError(OnTheRecordError):
    """A setting that is unknown or has a bad value."""


class UnreadableArticle(OnTheRecordError):
    """One article that could not be read."""

    exit_code = 1


class DataFolderError(OnTheRecordError):
    """A data folder that cannot be opened or written."""


class FolderBusy(DataFolderError):
    """Another process owns the data folder."""


class IndexMismatch(DataFolderError):
    """The folder's indexes were made with another embedding model or splitter."""
