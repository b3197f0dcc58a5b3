"""The fault harness: real processes are killed, cut, filled and repeated, and a stranger audits the books."""
