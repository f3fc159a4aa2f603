"""A guide to ALS treatment that one switch can work, read aloud, without the internet."""
