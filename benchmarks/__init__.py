"""How fast the stores are, measured on articles made for it: `make bench`."""
