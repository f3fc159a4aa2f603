"""What there is to see and to change on the page, each part on its own.

A part is a function ``part(desk) -> Part``; ``assistant.carer.page.frame`` lists them all.
"""
