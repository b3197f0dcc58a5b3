"""The mirror of the house: each folder of it has its tests at the same place here."""
