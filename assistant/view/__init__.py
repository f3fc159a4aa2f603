"""What is seen: state -> Scene (pure) -> the window's painter or the terminal."""
