"""Looks the whole installation over, one look after the other, and says what to do.

Theory of operation. A *look* asks about one thing and gives back what it has *seen*: fine, a note
or wrong, as plain data without words. What can hang or crash (devices, recognizers) is looked at
in a process of its own, the rest on a thread; each has a time limit, so the doctor always comes to
an end. The words are added last, from ``doctor.toml``, and make a *finding* of it.

Nothing is changed by looking. ``examination.examine`` is the door.
"""
