using System.CommandLine;
using Spectre.Console;

namespace Freeze.Onnx2Cs.Commands;

/// <summary>
/// All commands. Exit codes: 0 for success, 1 for what cannot be done, 2 for a command line that makes no sense, 3 for <c>fit</c> when nothing
/// was certified, 130 after Ctrl-C.
/// </summary>
internal static class CommandLine
{
    private const int Misused = 2;

    /// <summary>How long a command that is to stop may take to do so; whatever writes a file is done by then.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    /// <summary>Runs what the user typed.</summary>
    public static async Task<int> Run(string[] args)
    {
        // What is piped is read by programs, or in an editor: lines that are wrapped at a guessed width help neither.
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 1000;
        if (args.Contains(""))
        {
            Terminal.Report("One of the arguments is empty. Is a variable of the shell not set?");
            return Misused;
        }

        var arguments = Root().Parse(args);
        if (arguments.Errors.Count > 0)
        {
            var command = arguments.CommandResult.Command;
            var usage = command is RootCommand ? "onnx2cs --help" : $"onnx2cs {command.Name} --help";
            Terminal.Report($"{string.Join(' ', arguments.Errors.Select(error => Plain(error.Message)).Distinct())} See: {usage}");
            return Misused;
        }

        var code = await arguments.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = s_patience });
        if (code == Terminal.Stopped) Terminal.Error.MarkupLine("[yellow]Stopped.[/] Nothing was written.");
        return code;
    }

    private static RootCommand Root() => new("Turns ONNX image classifiers into C# that stops early.")
    {
        ConvertCommand.Create(),
        VerifyCommand.Create(),
        FitCommand.Create(),
        EvaluateCommand.Create(),
        InspectCommand.Create(),
    };

    // The library names .NET's types, which say nothing to who types a number.
    private static string Plain(string message) => message
        .Replace("as expected type 'System.Double'", "as a number", StringComparison.Ordinal)
        .Replace("as expected type 'System.Int32'", "as a whole number", StringComparison.Ordinal);
}
