#!/bin/sh
# Starts the assistant from a double click in the Finder of macOS.
exec sh "$(dirname "$0")/Start ALS assistant.sh" "$@"
