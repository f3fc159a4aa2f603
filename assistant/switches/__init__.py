"""Which contact is which: keys, mouse, touch, gamepads and sounds -> facts for the core."""
