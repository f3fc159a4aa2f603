"""The carer's room: what needs a keyboard. Must not know the window, the voice or the core's moves."""
