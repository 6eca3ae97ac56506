using System.CommandLine;
using Freeze.Bench.ColdStart;
using Freeze.Bench.Comparison;
using Freeze.Bench.Networks;
using Freeze.Bench.Reporting;
using Freeze.Onnx2Cs.Commands;
using Spectre.Console;

namespace Freeze.Bench.Commands;

/// <summary><c>compare</c>: Freeze and ONNX Runtime in turns, in one process.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var options = new CompareOptions();
        var command = new Command("compare", "Measures Freeze against ONNX Runtime, and checks that both compute the same.");
        options.AddTo(command);
        command.SetAction(arguments => Terminal.Run(() => Run(options, arguments)));
        return command;
    }

    private static int Run(CompareOptions options, ParseResult arguments)
    {
        using var workspace = new Workspace();
        PrintHeader();
        var sources = options.Sources(arguments, workspace.Path);
        var (effort, threads, batches) = (options.Effort(arguments), options.Threads(arguments), options.Batches(arguments));
        var rows = new List<Row>();
        foreach (var name in options.Models(arguments))
            if (Catalogue.Open(name, sources) is { } network) rows.AddRange(new Comparer(network, effort).Rows(threads, batches));

        var starts = options.Starts(arguments);
        var report = new Report(rows, starts > 0 ? ColdStartComparison.Run(starts, workspace.Path) : null);
        report.Print();
        if (options.Json(arguments) is { } path) JsonReport.Write(path, report);
        return report.Disagreements == 0 ? 0 : 1;
    }

    private static void PrintHeader()
    {
        // Tables in a file are not folded into the 80 columns of a terminal that is not there.
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 200;
        var here = Machine.Here;
        AnsiConsole.MarkupLineInterpolated($"{here.Cpu}; {here.Device}; {here.Runtime}; ONNX Runtime {here.OnnxRuntime}");
    }
}
