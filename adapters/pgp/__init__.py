"""OpenPGP by the program gpg: files opened and sealed, each in a keyring that is gone after."""
