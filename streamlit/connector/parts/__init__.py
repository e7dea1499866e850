"""What several pages show: verdicts, badges, runs, endpoints, confirmations. Each once."""
