"""How arrays are kept small in a file: one module an encoding, each with its two directions."""
