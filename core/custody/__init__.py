"""The goods: where they are, how much, what of it is pledged, reserved and released; a book of facts."""
