"""`python -m dealwright`, the same as the `dealwright` command."""

from dealwright.cli.main import app

if __name__ == "__main__":
    app(prog_name="dealwright")
