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
        var json = new Option<string?>("--json") { Description = "Writes the figures to this file as well." };
        var models = new Option<string[]>("--model") { Description = $"Networks to compare: {string.Join(", ", Catalogue.Names)}. Default: all.", Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = true };
        var batches = Numbers("--batch", "Images in a request.", 1, 8, 32);
        var threads = Numbers("--threads", "Threads on both sides.", 1, 2);
        var seconds = new Option<double?>("--seconds") { Description = "Time for each row. Default: 5, with --quick 1." };
        var shared = new Option<string>("--shared") { Description = "Folder that holds models/ and data/cifar10/.", DefaultValueFactory = _ => Repository.Shared };
        var caches = new Option<string?>("--caches") { Description = "Folder with caches that onnx2cs fit made for resnet18-cifar10. Default: fitted once, which takes minutes." };
        var quick = new Option<bool>("--quick") { Description = "Short measurements; fits no caches." };
        var noColdStart = new Option<bool>("--no-cold-start") { Description = "Leaves out cold start and peak memory." };
        models.AcceptOnlyFromAmong([.. Catalogue.Names]);
        var command = new Command("compare", "Measures Freeze against ONNX Runtime, and checks that both compute the same.")
        {
            json, models, batches, threads, seconds, shared, caches, quick, noColdStart,
        };
        command.SetAction(arguments => Terminal.Run(() =>
        {
            var isQuick = arguments.GetValue(quick);
            using var workspace = new Workspace();
            var sources = new Sources(arguments.GetValue(shared)!, arguments.GetValue(caches), FitCaches: !isQuick, workspace.Path);
            var names = arguments.GetValue(models) is { Length: > 0 } chosen ? Catalogue.Names.Where(chosen.Contains) : Catalogue.Names;
            var effort = new Effort(arguments.GetValue(seconds) ?? (isQuick ? 1 : 5), isQuick ? 2 : 5);
            PrintHeader();
            var rows = names.Select(name => Catalogue.Open(name, sources)).OfType<Network>()
                .SelectMany(network => new Comparer(network, effort).Rows(arguments.GetValue(threads)!, arguments.GetValue(batches)!)).ToArray();
            var cold = arguments.GetValue(noColdStart) ? null : ColdStartComparison.Run(isQuick ? 11 : 21, workspace.Path);
            var report = new Report(rows, cold);
            report.Print();
            if (arguments.GetValue(json) is { } path) JsonReport.Write(path, report);
            return report.Disagreements == 0 ? 0 : 1;
        }));
        return command;
    }

    private static void PrintHeader()
    {
        // Tables in a file are not folded into the 80 columns of a terminal that is not there.
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 200;
        var here = Machine.Here;
        AnsiConsole.MarkupLineInterpolated($"{here.Cpu}; {here.Device}; {here.Runtime}; ONNX Runtime {here.OnnxRuntime}");
    }

    private static Option<int[]> Numbers(string name, string description, params int[] defaults)
    {
        var option = new Option<int[]>(name) { Description = description, AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => defaults };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int[]>()?.Any(value => value is < 1 or > 1024) ?? false) result.AddError($"{name} takes numbers from 1 to 1024.");
        });
        return option;
    }
}
