"""What every lever, channel, behaviour and model declares, a family a file."""
