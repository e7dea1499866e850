"""The commands of this repository: set-up, build, run, test, worksheet. Started by the files in scripts/."""
