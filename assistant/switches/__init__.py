"""Which contact is which: keys, mouse buttons and touches -> facts for the core."""
