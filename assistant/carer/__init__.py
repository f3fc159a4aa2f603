"""What carers use to set the program up and to look after it. Must not know the running program."""
