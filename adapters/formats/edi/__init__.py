"""What EDIFACT and X12 share: segments, envelopes, their order and their places."""
