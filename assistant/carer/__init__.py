"""The carer's room: what needs a keyboard. Must not know the window or the voice."""
