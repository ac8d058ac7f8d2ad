"""The `dealwright` command, put together."""

import typer

from dealwright.cli import (
    demo,
    doctor,
    export,
    import_,
    let_in,
    manage,
    migrate,
    reindex,
    sample,
    serve,
    token,
    web,
    worker,
)

app = typer.Typer(
    name="dealwright",
    help="The open prospect-to-quote system: from first contact to signed quote and order.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command()(demo.demo)
app.command()(serve.serve)
app.command()(web.web)
app.command()(worker.worker)
app.command()(migrate.migrate)
app.command()(doctor.doctor)
app.command()(sample.sample)
app.command()(reindex.reindex)
app.command(name="import")(import_.import_)
app.command()(export.export)
app.command()(token.token)
app.command(name="let-in")(let_in.let_in)
app.command(context_settings=manage.PASS_THROUGH)(manage.manage)
