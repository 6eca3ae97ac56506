using Spectre.Console;

namespace Freeze.Bench.Reporting;

/// <summary>What is going on, on standard error: tables on standard output can be piped.</summary>
internal static class Log
{
    private static readonly IAnsiConsole s_error = Create();

    public static void Step(string text) => s_error.MarkupLineInterpolated($"[grey]{text}[/]");

    public static void LeftOut(string what, string why) => s_error.MarkupLineInterpolated($"[yellow]{what} is left out:[/] {why}.");

    public static void Error(string text) => s_error.MarkupLineInterpolated($"[red]error:[/] {text}");

    private static IAnsiConsole Create()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

        // Lines in a log are not broken at the 80 columns of a terminal that is not there.
        if (Console.IsErrorRedirected) console.Profile.Width = 500;
        return console;
    }
}
