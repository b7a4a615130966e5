"""The vocabulary that every other package speaks: data types, protocols, errors and settings."""
