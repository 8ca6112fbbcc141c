"""The outside world, a folder a family; `base.py` says what each family must do."""
