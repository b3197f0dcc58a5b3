"""The house itself is tested here: floors, sizes, words, locks, commands and promises."""
