"""Playing a timeline against the real program: in virtual time, or on real devices."""
