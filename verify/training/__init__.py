"""What stands between the command ``train``, the numeric core and the page."""
