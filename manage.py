#!/usr/bin/env python
"""Command line of itsm_pm: `python manage.py help` lists everything."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "itsm_pm.settings")
    execute_from_command_line(sys.argv)
