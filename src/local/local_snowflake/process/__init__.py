"""The server as a process: one per data folder, found through DIR/server.json."""
