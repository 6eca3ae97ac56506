using System.CommandLine;
using System.Diagnostics;
using Freeze.Bench.Comparison;
using Freeze.Bench.Reporting;
using Freeze.Onnx2Cs.Commands;
using Freeze.Onnx2Cs.Compilation;
using Freeze.Onnx2Cs.Lowering;
using Spectre.Console;

namespace Freeze.Bench.Commands;

/// <summary><c>pair</c>: what one ONNX file costs beside another, such as a network with its preprocessing in front and the network alone.</summary>
internal static class PairCommand
{
    private const double Block = 0.2;

    public static Command Create()
    {
        var first = new Argument<string>("first.onnx") { Description = "The file that counts as 1." };
        var second = new Argument<string>("second.onnx") { Description = "The file that is compared with it." };
        var rounds = new Option<int>("--rounds") { Description = "Rounds, each a block of either. Default: 30.", DefaultValueFactory = _ => 30 };
        var threads = new Option<int>("--threads") { Description = "Threads. Default: 1.", DefaultValueFactory = _ => 1 };
        var command = new Command("pair", "Times two ONNX files in turns, by the call that takes pixels, one image at a time, caches off.") { first, second, rounds, threads };
        command.SetAction(arguments => Terminal.Run(() => Run(
            arguments.GetValue(first)!, arguments.GetValue(second)!, Math.Max(6, arguments.GetValue(rounds)), arguments.GetValue(threads))));
        return command;
    }

    private static int Run(string first, string second, int rounds, int threads)
    {
        using var workspace = new Workspace();
        using FrozenModel one = Load(first, Path.Combine(workspace.Path, "1"), threads), two = Load(second, Path.Combine(workspace.Path, "2"), threads);
        var (a, b) = (Timed(one), Timed(two));
        a();
        b();
        var times = Enumerable.Range(0, rounds).Select(round => round % 2 == 0 ? (First: a(), Second: b()) : Swapped(b(), a())).ToArray();
        double[] ratios = [.. times.Select(time => time.Second / time.First).Order()];

        // The interval of the median by ranks: the number of rounds below it is binomial, with 95 % within 1.96 standard deviations.
        var reach = (int)Math.Ceiling(0.98 * Math.Sqrt(rounds));
        var (least, most) = (ratios[Math.Max(0, (rounds / 2) - reach)], ratios[Math.Min(rounds - 1, ((rounds + 1) / 2) + reach - 1)]);
        var table = new Table().Border(TableBorder.Rounded).AddColumn("file");
        foreach (var header in new[] { "layers", "ms an image", "times as long", "95 % interval" }) table.AddColumn(new TableColumn(header).RightAligned());
        table.AddRow(Path.GetFileName(first), $"{one.Plan.Layers.Count}", $"{Statistics.Median(times.Select(time => time.First)):0.000}", "1", "");
        table.AddRow(Path.GetFileName(second), $"{two.Plan.Layers.Count}", $"{Statistics.Median(times.Select(time => time.Second)):0.000}",
            $"{Statistics.Median(ratios):0.000}", $"{least:0.000} to {most:0.000}");
        AnsiConsole.Write(table);
        return 0;

        static (double First, double Second) Swapped(double second, double first) => (first, second);
    }

    private static FrozenModel Load(string path, string folder, int threads)
    {
        Log.Step($"{Path.GetFileName(path)}: converting");
        Directory.CreateDirectory(folder);
        return ModelFolder.Write(Converter.Convert(path, new()), folder).Model.Load(folder, new FrozenModelOptions { UseCaches = false, Threads = threads });
    }

    // Milliseconds an image, over a block of images.
    private static Func<double> Timed(FrozenModel model)
    {
        var pixels = new byte[model.Plan.Input.Values];
        new Random(1).NextBytes(pixels);
        return () =>
        {
            var (start, images) = (Stopwatch.GetTimestamp(), 0);
            for (; Stopwatch.GetElapsedTime(start).TotalSeconds < Block; images++) model.Predict(pixels);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds / images;
        };
    }
}
