"""Results: tables and manifests, and how they are saved and loaded."""
