"""What plays a recorded run: recording, frames, layout, states, scripts."""
