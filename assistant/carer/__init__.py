"""What carers use beside the program: their page, and what stands behind it.

Must not know the running program: the two meet in files alone.
"""
