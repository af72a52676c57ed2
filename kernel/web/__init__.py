"""What every page needs: request ids and errors turned into pages."""
