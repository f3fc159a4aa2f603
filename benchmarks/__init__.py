"""Speed and memory, each as a figure beside a baseline taken in the same run."""
