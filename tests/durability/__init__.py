"""What survives: kills, full disks, damage, wrong hands."""
