"""The storage room: everything that is kept in files. Must not know screens, voices or menus."""
