"""What comes from outside is decoded in one way. Not beside the errors: who asks for help loads those too."""

import msgspec

# What msgspec raises for bytes that are not what was asked for: text that is no UTF-8, and what is nested
# deeper than it goes, come as errors of Python's own.
UNDECODABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
