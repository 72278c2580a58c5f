"""What plays a recorded run: recording, frames, layout, scripts."""
