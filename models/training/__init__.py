"""Makes the command spotter from nothing but synthetic speech. Never part of the program itself."""
