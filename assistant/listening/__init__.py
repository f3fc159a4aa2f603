"""From the microphone to words. Must not know what a word does."""
