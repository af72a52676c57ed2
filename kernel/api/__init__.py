"""What every endpoint needs: problem details, cursor lists, versions."""
