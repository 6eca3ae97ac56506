using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Freeze.Bench.Networks;
using Freeze.Bench.Paper;
using Freeze.Onnx2Cs.Commands;
using Spectre.Console;

namespace Freeze.Bench.Commands;

/// <summary><c>reproduce-paper</c>: the paper's caches as published beside this project's.</summary>
internal static class ReproducePaperCommand
{
    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "A few hundred images for a look; its figures mean little." };
        var caches = new Option<string?>("--caches") { Description = "Folder of resnet18-cifar10 with learned caches that onnx2cs fit made." };
        var shared = new Option<string>("--shared")
        {
            Description = "Folder that holds models/ and data/cifar10/.", DefaultValueFactory = _ => Repository.Shared,
        };
        var images = new Option<int?>("--images")
        {
            Description = $"Training images that fill the paper's caches, 256 to 25000. Default: {PaperScale.Full.Fitting}, as time allows.",
        };
        var command = new Command(
            "reproduce-paper", "Runs the paper's k-means and k-NN caches on CIFAR-10, look-ups counted, beside ours, a small network and the oracle.")
        {
            quick, caches, shared, images,
        };
        command.SetAction(arguments => Terminal.Run(() =>
        {
            var scale = arguments.GetValue(quick) ? PaperScale.Quick : PaperScale.Full;
            if (arguments.GetValue(images) is { } wanted)
            {
                if (wanted is < 256 or > 25_000) throw new FreezeException($"--images {wanted}: must lie between 256 and 25000.");
                scale = scale with { Fitting = wanted };
            }

            using var workspace = new Workspace();
            var sources = new Sources(arguments.GetValue(shared)!, arguments.GetValue(caches), FitCaches: false, workspace.Path);
            var start = Stopwatch.GetTimestamp();
            var (rows, count) = new ReproduceRun(sources, scale).Run();
            Print(rows, count, scale);
            AnsiConsole.WriteLine($"{Number(Stopwatch.GetElapsedTime(start).TotalMinutes, "0.0")} minutes.");
            return 0;
        }));
        return command;
    }

    private static void Print(IReadOnlyList<PaperRow> rows, int images, PaperScale scale)
    {
        // Tables in a file are not folded into the 80 columns of a terminal that is not there.
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 200;
        var table = Terminal.Table(
            $"ResNet-18, CIFAR-10, {images} test images",
            "agreement", "accuracy", "M MACs", "of it look-ups", "MACs saved", "ms", "left by half", "paper says");
        var full = rows[0].Macs!.Value;
        foreach (var row in rows)
        {
            table.AddRow(
                Markup.Escape(row.Name), Percent(row.Agreement), Percent(row.Accuracy), Number(row.Macs / 1e6, "0.0"),
                Number((row.Macs - row.NetworkMacs) / 1e6, "0.0"), Percent(1 - row.Macs / full), Number(row.Milliseconds, "0.00"),
                Percent(row.ByHalf), row.Paper);
        }

        AnsiConsole.Write(table);
        AnsiConsole.WriteLine(
            $"The paper's caches: {PaperScale.Units} units on the whole activation, {PaperScale.Clusters} clusters or the {PaperScale.Neighbours} "
            + $"nearest of {scale.Fitting} training images (the paper stores 40,000), {scale.Epochs} passes of training;");
        AnsiConsole.WriteLine(
            $"thresholds are the surest wrong look-up on {scale.Validation} other training images. Their milliseconds and the oracles' are sums of "
            + "measured parts; all others are measured from end to end.");
        AnsiConsole.WriteLine(
            "An oracle lets each image go at its first look-up that agrees with the network, which it knows; its own look-ups are not counted.");
    }

    private static string Percent(double? share) => share?.ToString("0.0%", CultureInfo.InvariantCulture) ?? "";

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
